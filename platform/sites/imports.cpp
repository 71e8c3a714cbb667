#include "sites/imports.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "sites/changes.hpp"
#include "sites/csv_import.hpp"
#include "sites/divisions.hpp"
#include "sites/transaction.hpp"
#include "store/database.hpp"

namespace gongting::host::sites {
namespace {

bool one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

void check_name(const std::string& name) {
  if (name.empty() || characters(name) > 60) refuse("the name is missing or longer than 60 characters");
}

}  // namespace

ImportReport import_divisions(store::Session& db, const Scope& scope, std::istream& in, const Progress& progress) {
  in_transaction(db);
  std::unordered_set<std::string> known;
  const auto is_known = [&](const std::string& code) {
    if (known.contains(code)) return true;
    if (!division(db, code)) return false;
    known.insert(code);
    return true;
  };
  const auto report = import(in, {"code", "name", "parent_code", "level"}, progress, [&](const Record& row) {
    const auto &code = row["code"], &name = row["name"], &parent = row["parent_code"], &level = row["level"];
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (code.size() != 12 || !std::all_of(code.begin(), code.end(), digit) || code.starts_with("00"))
      refuse("the code must have 12 digits");
    check_name(name);
    if (!one_of(level, {"province", "city", "county", "town", "village"}))
      refuse("the level must be province, city, county, town or village");
    if (parent.empty() != (level == "province")) refuse("a province, and nothing else, has no parent");
    if (!parent.empty()) {
      if (code == parent || !lies_in(code, parent)) refuse("the code does not lie in that of its parent " + parent);
      if (!is_known(parent)) refuse("the parent " + parent + " is neither above in the file nor known");
    }
    const auto before = division(db, code);
    known.insert(code);
    if (before && before->name == name && before->parent == parent && before->level == level) return Done::same;
    const Fields values{{"code", code}, {"name", name}, {"parent", parent}, {"level", level}};
    if (before) {
      db.write("update gt_division set name = :name, parent = :parent, level = :level where code = :code", values);
      return Done::changed;
    }
    db.write("insert into gt_division (code, name, parent, level) values (:code, :name, :parent, :level)", values);
    return Done::added;
  });
  if (report.added + report.changed > 0) {
    note(db, scope, "divisions.import", report);
    bump_epoch(db);  // kept with the sites: what lies below each of them
  }
  return report;
}

ImportReport import_courts(store::Session& db, const Scope& scope, std::istream& in, const Progress& progress) {
  in_transaction(db);
  const auto columns = {"court_code", "name", "level", "division_code", "parent_court_code"};
  const auto report = import(in, {columns.begin(), columns.end()}, progress, [&](const Record& row) {
    const auto &code = row["court_code"], &name = row["name"], &level = row["level"], &at = row["division_code"],
               &parent = row["parent_court_code"];
    // 浙, 浙01, 浙0112: a province's short name, two digits more for each level. 最高法 stands alone.
    const auto first_digit = code.find_first_of("0123456789");
    const auto digits = first_digit == std::string::npos ? 0 : code.size() - first_digit;
    if (code.empty() || first_digit == 0 || characters(code) > 8 || digits % 2 != 0 || digits > 4)
      refuse("the court code must be like 浙, 浙01 or 浙0112");
    check_name(name);
    if (!one_of(level, {"supreme", "high", "intermediate", "basic"}))
      refuse("the level must be supreme, high, intermediate or basic");
    if (!division(db, at)) refuse("the division " + at + " is not known; import the divisions first");
    if (!parent.empty() && !court(db, parent))
      refuse("the court " + parent + " above it is neither above in the file nor known");
    const auto before = court(db, code);
    if (before && before->name == name && before->level == level && before->division == at && before->parent == parent)
      return Done::same;
    const Fields values{{"code", code}, {"name", name}, {"level", level}, {"division", at}, {"parent", parent}};
    if (before) {
      db.write(
          "update gt_court set name = :name, level = :level, division = :division, parent = :parent where code = :code",
          values);
      return Done::changed;
    }
    db.write(
        "insert into gt_court (code, name, level, division, parent) values (:code, :name, :level, :division, :parent)",
        values);
    return Done::added;
  });
  if (report.added + report.changed > 0) note(db, scope, "courts.import", report);
  return report;
}

ImportReport import_points(store::Session& db, const Scope& scope, std::int64_t site_id, std::istream& in,
                           const Progress& progress) {
  in_transaction(db);
  if (db.read("select id from gt_site where id = :id", {{"id", site_id}}).empty())
    throw Error{Kind::not_found, "there is no such site"};
  const auto columns = {"name", "kind", "division_code", "address", "phone", "opening"};
  const auto report = import(in, {columns.begin(), columns.end()}, progress, [&](const Record& row) {
    Point point;
    point.site_id = site_id;
    point.name = trim(row["name"]);
    point.kind = kind_named(row["kind"]);
    point.division = row["division_code"];
    point.address = trim(row["address"]);
    point.phone = trim(row["phone"]);
    point.opening = Opening::parse(row["opening"]);
    const auto rows = db.read(
        "select id, kind, address, phone, opening, director_id, judge_id, status, version from gt_point "
        "where site_id = :site and division = :division and name = :name",
        {{"site", site_id}, {"division", point.division}, {"name", point.name}});
    if (rows.empty()) {
      add_point(db, scope, point);
      return Done::added;
    }
    const auto before = rows[0];
    if (before["kind"].text() == kind_name(point.kind) && before["address"].text() == point.address &&
        before["phone"].text() == point.phone && before["opening"].text() == point.opening.json())
      return Done::same;
    // What the file does not hold stays: the people of the point, and whether it is open.
    point.id = before.integer("id");
    point.director_id = before.integer("director_id");
    point.judge_id = before.integer("judge_id");
    point.status = before.text("status");
    point.version = before.integer("version");
    update_point(db, scope, point);
    return Done::changed;
  });
  if (report.added + report.changed > 0) note(db, scope, "points.import", report);
  return report;
}

}  // namespace gongting::host::sites
