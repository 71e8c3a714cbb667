// Applying for mediation in four steps. On the console a director fills in the same steps for somebody at the point.
#include "application.hpp"
#include "causes.hpp"
#include "pages.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Form;
using gongting::Items;
using gongting::Message;
using gongting::Value;

namespace {

std::string step_path(const Draft& draft, int step) {
  return "/apply/" + std::to_string(draft.id) + "/steps/" + std::to_string(step);
}

int step_of(const Request& rq) {
  const auto step = rq.param("step");
  if (step.size() != 1 || step[0] < '1' || step[0] > '0' + k_last_step) gongting::not_found();
  return step[0] - '0';
}

Items steps_model(const Draft& draft, int current) {
  Items steps;
  for (int step = 1; step <= k_last_step; ++step)
    steps.add({{"label", Message{"apply.step" + std::to_string(step), {}}},
               {"href", step_path(draft, step)},
               {"done", step < draft.reached && step != current},
               {"current", step == current}});
  return steps;
}

/// Towns below the site, and the points of the chosen one.
void add_points(const Request& rq, const Draft& draft, Fields& model) {
  const auto mine = draft.for_citizen ? own_point(rq) : 0;
  auto town = rq.query("town").empty() ? draft.text("town") : rq.query("town").substr(0, 9);
  Items points;
  for (const auto& point : open_points(rq)) {
    if (draft.for_citizen ? point.id != mine : !town.empty() && !point.division.starts_with(town)) continue;
    if (!draft.for_citizen && town.empty()) break;
    points.add({{"id", point.id}, {"name", point.name}, {"address", point.address}, {"phone", point.phone},
                {"chosen", point.id == draft.point || draft.for_citizen}});
  }
  Items towns;
  if (!draft.for_citizen)
    for (const auto row : rq.site().divisions())
      towns.add({{"code", row.text("code").substr(0, 9)}, {"name", row.text("name")},
                 {"chosen", row.text("code").starts_with(town) && !town.empty()}});
  model.emplace_back("town", town);
  model.emplace_back("choose_town", !draft.for_citizen);
  model.emplace_back("towns", std::move(towns));
  model.emplace_back("town_chosen", !town.empty() || draft.for_citizen);
  model.emplace_back("points", std::move(points));
}

void add_summary(const Request& rq, const Draft& draft, Fields& model) {
  Form amount = form_of(draft);
  const auto fen = amount.money_fen("amount", {.required = false});
  if (fen > 0) model.emplace_back("amount_shown", gongting::yuan(fen));
  if (!draft.text("cause").empty()) model.emplace_back("cause_shown", Message{"cause." + draft.text("cause"), {}});
  if (!draft.text("respondent_kind").empty())
    model.emplace_back("kind_shown", Message{"party.kind." + draft.text("respondent_kind"), {}});
  if (!draft.text("consent").empty()) model.emplace_back("consent_shown", Message{"apply.consent." + draft.text("consent"), {}});
  for (const auto& point : open_points(rq))
    if (point.id == draft.point) model.emplace_back("point_shown", point.name);
}

Response step_page(Request& rq, const Draft& draft, int step, const Form* form) {
  Fields model{{"draft", draft.id},
               {"number", draft.number},
               {"saved_at", gongting::time_of(draft.saved_at)},
               {"assisted", draft.for_citizen},
               {"own_name", draft.text("applicant_name")},
               {"steps", steps_model(draft, step)},
               {"hotline", rq.site().setting_text("hotline")}};
  Fields values = draft.fields;
  if (form != nullptr)
    for (auto& [name, value] : values)
      if (form->has(name)) value = form->raw(name);
  const auto value_of = [&](std::string_view wanted) {
    for (const auto& [name, value] : values)
      if (name == wanted)
        if (const auto* text = std::get_if<std::string>(&value.data())) return *text;
    return std::string();
  };
  if (step == 2) model.emplace_back("causes", gongting::choices(cause_keys(), value_of("cause"), "cause."));
  model.emplace_back("written", characters_in(value_of("facts")));
  model.emplace_back("form", std::move(values));
  if (step == 3) add_points(rq, draft, model);
  if (step == 4) add_summary(rq, draft, model);
  const bool failed = form != nullptr && !form->ok();
  if (failed) model.emplace_back("errors", form->errors());
  const auto number = std::to_string(step);
  return rq.render("apply_" + number + ".html", std::move(model),
                   {.title = Message{"apply.title" + number, {}},
                    .status = failed ? 422 : 200});
}

/// Where to go on: the first step whose fields are not good yet, or the last.
int first_bad_step(Request& rq, Draft& draft, Form& form) {
  for (int step = 1; step < k_last_step; ++step) {
    form = form_of(draft);
    check_step(rq, form, draft, step);
    if (!form.ok()) return step;
  }
  return k_last_step;
}

}  // namespace

