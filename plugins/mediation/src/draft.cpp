#include "draft.hpp"

#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Request;
using gongting::Row;

namespace {

constexpr std::string_view k_texts[] = {
    "applicant_name",       "applicant_resident_id", "applicant_mobile", "applicant_address",  "consent",
    "respondent_kind",      "respondent_name",       "respondent_resident_id", "respondent_uscc", "respondent_mobile",
    "respondent_address",   "cause",                 "facts",            "claims",             "amount",
    "town"};

constexpr std::string_view k_sealed[] = {"applicant_resident_id", "applicant_mobile", "respondent_resident_id", "respondent_mobile"};

constexpr std::string_view k_columns =
    "id, version, number, for_citizen, point, reached, saved_at, expires_on, applicant_name, applicant_resident_id,"
    " applicant_mobile, applicant_address, consent, respondent_kind, respondent_name, respondent_resident_id,"
    " respondent_uscc, respondent_mobile, respondent_address, cause, facts, claims, amount, town";

Draft read_draft(const Row& row) {
  Draft draft;
  draft.id = row.integer("id"), draft.version = row.integer("version"), draft.point = row.integer("point");
  draft.reached = row.integer("reached"), draft.saved_at = row.integer("saved_at");
  draft.number = row.text("number"), draft.expires_on = row.text("expires_on");
  draft.for_citizen = row.integer("for_citizen") != 0;
  for (const auto name : k_texts) draft.fields.emplace_back(std::string(name), row.text(name));
  return draft;
}

}  // namespace

std::string Draft::text(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name)
      if (const auto* found = std::get_if<std::string>(&value.data())) return *found;
  return {};
}

void Draft::set(std::string_view name, std::string_view value) {
  for (auto& [key, kept] : fields)
    if (key == name) {
      kept = value;
      return;
    }
  fields.emplace_back(std::string(name), value);
}

const std::vector<std::string_view>& fields_of_step(int step) {
  static const std::vector<std::string_view> parties(std::begin(k_texts), std::begin(k_texts) + 11);
  static const std::vector<std::string_view> story(std::begin(k_texts) + 11, std::begin(k_texts) + 15);
  static const std::vector<std::string_view> place(std::begin(k_texts) + 15, std::end(k_texts));
  static const std::vector<std::string_view> nothing;
  return step == 1 ? parties : step == 2 ? story : step == 3 ? place : nothing;
}

std::vector<Draft> own_drafts(const Request& rq) {
  const auto rows = rq.db().query("select " + std::string(k_columns) +
                                      " from draft where owner_id = :me and expires_on >= :today order by id desc limit 20",
                                  {{"me", rq.user().id()}, {"today", rq.clock().today()}});
  std::vector<Draft> drafts;
  for (const Row row : rows) drafts.push_back(read_draft(row));
  return drafts;
}

Draft load_draft(const Request& rq, std::int64_t id) {
  const auto rows = rq.db().query("select " + std::string(k_columns) + " from draft where id = :id and owner_id = :me and expires_on >= :today",
                                  {{"id", id}, {"me", rq.user().id()}, {"today", rq.clock().today()}});
  if (rows.empty()) gongting::not_found();
  auto draft = read_draft(rows[0]);
  // Whoever fills in the form sees what was typed, once anything was.
  gongting::List wanted;
  for (const auto name : k_sealed)
    if (!draft.text(name).empty()) wanted.push_back(name);
  if (wanted.empty()) return draft;
  const auto clear = rq.db().open_sealed("draft", id, wanted, rq.message("apply.open_reason", {{"number", draft.number}}));
  for (std::size_t i = 0; i < clear.size(); ++i) draft.set(std::get<std::string>(wanted[i].data()), clear[i]);
  return draft;
}

std::int64_t start_draft(Request& rq, bool for_citizen) {
  const auto today = rq.clock().today();
  const auto month = today.substr(0, 7);
  auto serial = std::to_string(rq.db().next_number("draft." + month));
  if (serial.size() < 4) serial.insert(0, 4 - serial.size(), '0');
  Fields fields{{"number", "D-" + month + "-" + serial},
                {"for_citizen", for_citizen ? 1 : 0},
                {"point", 0},
                {"reached", 1},
                {"saved_at", rq.clock().now_ms()},
                {"expires_on", gongting::days_later(today, k_draft_days)},
                {"owner_id", rq.user().id()}};
  for (const auto name : k_texts) {
    std::string value;
    if (!for_citizen && name == "applicant_name") value = rq.user().name();
    if (!for_citizen && name == "applicant_mobile")
      if (const auto me = rq.site().person_with_mobile(rq.user().id())) value = me->mobile;
    fields.emplace_back(std::string(name), value);
  }
  const auto id = rq.db().insert("draft", std::move(fields));
  rq.db().link_person("draft", id, rq.user().id(), "owner");
  return id;
}

void save_draft(Request& rq, const Draft& draft) {
  Fields changes = draft.fields;
  changes.emplace_back("point", draft.point);
  changes.emplace_back("reached", draft.reached);
  changes.emplace_back("saved_at", rq.clock().now_ms());
  changes.emplace_back("expires_on", gongting::days_later(rq.clock().today(), k_draft_days));
  rq.db().update("draft", draft.id, draft.version, std::move(changes));
}

}  // namespace mediation
