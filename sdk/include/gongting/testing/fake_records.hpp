// Records in memory for tests, and simple questions about them in SQL: one record type, conditions joined by "and",
// order, limit. What is beyond that is answered by the test itself (FakeHost::answer).
#ifndef GONGTING_TESTING_FAKE_RECORDS_HPP
#define GONGTING_TESTING_FAKE_RECORDS_HPP

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "gongting/value.hpp"

namespace gongting::test {

/// One record as it is stored now.
class FakeRecord {
 public:
  std::int64_t id() const { return integer("id"); }
  std::int64_t version() const { return integer("version"); }
  ValueRef operator[](std::string_view column) const {
    const auto found = cells_.find(std::string(column));
    return found == cells_.end() ? ValueRef() : ValueRef(found->second);
  }
  std::string text(std::string_view column) const { return std::string((*this)[column].text()); }
  std::int64_t integer(std::string_view column) const { return (*this)[column].integer(); }
  bool is_null(std::string_view column) const { return (*this)[column].is_null(); }
  void set(const std::string& column, const Value& value) { cells_[column] = value.encode(); }
  const std::map<std::string, std::string>& cells() const { return cells_; }

 private:
  std::map<std::string, std::string> cells_;  // column -> encoded value
};

class FakeRecords {
 public:
  /// From now on this column holds the masked text, and "<column>_sealed" the clear one, as nobody but a test can see.
  void seal(const std::string& type, const std::string& column, const std::string& kind) { sealed_[type + "." + column] = kind; }
  std::string open(const std::string& type, std::int64_t id, std::string_view column) const {
    if (sealed_.count(type + "." + std::string(column)) == 0)
      throw Error{Kind::bad_input, "\"" + std::string(column) + "\" of " + type + " is not a sealed column"};
    for (const auto& record : of(type))
      if (record.id() == id) return record.text(std::string(column) + "_sealed");
    throw Error{Kind::not_found, "there is no such " + type};
  }

  std::int64_t insert(const std::string& type, ValueRef fields, std::int64_t site, std::int64_t user, std::int64_t now) {
    FakeRecord record;
    const std::int64_t id = ++last_id_;
    record.set("id", id), record.set("site_id", site), record.set("version", 1), record.set("created_at", now);
    record.set("created_by", user), record.set("updated_at", now);
    write(type, record, fields);
    types_[type].push_back(record);
    return id;
  }
  std::int64_t update(const std::string& type, std::int64_t id, std::int64_t version, ValueRef fields, std::int64_t now) {
    FakeRecord& record = at_version(type, id, version);
    write(type, record, fields);
    record.set("version", version + 1), record.set("updated_at", now);
    return version + 1;
  }
  void remove(const std::string& type, std::int64_t id, std::int64_t version) {
    at_version(type, id, version);
    auto& records = types_[type];
    records.erase(std::find_if(records.begin(), records.end(), [&](const auto& record) { return record.id() == id; }));
  }
  const std::vector<FakeRecord>& of(const std::string& type) const {
    static const std::vector<FakeRecord> none;
    const auto found = types_.find(type);
    return found == types_.end() ? none : found->second;
  }

