#include "application.hpp"

#include "causes.hpp"
#include "gongting/identifiers.hpp"
#include "gongting/request.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Answers;
using gongting::Error;
using gongting::Fields;
using gongting::Kind;
using gongting::Problems;
using gongting::Request;
using gongting::Row;

namespace {

/// Whose dispute it is: of whoever began on the portal, or of the person before the director.
struct Applicant {
  std::int64_t account = 0;
  std::string name, resident_id;
};

Applicant applicant_of(Request& rq, const Answers& form) {
  if (form.begun() == "console") {
    const auto name = form.text("applicant_name"), resident_id = form.text("applicant_resident_id");
    return {rq.site().find_person(name, resident_id), name, resident_id};
  }
  // A citizen's own number stays with the account; the paper needs no more than its masked form.
  const auto me = rq.site().person(form.owner_id());
  return {form.owner_id(), form.owner_name(), me ? me->masked_resident_id : std::string()};
}

gongting::Prefilled own_number(Request& rq, const Answers& form) {
  if (form.begun() != "portal") return {};
  const auto me = rq.site().person_with_mobile(rq.user().id());
  return {me ? Fields{{"applicant_mobile", me->mobile}} : Fields()};
}

void not_against_oneself(Request& rq, const Answers& form, Problems& problems) {
  const auto resident_id = form.text("respondent_resident_id");
  if (form.begun() != "portal" || rq.face() != "portal" || resident_id.empty()) return;
  problems.require(rq.site().find_person(form.text("respondent_name"), resident_id) != rq.user().id(), "respondent_name", "apply.error.same_person");
}

/// A division code without the zeros of the levels below it, as areas are compared: 330112 / 330112100 / 330112100200.
std::string area_of(std::string_view division) {
  if (division.size() == 12 && division.ends_with("000000")) division.remove_suffix(6);
  else if (division.size() == 12 && division.ends_with("000")) division.remove_suffix(3);
  return std::string(division);
}

Fields dispute_fields(Request& rq, const Answers& form, const Applicant& applicant) {
  const auto today = rq.clock().today();
  const auto year = std::stoi(today.substr(0, 4));
  const auto point = form.integer("point");
  std::string division, place;
  for (const Row row : rq.site().points())
    if (row.integer("id") == point) division = row.text("division"), place = row.text("name");
  const auto respondent = form.text("respondent_name");
  const bool organisation = form.text("respondent_kind") == "organisation", assisted = rq.face() == "console";
  Fields fields{{"point_id", point},
                {"area", area_of(division)},
                {"code", dispute_code(rq.site().division(), year, rq.db().next_number("dispute." + std::to_string(year)))},
                {"title", gongting::mask_name(applicant.name) + "与" + (organisation ? respondent : gongting::mask_name(respondent)) +
                              std::string(cause_on_paper(form.text("cause")))},
                {"cause", form.text("cause")},
                {"facts", form.text("facts")},
                {"claims", form.text("claims")},
                {"town", division.substr(0, 9)},
                {"place", place},
                {"applicant_name", applicant.name},
                {"respondent_name", respondent},
                {"applicant_id", applicant.account},
                {"filed_by", rq.user().id()},
                {"filed_way", assisted ? "director" : "self"},
                {"received_on", today}};
  if (form.has("amount")) fields.emplace_back("amount_fen", form.integer("amount"));
  if (assisted) fields.emplace_back("consent_on", today), fields.emplace_back("consent_words", form.text("consent"));
  return fields;
}

void insert_parties(Request& rq, const Answers& form, const Applicant& applicant, std::int64_t dispute, std::int64_t respondent) {
  rq.db().insert("party", {{"dispute_id", dispute},
                           {"role", "applicant"},
                           {"kind", "person"},
                           {"name", applicant.name},
                           {"resident_id", applicant.resident_id},
                           {"mobile", form.text("applicant_mobile")},
                           {"address", form.text("applicant_address")},
                           {"account_id", applicant.account},
                           {"agreed", "agreed"},
                           {"agreed_at", rq.clock().now_ms()}});
  rq.db().insert("party", {{"dispute_id", dispute},
                           {"role", "respondent"},
                           {"kind", form.text("respondent_kind")},
                           {"name", form.text("respondent_name")},
                           {"resident_id", form.text("respondent_resident_id")},
                           {"uscc", form.text("respondent_uscc")},
                           {"mobile", form.text("respondent_mobile")},
                           {"address", form.text("respondent_address")},
                           {"account_id", respondent},
                           {"agreed", ""}});
}

std::string code_of(const Request& rq, std::int64_t dispute) {
  return rq.db().query("select code from dispute where id = :id", {{"id", dispute}})[0].text("code");
}

/// For exactly what was applied for, field by field as it was confirmed.
void give_receipt(Request& rq, const Answers& form, const Applicant& applicant, std::int64_t dispute) {
  const auto content = (form.has("applicant_name") ? "" : "applicant_name：" + applicant.name + "\n") + form.as_text();
  rq.receipts().give({.what = rq.message("apply.receipt"), .record_type = "dispute", .record = dispute, .label = code_of(rq, dispute),
                      .content = content, .by = applicant.name});
}

gongting::TakenForm file_application(Request& rq, const Answers& form) {
  const auto applicant = applicant_of(rq, form);
  const auto resident_id = form.text("respondent_resident_id");
  const auto respondent = resident_id.empty() ? 0 : rq.site().find_person(form.text("respondent_name"), resident_id);
  if (respondent != 0 && respondent == applicant.account) throw Error{Kind::invalid, "apply.error.same_person"};
  const auto consent = rq.face() == "console" ? rq.message("apply.field.consent." + form.text("consent")) : std::string();
  const auto id = rq.workflow("dispute").begin("apply", dispute_fields(rq, form, applicant), {}, {.staff_words = consent});
  if (applicant.account != 0) rq.db().link_person("dispute", id, applicant.account, "applicant");
  // He was not there when it was sent, and had no part in it before this moment: no way could tell him.
  if (rq.face() == "console" && applicant.account != 0)
    rq.notices().send_to(applicant.account, {.record_type = "dispute", .record = id, .text = "notice.received", .params = {{"number", code_of(rq, id)}}});
  insert_parties(rq, form, applicant, id, respondent);
  give_receipt(rq, form, applicant, id);
  return {"/disputes/" + std::to_string(id) + "?done=apply", id};
}

}  // namespace

void add_application(gongting::FormRules& application) {
  application.prefill(own_number).check("parties", not_against_oneself).submit(file_application);
}

}  // namespace mediation
