// The plugin's own records: read by SQL, written by record calls. What the caller may not see is not there, and
// nothing in the SQL has to say so.
#ifndef GONGTING_DATABASE_HPP
#define GONGTING_DATABASE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/host.hpp"

namespace gongting {

/// Thread: [request]. Lifetime: the request's.
/// The first write opens a transaction; it commits when the handler returns and rolls back when it throws.
class Database {
 public:
  explicit Database(Context context) : context_(context) {}

  /// Rows of one statement that begins with select or with; parameters as :name.
  Rows query(std::string_view sql, Fields params = {}) const {
    return Rows(context_.call(&gt_store_v1::query, {{"sql", sql}, {"params", Value(std::move(params))}}));
  }
  /// The new record's id. The host fills id, site, point, version 1, times and author.
  std::int64_t insert(std::string_view type, Fields fields) const {
    return number(context_.call(&gt_store_v1::insert, {{"type", type}, {"fields", Value(std::move(fields))}}), "id");
  }
  /// The record's new version. Errors: conflict when `version` is no longer its version; not_found outside one's reach.
  std::int64_t update(std::string_view type, std::int64_t id, std::int64_t version, Fields fields) const {
    return number(context_.call(&gt_store_v1::update, {{"type", type}, {"id", id}, {"version", version},
                                                       {"fields", Value(std::move(fields))}}), "version");
  }
  /// Errors: as update.
  void remove(std::string_view type, std::int64_t id, std::int64_t version) const {
    context_.call(&gt_store_v1::remove, {{"type", type}, {"id", id}, {"version", version}});
  }
  /// Makes the record one of this person's own ("own" reach). Linking twice is linking once.
  void link_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) const {
    context_.call(&gt_store_v1::link_person, {{"type", type}, {"id", id}, {"account", account}, {"part", part}});
  }
  void unlink_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) const {
    context_.call(&gt_store_v1::unlink_person, {{"type", type}, {"id", id}, {"account", account}, {"part", part}});
  }
  /// 1, 2, 3, … without gaps for this site and series, in this transaction.
  std::int64_t next_number(std::string_view series) const {
    return number(context_.call(&gt_store_v1::next_number, {{"series", series}}), "number");
  }
  /// The next case number of this court, type code and year, as it is stored: "(2026)浙0112诉前调312号". Without gaps, in
  /// this transaction, and in one series for all plugins. `special` is the character of a specialised trial, if any.
  std::string next_case_number(std::string_view type, int year, std::string_view special = {}) const {
    const auto result = context_.call(&gt_store_v1::next_case_number, {{"type", type}, {"year", year}, {"special", special}});
    return std::string(ValueRef(result)["number"].text());
  }
  /// The clear texts of these sealed columns, in their order; "" where there is none. Queries see them masked only.
  /// `reason` stands in the audit log with the caller's name. Errors: not_found outside one's reach.
  std::vector<std::string> open_sealed(std::string_view type, std::int64_t id, List columns, std::string_view reason) const {
    const auto result = context_.call(&gt_store_v1::open_sealed,
                                      {{"type", type}, {"id", id}, {"columns", std::move(columns)}, {"reason", reason}});
    std::vector<std::string> texts;
    ValueRef(result)["values"].for_each([&](std::string_view, ValueRef text) { return texts.emplace_back(text.text()), true; });
    return texts;
  }

 private:
  static std::int64_t number(const std::string& result, std::string_view key) {
    return ValueRef(result)[key].integer();
  }
  Context context_;
};

}  // namespace gongting

#endif
