// At the point: a resident forgot the password or has a new number. The 庭务主任 sees the ID card and hands over a code.
#include "auth/accounts.hpp"
#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "gongting/identifiers.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

EditForm assist_form() {
  return EditForm("console.assist",
                  {{.name = "purpose", .input = Input::radio,
                    .choices = {{"reset", Message{"console.assist.purpose_reset", {}}}, {"mobile", Message{"console.assist.purpose_mobile", {}}}}},
                   {.name = "name", .least = 2, .most = 50, .hint = Message{"console.assist.name_hint", {}}},
                   {.name = "resident_id", .least = 15, .most = 20, .hint = Message{"console.assist.resident_id_hint", {}}},
                   {.name = "checked", .input = Input::checks, .choices = {{"yes", Message{"console.assist.checked_yes", {}}}}}});
}

http::Response form_page(web::Context& context, const EditForm& form, int status) {
  auto model = form.model();
  const auto* point = context.snapshot->point(context.scope.point_id);
  model.insert(model.end(), {{"point", point == nullptr ? std::string() : point->name}, {"action", context.url("/assist")}});
  return show(context, "assist", std::move(model), "assist", "/assist", status);
}

}  // namespace

http::Response assist_page(web::Context& context) { return form_page(context, assist_form(), 200); }

http::Response assist_code(web::Context& context) {
  auto form = assist_form();
  form.read(context.form);
  const auto resident_id = normalise_resident_id(form.text("resident_id"));
  if (form.ok() && valid_resident_id(resident_id, today())) form.fault("resident_id");
  if (!form.ok()) return form_page(context, form, 422);
  auto& db = context.db();
  const auto issued = context.services.accounts.issue_code_at_point(db, context.scope, form.text("purpose"), form.text("name"), resident_id);
  if (!issued) {
    // That somebody asked stands in the log, whatever he was answered.
    db.commit();
    form.fault("name", {"console.assist.not_found", {}});
    return form_page(context, form, 422);
  }
  const Fields named{{"name", issued->masked_name}};
  Secret secret;
  secret.title = {"code.done_title", {}};
  secret.text = {"code.done_text", named};
  secret.label = {"code.secret", {}};
  secret.secret = issued->code.substr(0, 4) + " " + issued->code.substr(4);
  secret.next = {{form.text("purpose") == "reset" ? "console.assist.next_reset" : "console.assist.next_mobile", named}};
  secret.links = {{Message{"console.assist.again", {}}, context.url("/assist")}};
  return show_once(context, secret, "/assist");
}

}  // namespace gongting::host::console
