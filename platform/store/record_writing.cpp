#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "store/audit_row.hpp"
#include "store/record_sealing.hpp"
#include "store/records_impl.hpp"
#include "store/scope_values.hpp"

namespace gongting::host::store {

namespace {

constexpr std::string_view k_point = "point_id";
constexpr std::string_view k_area = "area";
constexpr std::string_view k_creator = "creator";
constexpr std::size_t k_longest_reason = 300;

[[noreturn]] void not_there() { throw Error{Kind::not_found, "there is no such record"}; }

/// A day of the calendar, of any century: dates of birth are among them.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  long long year = 0, month = 0, day = 0;
  if (!parse_integer(text.substr(0, 4), year) || !parse_integer(text.substr(5, 2), month) ||
      !parse_integer(text.substr(8), day))
    return false;
  return year > 0 && month > 0 && day > 0 &&
         std::chrono::year_month_day(std::chrono::year(static_cast<int>(year)),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
             .ok();
}

/// The value as its column keeps it. Errors: bad_input naming the column.
Value typed(const RecordType& type, const Column& column, ValueRef value) {
  const auto refuse = [&](std::string_view wanted) {
    throw Error{Kind::bad_input,
                "the column \"" + column.name + "\" of " + type.name + " takes " + std::string(wanted)};
  };
  if (value.is_null()) return {};
  switch (column.type) {
    case ColumnType::text:
    case ColumnType::sealed:
      if (value.tag() != Tag::text) refuse("text");
      if (value.text().find('\0') != std::string_view::npos || !valid_utf8(value.text())) refuse("text in UTF-8");
      return value.text();
    case ColumnType::integer:
    case ColumnType::money:
    case ColumnType::time:
      if (value.tag() != Tag::integer) {
        refuse(column.type == ColumnType::money ? "fen, a whole number"
               : column.type == ColumnType::time ? "milliseconds since 1970 UTC, a whole number" : "a whole number");
      }
      return value.integer();
    case ColumnType::real:
      if (value.tag() != Tag::real && value.tag() != Tag::integer) refuse("a number");
      return value.real();
    case ColumnType::boolean:
      if (value.tag() != Tag::yes && value.tag() != Tag::no &&
          !(value.tag() == Tag::integer && (value.integer() == 0 || value.integer() == 1))) {
        refuse("true or false");
      }
      return std::int64_t{value.boolean() ? 1 : 0};
    case ColumnType::date:
      if (value.tag() != Tag::text || !is_date(value.text())) refuse("a date, yyyy-mm-dd");
      return value.text();
    case ColumnType::bytes:
      if (value.tag() != Tag::bytes) refuse("bytes");
      return Bytes{std::string(value.text())};
  }
  return {};
}

bool same(const Value& a, const Value& b) { return a.encode() == b.encode(); }

/// One write of one caller to one type.
class Writing {
 public:
  Writing(Session& session, const PluginRecords& records, const Scope& scope, std::string_view plugin,
          std::string_view type_name, const FieldSealer* sealer)
      : connection_(session.connection()), plugin_(records), scope_(scope), type_(*known(plugin, type_name)),
        seals_(type_, sealer), reach_(plugin_.reach_of(scope, type_)), caller_{&scope, false} {
    needs_.add(reach_);
    if (!connection_.in_transaction()) connection_.begin();
  }

  std::int64_t insert(ValueRef fields);
  std::int64_t update(std::int64_t id, std::int64_t version, ValueRef fields);
  void remove(std::int64_t id, std::int64_t version);
  void link(std::int64_t id, std::int64_t account, std::string_view part, bool on);
  std::vector<std::string> open(std::int64_t id, const std::vector<std::string>& columns, std::string_view reason);

 private:
  /// Where a record lies; null and "" for what is not said.
  struct Place {
    Value point;
    std::string area;
    bool point_given = false, area_given = false;
  };

