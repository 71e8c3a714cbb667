#include "sites/case_types.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "sites/csv_import.hpp"
#include "sites/transaction.hpp"

namespace gongting::host::sites {
namespace {

const std::vector<std::string> k_columns{"code", "title", "from", "to", "status"};

bool is_day(const std::string& text) { return days_from_date(text) >= 0; }

CaseType read(const Row& row) {
  return {row.text("code"), row.text("title"), row.text("from_date"), row.is_null("to_date") ? std::string() : row.text("to_date"),
          row["status"].text() == "verified"};
}

/// One way to write each code: Chinese characters, so that it can stand between court code and serial number.
void check(const CaseType& type) {
  const bool chinese = !type.code.empty() && valid_utf8(type.code) && std::all_of(type.code.begin(), type.code.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (!chinese || type.code.size() > 60 || type.code.find("号") != std::string::npos || type.code.find("第") != std::string::npos)
    refuse("code: a type code is made of Chinese characters, without 第 and 号");
  if (type.title.empty() || characters(type.title) > 60) refuse("title: is missing, or longer than 60 characters");
  if (!is_day(type.from)) refuse("from: must be a day, yyyy-mm-dd");
  if (!type.to.empty() && (!is_day(type.to) || type.to < type.from)) refuse("to: must be a day, not before the first one");
}

Done put(store::Session& db, const Scope& scope, const CaseType& type) {
  check(type);
  in_transaction(db);
  const Fields values{{"code", type.code}, {"title", type.title}, {"from", type.from}, {"to", type.to.empty() ? Value() : Value(type.to)},
                      {"status", type.verified ? "verified" : "recalled"}, {"now", now_ms()}, {"by", scope.account_id}};
  const auto rows = db.read("select code, title, from_date, to_date, status from gt_case_type where code = :code", {{"code", type.code}});
  if (rows.empty()) {
    db.write("insert into gt_case_type (code, title, from_date, to_date, status, changed_at, changed_by) "
             "values (:code, :title, :from, :to, :status, :now, :by)", values);
    return Done::added;
  }
  const auto now = read(rows[0]);
  if (now.title == type.title && now.from == type.from && now.to == type.to && now.verified == type.verified) return Done::same;
  db.write("update gt_case_type set title = :title, from_date = :from, to_date = :to, status = :status, changed_at = :now, "
           "changed_by = :by where code = :code", values);
  return Done::changed;
}

void note_type(store::Session& db, const Scope& scope, const char* action, const CaseType& type) {
  audit::record(db, scope, {action, "case_type", 0, "ok", {{"code", type.code}, {"title", type.title}, {"from", type.from}, {"to", type.to},
                                                           {"status", type.verified ? "verified" : "recalled"}}});
}

}  // namespace

std::vector<CaseType> case_types(store::Session& db) {
  std::vector<CaseType> all;
  for (const auto row : db.read("select code, title, from_date, to_date, status from gt_case_type order by code")) all.push_back(read(row));
  return all;
}

void require_case_type(store::Session& db, std::string_view code, std::string_view day) {
  const auto rows = db.read("select code, title, from_date, to_date, status from gt_case_type where code = :code", {{"code", code}});
  if (rows.empty() || !read(rows[0]).holds_on(day))
    throw Error{Kind::invalid, "the type code " + std::string(code) + (rows.empty() ? " is not among those that are kept" : " does not hold on " + std::string(day)) +
                                   "; an administrator keeps them on the console under 类型代字"};
}

void put_case_type(store::Session& db, const Scope& scope, const CaseType& type) {
  if (put(db, scope, type) != Done::same) note_type(db, scope, "case_type.put", type);
}

void end_case_type(store::Session& db, const Scope& scope, std::string_view code, std::string_view last_day) {
  const auto rows = db.read("select code, title, from_date, to_date, status from gt_case_type where code = :code", {{"code", code}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such type code"};
  auto type = read(rows[0]);
  type.to = last_day;
  if (put(db, scope, type) != Done::same) note_type(db, scope, "case_type.end", type);
}

ImportReport import_case_types(store::Session& db, const Scope& scope, std::istream& csv) {
  in_transaction(db);
  const auto report = import(csv, k_columns, {}, [&](const Record& record) {
    if (record["status"] != "verified" && record["status"] != "recalled") refuse("status: must be verified or recalled");
    return put(db, scope, {trim(record["code"]), trim(record["title"]), trim(record["from"]), trim(record["to"]), record["status"] == "verified"});
  });
  if (report.added + report.changed > 0) note(db, scope, "case_types.import", report);
  return report;
}

}  // namespace gongting::host::sites
