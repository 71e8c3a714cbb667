#include "application.hpp"

#include "causes.hpp"
#include "gongting/identifiers.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Error;
using gongting::Fields;
using gongting::Form;
using gongting::Kind;
using gongting::Message;
using gongting::Request;
using gongting::Row;

namespace {

/// A half-typed text is kept up to this many bytes, whole characters only.
std::string kept(std::string text) {
  constexpr std::size_t limit = 8000;
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

void check_parties(Request& rq, Form& form, Draft& draft) {
  if (draft.for_citizen) {
    draft.set("applicant_name", form.text("applicant_name", {.min = 2, .max = 30, .message = "apply.error.applicant_name"}));
    draft.set("applicant_resident_id", form.resident_id("applicant_resident_id"));
    draft.set("consent", form.choice("consent", {"in_person", "phone"}, {.message = "apply.error.consent"}));
  }
  draft.set("applicant_mobile", form.mobile("applicant_mobile", {.message = "apply.error.mobile"}));
  draft.set("applicant_address", form.text("applicant_address", {.min = 4, .max = 100, .message = "apply.error.address"}));

  const auto kind = form.choice("respondent_kind", {"person", "organisation"}, {.message = "apply.error.respondent_kind"});
  draft.set("respondent_kind", kind);
  draft.set("respondent_name", form.text("respondent_name", {.min = 2, .max = 60, .message = "apply.error.respondent_name"}));
  draft.set("respondent_resident_id", kind == "organisation" ? "" : form.resident_id("respondent_resident_id", {.required = false}));
  const auto uscc = kind == "organisation" ? gongting::normalise_uscc(form.text("respondent_uscc", {.max = 24, .required = false, .message = "apply.error.uscc"}))
                                           : std::string();
  form.require(uscc.empty() || !gongting::valid_uscc(uscc), "respondent_uscc", {"apply.error.uscc", {}});
  draft.set("respondent_uscc", uscc);
  draft.set("respondent_mobile", form.mobile("respondent_mobile", {.required = false, .message = "apply.error.mobile"}));
  draft.set("respondent_address", form.text("respondent_address", {.max = 100, .required = false}));
  form.require(!draft.text("respondent_mobile").empty() || !draft.text("respondent_address").empty(), "respondent_mobile",
               {"apply.error.no_way_to_reach", {}});
  const auto own_id = draft.text("applicant_resident_id"), other_id = draft.text("respondent_resident_id");
  form.require(other_id.empty() || other_id != own_id, "respondent_resident_id", {"apply.error.same_person", {}});
  if (!draft.for_citizen && !other_id.empty() && !form.has_error("respondent_resident_id"))
    form.require(rq.site().find_person(draft.text("respondent_name"), other_id) != rq.user().id(), "respondent_name",
                 {"apply.error.same_person", {}});
}

void check_story(Form& form, Draft& draft) {
  draft.set("cause", form.choice("cause", cause_keys(), {.message = "apply.error.cause"}));
  draft.set("facts", form.text("facts", {.min = 10, .max = 2000, .message = "apply.error.facts"}));
  draft.set("claims", form.text("claims", {.min = 4, .max = 500, .message = "apply.error.claims"}));
  form.money_fen("amount", {.min = 1, .max = 999'999'999'999, .required = false, .message = "apply.error.amount"});
  draft.set("amount", form.raw("amount"));
}

void check_place(Request& rq, Form& form, Draft& draft) {
  const auto wanted = form.integer("point", {.min = 1, .message = "apply.error.point"});
  bool found = false;
  for (const auto& point : open_points(rq))
    if (point.id == wanted) {
      found = true;
      draft.set("town", point.division.substr(0, 9));
    }
  if (draft.for_citizen) found = found && wanted == own_point(rq);
  form.require(found, "point", {"apply.error.point", {}});
  draft.point = found ? wanted : 0;
}

/// A division code without the zeros of the levels below it, as areas are compared: 330112 / 330112100 / 330112100200.
std::string area_of(std::string_view division) {
  if (division.size() == 12 && division.ends_with("000000")) division.remove_suffix(6);
  else if (division.size() == 12 && division.ends_with("000")) division.remove_suffix(3);
  return std::string(division);
}

Fields respondent_fields(const Draft& draft, std::int64_t dispute, std::int64_t account) {
  return {{"dispute_id", dispute},
          {"role", "respondent"},
          {"kind", draft.text("respondent_kind")},
          {"name", draft.text("respondent_name")},
          {"resident_id", draft.text("respondent_resident_id")},
          {"uscc", draft.text("respondent_uscc")},
          {"mobile", draft.text("respondent_mobile")},
          {"address", draft.text("respondent_address")},
          {"account_id", account},
          {"agreed", ""}};
}

/// For exactly what was applied for, field by field as it was confirmed.
void give_receipt(const Request& rq, const Draft& draft, std::int64_t dispute, const std::string& applicant) {
  const auto rows = rq.db().query("select code from dispute where id = :id", {{"id", dispute}});
  std::string content;
  for (int step = 1; step < k_last_step; ++step)
    for (const auto name : fields_of_step(step)) content.append(name).append("：").append(draft.text(name)).append("\n");
  rq.receipts().give({.what = rq.message("apply.receipt"), .record_type = "dispute", .record = dispute,
                      .label = rows[0].text("code"), .content = content, .by = applicant});
}

}  // namespace

std::vector<PointChoice> open_points(const Request& rq) {
  std::vector<PointChoice> points;
  for (const Row row : rq.site().points())
    points.push_back({row.integer("id"), row.text("name"), row.text("kind"), row.text("division"), row.text("address"),
                      row.text("phone")});
  return points;
}

std::int64_t own_point(const Request& rq) { return rq.args()["user"]["point_id"].integer(); }

void check_step(Request& rq, Form& form, Draft& draft, int step) {
  if (step == 1) check_parties(rq, form, draft);
  if (step == 2) check_story(form, draft);
  if (step == 3) check_place(rq, form, draft);
}

void keep_typed(Form& form, Draft& draft, int step) {
  for (const auto name : fields_of_step(step)) {
    const bool own_name = name == "applicant_name" && !draft.for_citizen;  // from the account, never from the form
    if (form.has(name) && !own_name) draft.set(name, kept(form.raw(name)));
  }
  if (step == 3 && form.has("point")) {
    Form copy = form;
    draft.point = copy.integer("point", {.required = false});
  }
}

Form form_of(const Draft& draft) {
  Fields fields = draft.fields;
  fields.emplace_back("point", draft.point == 0 ? std::string() : std::to_string(draft.point));
  const auto bytes = gongting::encode_fields(fields);
  return Form(gongting::ValueRef(bytes));
}

std::int64_t file_application(Request& rq, const Draft& draft) {
  const auto today = rq.clock().today();
  const auto year = std::stoi(today.substr(0, 4));
  const auto site = rq.site();
  const auto applicant_account =
      draft.for_citizen ? site.find_person(draft.text("applicant_name"), draft.text("applicant_resident_id")) : rq.user().id();
  const auto applicant_name = draft.for_citizen ? draft.text("applicant_name") : rq.user().name();
  const auto respondent_name = draft.text("respondent_name");
  const auto respondent_account = draft.text("respondent_resident_id").empty()
                                      ? 0
                                      : site.find_person(respondent_name, draft.text("respondent_resident_id"));
  if (respondent_account != 0 && respondent_account == applicant_account)
    throw Error{Kind::invalid, "apply.error.same_person"};
  std::string division, place;
  for (const auto& point : open_points(rq))
    if (point.id == draft.point) division = point.division, place = point.name;

  const bool organisation = draft.text("respondent_kind") == "organisation";
  const auto shown_respondent = organisation ? respondent_name : gongting::mask_name(respondent_name);
  const auto code = dispute_code(site.division(), year, rq.db().next_number("dispute." + std::to_string(year)));
  Fields fields{{"point_id", draft.point},
                {"area", area_of(division)},
                {"code", code},
                {"title", gongting::mask_name(applicant_name) + "与" + shown_respondent +
                              std::string(cause_on_paper(draft.text("cause")))},
                {"cause", draft.text("cause")},
                {"facts", draft.text("facts")},
                {"claims", draft.text("claims")},
                {"town", draft.text("town")},
                {"place", place},
                {"applicant_name", applicant_name},
                {"respondent_name", respondent_name},
                {"applicant_id", applicant_account},
                {"filed_by", rq.user().id()},
                {"filed_way", draft.for_citizen ? "director" : "self"},
                {"received_on", today}};
  Form amount = form_of(draft);
  if (const auto fen = amount.money_fen("amount", {.required = false}); fen > 0) fields.emplace_back("amount_fen", fen);
  if (draft.for_citizen) {
    fields.emplace_back("consent_on", today);
    fields.emplace_back("consent_words", draft.text("consent"));
  }
  const auto id = rq.workflow("dispute").begin(
      "apply", std::move(fields), {}, {.staff_words = draft.for_citizen ? rq.message("apply.consent." + draft.text("consent")) : std::string()});
  if (applicant_account != 0) rq.db().link_person("dispute", id, applicant_account, "applicant");
  // He was not there when it was sent, and had no part in it before this moment: no way could tell him.
  if (draft.for_citizen && applicant_account != 0)
    rq.notices().send_to(applicant_account, {.record_type = "dispute", .record = id, .text = "notice.received", .params = {{"number", code}}});
  // A citizen's own number stays with the account; the paper needs no more than its masked form.
  auto applicant_resident_id = draft.text("applicant_resident_id");
  if (!draft.for_citizen)
    if (const auto me = site.person(rq.user().id())) applicant_resident_id = me->masked_resident_id;
  rq.db().insert("party", {{"dispute_id", id},
                           {"role", "applicant"},
                           {"kind", "person"},
                           {"name", applicant_name},
                           {"resident_id", applicant_resident_id},
                           {"mobile", draft.text("applicant_mobile")},
                           {"address", draft.text("applicant_address")},
                           {"account_id", applicant_account},
                           {"agreed", "agreed"},
                           {"agreed_at", rq.clock().now_ms()}});
  rq.db().insert("party", respondent_fields(draft, id, respondent_account));
  give_receipt(rq, draft, id, applicant_name);
  rq.db().remove("draft", draft.id, draft.version);
  return id;
}

}  // namespace mediation