  const RecordType* known(std::string_view plugin, std::string_view name) const {
    const auto* type = plugin_.find(name);
    if (type == nullptr) {
      throw Error{Kind::internal, "plugin " + std::string(plugin) + " has no record type \"" + std::string(name) +
                                      "\" in its manifest"};
    }
    return type;
  }

  Rows host_read(std::string_view sql, const Fields& params) const {
    return connection_.read(sql, FieldParameters(params));
  }
  std::int64_t host_write(std::string_view sql, const Fields& params) const {
    return connection_.write(sql, FieldParameters(params));
  }
  /// The record as this caller sees it; not_found when he does not.
  Rows seen(const RecordType& type, std::int64_t id) const {
    auto rows = connection_.read("select * from " + type.view_by_id(reach_) + " where id = :id",
                                 FieldParameters(Fields{{"id", id}}), caller_, needs_);
    if (rows.empty()) not_there();
    return rows;
  }
  /// Seen, and of this version.
  Rows current(std::int64_t id, std::int64_t version) const {
    auto rows = seen(type_, id);
    if (rows[0]["version"].integer() != version) changed_meanwhile();
    return rows;
  }
  [[noreturn]] void changed_meanwhile() const {
    throw Error{Kind::conflict, "the record was changed by somebody else meanwhile; load it again"};
  }

  Fields read_fields(ValueRef fields, Place& place) const;
  void read_place(std::string_view name, ValueRef value, Place& place) const;
  Place place_of_new(const Fields& values, Place given) const;
  std::string division_of(const Value& point) const;
  void check_parent(const Fields& values) const;
  void check_inside_reach(const Place& place) const;
  void add_link(std::int64_t id, std::int64_t account, std::string_view part, bool& added) const;
  void audit(std::string_view action, std::int64_t id, const Fields& detail) const {
    write_audit_row(connection_, scope_, {type_.plugin, action, link_name(type_), id, "ok", detail});
  }
  void note(Fields& detail, const std::string& column, const Value* before, const Value* after) const;
  std::string opened(std::int64_t id, const Column& column) const;
  bool own_words(std::int64_t id, const Row& row) const;
  bool changes(std::int64_t id, const std::string& name, const Value& before, const Value& after) const;

