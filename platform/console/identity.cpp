// 核实身份: at the point, the 庭务主任 has seen the person and the ID card, and puts that on record (identity level 2).
#include "auth/accounts.hpp"
#include "auth/identity.hpp"
#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "gongting/identifiers.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

EditForm identity_form() {
  return EditForm("console.identity",
                  {{.name = "name", .least = 2, .most = 50, .hint = Message{"console.identity.name_hint", {}}},
                   {.name = "resident_id", .least = 15, .most = 20, .hint = Message{"console.assist.resident_id_hint", {}}},
                   {.name = "document", .input = Input::radio,
                    .choices = {{"id_card", Message{"console.identity.id_card", {}}}, {"temporary", Message{"console.identity.temporary", {}}},
                                {"booklet", Message{"console.identity.booklet", {}}}}},
                   {.name = "checked", .input = Input::checks, .choices = {{"yes", Message{"console.assist.checked_yes", {}}}}}});
}

http::Response form_page(web::Context& context, const EditForm& form, int status) {
  auto model = form.model();
  const auto* point = context.snapshot->point(context.scope.point_id);
  model.insert(model.end(), {{"point", point == nullptr ? std::string() : point->name}, {"action", context.url("/identity")},
                             {"done", context.query.text("done") == "1"}});
  return show(context, "identity", std::move(model), "identity", "/identity", status);
}

}  // namespace

http::Response identity_page(web::Context& context) { return form_page(context, identity_form(), 200); }

http::Response identity_record(web::Context& context) {
  auto form = identity_form();
  form.read(context.form);
  const auto resident_id = normalise_resident_id(form.text("resident_id"));
  if (form.ok() && valid_resident_id(resident_id, today())) form.fault("resident_id");
  if (!form.ok()) return form_page(context, form, 422);
  if (context.scope.point_id == 0) throw Error{Kind::forbidden, "console.assist.no_point"};
  auto& db = context.db();
  const auto account = context.services.accounts.find_person(db, form.text("name"), resident_id);
  if (!auth::record_seen(db, context.scope, account, form.text("document"))) {
    db.commit();  // that somebody asked stands in the log
    form.fault("name", {"console.assist.not_found", {}});
    return form_page(context, form, 422);
  }
  return context.see_other(address(context, "/identity", {{"done", "1"}}));
}

}  // namespace gongting::host::console