  /// Nothing when the statement is beyond what is understood here.
  std::optional<Rows> query(std::string_view sql, ValueRef params) const {
    const auto words = split(sql);
    std::size_t at = 0;
    const auto word = [&] { return at < words.size() ? words[at] : std::string(); };
    const auto take = [&](std::string_view wanted) { return word() == wanted ? (++at, true) : false; };
    std::vector<std::string> columns;
    if (!take("select")) return std::nullopt;
    do columns.push_back(word()), ++at;
    while (take(","));
    if (!take("from")) return std::nullopt;
    const std::string type = word();
    ++at;
    std::vector<FakeRecord> found = of(type);
    if (take("where")) do {
        const std::string column = word(), sign = (++at, word()), operand = (++at, word());
        ++at;
        if (sign == "is") {
          const bool wants_null = operand != "not";
          if (!wants_null) ++at;
          std::erase_if(found, [&](const auto& record) { return record.is_null(column) != wants_null; });
          continue;
        }
        const auto other = value_of(operand, params);
        if (!other) return std::nullopt;
        const std::string encoded = other->encode();
        bool known = true;
        std::erase_if(found, [&](const auto& record) {
          const int order = compare(record[column], ValueRef(encoded));
          if (record.is_null(column)) return true;
          if (sign == "=") return order != 0;
          if (sign == "<>") return order == 0;
          if (sign == "<") return order >= 0;
          if (sign == "<=") return order > 0;
          if (sign == ">") return order <= 0;
          if (sign == ">=") return order < 0;
          return known = false;
        });
        if (!known) return std::nullopt;
      } while (take("and"));
    if (take("order")) {
      if (!take("by")) return std::nullopt;
      const std::string column = word();
      ++at;
      const int direction = take("desc") ? -1 : (take("asc"), 1);
      std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
        return compare(a[column], b[column]) * direction < 0;
      });
    }
    if (take("limit")) {
      const auto limit = value_of(word(), params);
      ++at;
      if (!limit) return std::nullopt;
      const std::string encoded = limit->encode();
      const auto most = static_cast<std::size_t>(ValueRef(encoded).integer());
      if (found.size() > most) found.resize(most);
    }
    if (at != words.size()) return std::nullopt;
    return table(columns, found);
  }

  static Rows table(const std::vector<std::string>& columns, const std::vector<FakeRecord>& records) {
    TableWriter writer(columns);
    for (const auto& record : records)
      for (const auto& column : columns) {
        const ValueRef cell = record[column];
        if (cell.tag() == Tag::integer) writer.integer(cell.integer());
        else if (cell.tag() == Tag::real) writer.real(cell.real());
        else if (cell.tag() == Tag::text) writer.text(cell.text());
        else if (cell.tag() == Tag::bytes) writer.bytes(cell.text());
        else writer.null();
      }
    return Rows(writer.finish());
  }

 private:
  void write(const std::string& type, FakeRecord& record, ValueRef fields) const {
    fields.for_each([&](std::string_view key, ValueRef value) {
      if (const auto sealed = sealed_.find(type + "." + std::string(key)); sealed != sealed_.end() && value.tag() == Tag::text) {
        record.set(std::string(key), mask_sealed(sealed->second, value.text()));
        record.set(std::string(key) + "_sealed", value.text());
        return true;
      }
      // A database keeps truth values as 0 and 1.
      const bool truth = value.tag() == Tag::yes || value.tag() == Tag::no;
      record.set(std::string(key), truth ? Value(value.integer()) : value.value());
      return true;
    });
  }
  FakeRecord& at_version(const std::string& type, std::int64_t id, std::int64_t version) {
    for (auto& record : types_[type]) {
      if (record.id() != id) continue;
      if (record.version() == version) return record;
      throw Error{Kind::conflict, "the " + type + " was changed meanwhile"};
    }
    throw Error{Kind::not_found, "there is no such " + type};
  }

  static std::vector<std::string> split(std::string_view sql) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < sql.size();) {
      const char c = sql[at];
      std::size_t end = at + 1;
      const auto name = [](char k) { return std::isalnum(static_cast<unsigned char>(k)) != 0 || k == '_' || k == '.'; };
      if (std::isspace(static_cast<unsigned char>(c)) != 0) {
        at = end;
        continue;
      }
      if (c == '\'') end = std::min(sql.find('\'', end), sql.size() - 1) + 1;
      else if (name(c) || c == ':') while (end < sql.size() && name(sql[end])) ++end;
      else if ((c == '<' || c == '>') && end < sql.size() && (sql[end] == '=' || sql[end] == '>')) ++end;
      words.emplace_back(sql.substr(at, end - at));
      at = end;
    }
    return words;
  }
  static std::optional<Value> value_of(const std::string& word, ValueRef params) {
    if (word.starts_with(':')) return params[word.substr(1)].value();
    if (word.starts_with('\'')) return Value(word.substr(1, word.size() - 2));
    if (!word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) != 0) return Value(std::int64_t{std::stoll(word)});
    return std::nullopt;
  }
  static int compare(ValueRef a, ValueRef b) {
    if (a.tag() == Tag::text || b.tag() == Tag::text) return a.text().compare(b.text());
    const double x = a.real(), y = b.real();
    return x < y ? -1 : x > y ? 1 : 0;
  }

  std::int64_t last_id_ = 0;
  std::map<std::string, std::vector<FakeRecord>> types_;
  std::map<std::string, std::string> sealed_;  // "party.mobile" -> "mobile"
};

}  // namespace gongting::test

#endif