Response apply_start(Request& rq) {
  Items drafts;
  for (const auto& draft : own_drafts(rq)) {
    const auto about = draft.text("respondent_name");
    drafts.add({{"number", draft.number},
                {"href", step_path(draft, static_cast<int>(draft.reached))},
                {"remove", "/apply/" + std::to_string(draft.id) + "/delete"},
                {"about", about},
                {"for_whom", draft.for_citizen ? draft.text("applicant_name") : std::string()},
                {"saved_at", gongting::time_of(draft.saved_at)},
                {"expires", shown_date(draft.expires_on)}});
  }
  return rq.render("apply_start.html",
                   {{"drafts", std::move(drafts)}, {"assisted", rq.face() == "console"}, {"hotline", rq.site().setting_text("hotline")}},
                   {.title = Message{rq.face() == "console" ? "apply.title_assist" : "apply.title_start", {}}});
}

Response apply_new(Request& rq) {
  const auto id = start_draft(rq, rq.face() == "console");
  return gongting::see_other("/apply/" + std::to_string(id) + "/steps/1");
}

Response apply_step(Request& rq) {
  const auto draft = load_draft(rq, rq.id("draft"));
  const int step = step_of(rq);
  if (step > draft.reached) return gongting::see_other(step_path(draft, static_cast<int>(draft.reached)));
  return step_page(rq, draft, step, nullptr);
}

Response apply_save(Request& rq) {
  auto draft = load_draft(rq, rq.id("draft"));
  const int step = step_of(rq);
  auto& form = rq.form();
  if (step == k_last_step) {
    Form checked;
    if (const int bad = first_bad_step(rq, draft, checked); bad != k_last_step) return step_page(rq, draft, bad, &checked);
    form.require(form.check("truthful"), "truthful", {"apply.error.truthful", {}});
    if (!form.ok()) return step_page(rq, draft, step, &form);
    const auto id = file_application(rq, draft);
    return gongting::see_other("/disputes/" + std::to_string(id) + "?done=apply");
  }
  if (form.check("save_only")) {
    keep_typed(form, draft, step);
    save_draft(rq, draft);
    return gongting::see_other("/apply");
  }
  const auto before = draft;
  check_step(rq, form, draft, step);
  if (!form.ok()) return step_page(rq, before, step, &form);
  draft.reached = std::max<std::int64_t>(draft.reached, step + 1);
  save_draft(rq, draft);
  return gongting::see_other(step_path(draft, step + 1));
}

Response apply_delete_check(Request& rq) {
  const auto draft = load_draft(rq, rq.id("draft"));
  return rq.render("apply_delete.html", {{"draft", draft.id}, {"number", draft.number}, {"about", draft.text("respondent_name")}},
                   {.title = Message{"apply.title_delete", {}}});
}

Response apply_delete(Request& rq) {
  const auto draft = load_draft(rq, rq.id("draft"));
  rq.db().remove("draft", draft.id, draft.version);
  return gongting::see_other("/apply");
}

}  // namespace mediation