  Connection& connection_;
  const PluginRecords& plugin_;
  const Scope& scope_;
  const RecordType& type_;
  ColumnSeals seals_;
  Reach reach_;
  Caller caller_;
  Needs needs_;
};

void Writing::read_place(std::string_view name, ValueRef value, Place& place) const {
  if (!type_.parent.empty()) {
    throw Error{Kind::bad_input, "\"" + std::string(name) + "\" of " + type_.name + " is that of its " + type_.parent};
  }
  if (name == k_point) {
    if (!value.is_null() && value.tag() != Tag::integer)
      throw Error{Kind::bad_input, "\"point_id\" takes the id of a point"};
    place.point = value.is_null() ? Value() : Value(value.integer());
    place.point_given = true;
    division_of(place.point);
  } else {
    if (value.tag() != Tag::text || !is_division_code(value.text())) {
      throw Error{Kind::bad_input, "\"area\" takes a division code, up to 12 digits"};
    }
    place.area = value.text();
    place.area_given = true;
  }
}

Fields Writing::read_fields(ValueRef fields, Place& place) const {
  if (!fields.is_null() && fields.tag() != Tag::map)
    throw Error{Kind::internal, "the fields of a record are named values"};
  Fields values;
  fields.for_each([&](std::string_view name, ValueRef value) {
    if (name == k_point || name == k_area) {
      read_place(name, value, place);
      return true;
    }
    const auto* column = type_.column(name);
    if (column == nullptr) {
      const auto& own = host_columns();
      const bool host = std::find(own.begin(), own.end(), name) != own.end();
      throw Error{Kind::bad_input, host ? "the column \"" + std::string(name) + "\" is filled by the host"
                                        : "\"" + std::string(name) + "\" is not a column of " + type_.name};
    }
    if (std::any_of(values.begin(), values.end(), [&](const auto& other) { return other.first == name; })) {
      throw Error{Kind::bad_input, "the column \"" + column->name + "\" is given twice"};
    }
    values.emplace_back(column->name, typed(type_, *column, value));
    return true;
  });
  return values;
}

/// The division of a point of this site; "" without a point. Errors: bad_input for one that is not this site's.
std::string Writing::division_of(const Value& point) const {
  if (point.is_null()) return {};
  const auto rows = host_read("select division from gt_point where id = :id and site_id = :site",
                              {{"id", point}, {"site", scope_.site_id}});
  if (rows.empty()) throw Error{Kind::bad_input, "\"point_id\" names no point of this site"};
  return std::string(rows[0][0].text());
}

Writing::Place Writing::place_of_new(const Fields& values, Place given) const {
  if (!type_.parent.empty()) {
    const auto parent = std::find_if(values.begin(), values.end(),
                                     [&](const auto& value) { return value.first == type_.parent_column; });
    if (parent == values.end() || parent->second.is_null()) {
      throw Error{Kind::bad_input, "the column \"" + type_.parent_column + "\" of " + type_.name +
                                       " is missing; it names its " + type_.parent};
    }
    const auto rows = seen(*plugin_.find(type_.parent), std::get<std::int64_t>(parent->second.data()));
    given.point = rows[0][k_point].value();
    given.area = rows[0][k_area].text();
    return given;
  }
  if (!given.point_given && scope_.point_id != 0) given.point = scope_.point_id;
  if (given.area_given) return given;
  if (given.point_given || scope_.point_id == 0) {
    given.area = division_of(given.point);
  } else {
    const auto rows = host_read("select division from gt_point where id = :id and site_id = :site",
                                {{"id", given.point}, {"site", scope_.site_id}});
    if (!rows.empty()) given.area = rows[0][0].text();
  }
  if (given.area.empty()) {
    const auto rows = host_read("select division from gt_site where id = :site", {{"site", scope_.site_id}});
    if (!rows.empty()) given.area = rows[0][0].text();
  }
  // Who sees a town and says nothing about the place means his town, not the county of his court.
  if (reach_ == Reach::area && !in_areas(scope_.areas, given.area)) given.area = scope_.areas.front();
  return given;
}

void Writing::check_inside_reach(const Place& place) const {
  if (reach_ == Reach::none) {
    throw Error{Kind::forbidden,
                "none of the caller's roles has a reach over " + type_.name + "; the manifest's readers say who has"};
  }
  if (!type_.parent.empty()) return;
  const auto* point = std::get_if<std::int64_t>(&place.point.data());
  if (reach_ == Reach::point && (point == nullptr || *point != scope_.point_id)) {
    throw Error{Kind::forbidden, "the record would belong to another point than the caller's"};
  }
  if (reach_ == Reach::area && !in_areas(scope_.areas, place.area)) {
    throw Error{Kind::forbidden, "the record would belong to an area that is not the caller's"};
  }
}

void Writing::note(Fields& detail, const std::string& column, const Value* before, const Value* after) const {
  if (type_.hides(column)) {
    detail.emplace_back(column, "changed");
    return;
  }
  Fields change;
  if (before != nullptr && !before->is_null()) change.emplace_back("old", *before);
  if (after != nullptr && !after->is_null()) change.emplace_back("new", *after);
  detail.emplace_back(column, std::move(change));
}

void Writing::add_link(std::int64_t id, std::int64_t account, std::string_view part, bool& added) const {
  added =
      host_write(
          "insert into gt_person_link (site_id, record_type, record_id, account_id, part) "
          "values (:site, :type, :id, :account, :part) on conflict (account_id, record_type, record_id, part) do "
          "nothing",
          {{"site", scope_.site_id}, {"type", link_name(type_)}, {"id", id}, {"account", account}, {"part", part}}) > 0;
}

std::int64_t Writing::insert(ValueRef fields) {
  Place place;
  auto values = read_fields(fields, place);
  if (reach_ == Reach::none) check_inside_reach(place);
  place = place_of_new(values, place);
  check_inside_reach(place);
  Fields detail;
  for (const auto& [name, value] : values) {
    if (!value.is_null()) note(detail, name, nullptr, &value);
  }
  const auto id = new_id();
  const auto now = now_ms();
  seals_.seal(values, id);
  std::string names = "id, site_id, point_id, area, version, created_at, created_by, updated_at";
  std::string places = ":id, :site_id, :point_id, :area, 1, :gt_now, :created_by, :gt_now";
  for (const auto& [name, value] : values) names += ", " + name, places += ", :" + name;
  values.insert(values.end(), {{"id", id}, {"site_id", scope_.site_id}, {"point_id", place.point}, {"area", place.area},
                               {"gt_now", now}, {"created_by", scope_.account_id}});
  host_write("insert into " + type_.table() + " (" + names + ") values (" + places + ")", values);
  if (reach_ == Reach::own && type_.parent.empty() && scope_.account_id != 0) {
    bool added = false;
    add_link(id, scope_.account_id, k_creator, added);
  }
  audit("record.insert", id, detail);
  return id;
}

void Writing::check_parent(const Fields& values) const {
  if (type_.parent.empty()) return;
  for (const auto& [name, value] : values) {
    if (name != type_.parent_column) continue;
    const auto* parent = std::get_if<std::int64_t>(&value.data());
    if (parent == nullptr) throw Error{Kind::bad_input, "the column \"" + name + "\" cannot be empty"};
    seen(*plugin_.find(type_.parent), *parent);
  }
}

std::string Writing::opened(std::int64_t id, const Column& column) const {
  const auto rows =
      host_read("select " + column.ciphertext() + " from " + type_.table() + " where id = :id", {{"id", id}});
  return rows.empty() ? std::string() : seals_.open(column, id, rows[0][0].text());
}

/// Two sealed texts can have one masked form.
bool Writing::changes(std::int64_t id, const std::string& name, const Value& before, const Value& after) const {
  const auto* column = type_.column(name);
  const auto* text = std::get_if<std::string>(&after.data());
  if (column == nullptr || !column->sealed() || before.is_null() || text == nullptr) return !same(before, after);
  return opened(id, *column) != *text;
}

std::int64_t Writing::update(std::int64_t id, std::int64_t version, ValueRef fields) {
  Place place;
  auto values = read_fields(fields, place);
  const auto rows = current(id, version);
  check_parent(values);
  if (place.point_given) values.emplace_back(k_point, place.point);
  if (place.area_given) values.emplace_back(k_area, place.area);
  Fields detail;
  std::erase_if(values, [&](const auto& field) {
    const auto& [name, value] = field;
    const auto before = rows[0][name].value();
    if (!changes(id, name, before, value)) return true;
    note(detail, name, &before, &value);
    return false;
  });
  seals_.seal(values, id);
  std::string sets;
  for (const auto& [name, value] : values) sets += name + " = :" + name + ", ";
  values.insert(values.end(), {{"id", id}, {"version", version}, {"gt_now", now_ms()}});
  const auto changed =
      host_write("update " + type_.table() + " set " + sets +
                     "version = version + 1, updated_at = :gt_now where id = :id and version = :version",
                 values);
  if (changed == 0) changed_meanwhile();
  audit("record.update", id, detail);
  return version + 1;
}

void Writing::remove(std::int64_t id, std::int64_t version) {
  const auto rows = current(id, version);
  for (const auto* child : plugin_.types()) {
    if (child->parent != type_.name) continue;
    if (!host_read("select 1 from " + child->table() + " where " + child->parent_column + " = :id limit 1",
                   {{"id", id}})
             .empty()) {
      throw Error{Kind::conflict, "a " + child->name + " hangs on this record; remove it first"};
    }
  }
  if (host_write("delete from " + type_.table() + " where id = :id and version = :version",
                 {{"id", id}, {"version", version}}) == 0) {
    changed_meanwhile();
  }
  host_write("delete from gt_person_link where record_type = :type and record_id = :id",
             {{"type", link_name(type_)}, {"id", id}});
  Fields detail;
  for (const auto& column : type_.columns) {
    const auto before = rows[0][column.name].value();
    if (!before.is_null()) note(detail, column.name, &before, nullptr);
  }
  audit("record.remove", id, detail);
}

void Writing::link(std::int64_t id, std::int64_t account, std::string_view part, bool on) {
  if (!type_.parent.empty()) {
    throw Error{Kind::internal,
                "a " + type_.name + " is seen where its " + type_.parent + " is; link the person to that"};
  }
  if (part.empty() || part.size() > 50) throw Error{Kind::internal, "the part of a person is named in 1 to 50 bytes"};
  if (account <= 0) throw Error{Kind::bad_input, "a person is named by the id of an account"};
  seen(type_, id);
  bool changed = false;
  if (on) {
    add_link(id, account, part, changed);
  } else {
    changed = host_write(
                  "delete from gt_person_link where record_type = :type and record_id = :id and account_id = :account "
                  "and part = :part",
                  {{"type", link_name(type_)}, {"id", id}, {"account", account}, {"part", part}}) > 0;
  }
  if (changed) audit(on ? "record.link" : "record.unlink", id, {{"account", account}, {"part", part}});
}

/// Whether the caller wrote all of his own record himself: he learns nothing from it that he did not say.
bool Writing::own_words(std::int64_t id, const Row& row) const {
  if (reach_ != Reach::own || row["created_by"].integer() != scope_.account_id) return false;
  return host_read("select 1 from gt_audit where object = :object and object_id = :id and action = 'record.update' and "
                   "account_id <> :me limit 1",
                   {{"object", link_name(type_)}, {"id", id}, {"me", scope_.account_id}})
      .empty();
}

std::vector<std::string> Writing::open(std::int64_t id, const std::vector<std::string>& columns,
                                       std::string_view reason) {
  if (reason.empty() || reason.size() > k_longest_reason)
    throw Error{Kind::bad_input, "say in 1 to 300 bytes why a sealed column is opened"};
  const auto rows = seen(type_, id);
  std::vector<std::string> texts;
  std::string names;
  for (const auto& name : columns) {
    const auto* column = type_.column(name);
    if (column == nullptr || !column->sealed())
      throw Error{Kind::bad_input, "\"" + name + "\" of " + type_.name + " is not a sealed column"};
    texts.push_back(opened(id, *column));
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!own_words(id, rows[0])) audit("record.open", id, {{"columns", names}, {"reason", reason}});
  return texts;
}

}  // namespace

std::vector<std::string> Records::open_sealed(Session& session, const Scope& scope, std::string_view plugin,
                                              std::string_view type, std::int64_t id,
                                              const std::vector<std::string>& columns, std::string_view reason) {
  return Writing(session, impl_->plugin(plugin), scope, plugin, type, impl_->sealer).open(id, columns, reason);
}

std::int64_t Records::insert(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                             ValueRef fields) {
  return Writing(session, impl_->plugin(plugin), scope, plugin, type, impl_->sealer).insert(fields);
}

std::int64_t Records::update(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                             std::int64_t id, std::int64_t version, ValueRef fields) {
  return Writing(session, impl_->plugin(plugin), scope, plugin, type, impl_->sealer).update(id, version, fields);
}

void Records::remove(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                     std::int64_t id, std::int64_t version) {
  Writing(session, impl_->plugin(plugin), scope, plugin, type, impl_->sealer).remove(id, version);
}

void Records::link_person(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                          std::int64_t id, std::int64_t account, std::string_view part) {
  Writing(session, impl_->plugin(plugin), scope, plugin, type, impl_->sealer).link(id, account, part, true);
}

void Records::unlink_person(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                            std::int64_t id, std::int64_t account, std::string_view part) {
  Writing(session, impl_->plugin(plugin), scope, plugin, type, impl_->sealer).link(id, account, part, false);
}

}  // namespace gongting::host::store
