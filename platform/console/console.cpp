#include "console/console.hpp"

#include "console/pages.hpp"
#include "web/context.hpp"
#include "web/router.hpp"

namespace gongting::host::console {
namespace {

constexpr int k_checks_per_hour = 30;

}  // namespace

void add_console_routes(web::Router& site, web::Router& front) {
  const auto get = [&](std::string_view pattern, std::string_view permission, web::Handler handler) {
    site.get(Face::console, pattern, permission, std::move(handler));
  };
  const auto post = [&](std::string_view pattern, std::string_view permission, web::Handler handler) {
    site.post(Face::console, pattern, permission, std::move(handler));
  };
  front.get(Face::console, "/", web::k_anyone, front_page);

  get("/", web::k_signed_in, worklist);

  get("/modules", "core.modules", module_list);
  get("/modules/{name}", "core.modules", module_page);
  get("/modules/{name}/workflows/{record}", "core.modules", module_workflow);
  get("/modules/{name}/switch", "core.modules", module_switch_check);
  post("/modules/{name}/switch", "core.modules", module_switch);
  get("/points/{id}/modules/{name}", "core.modules", point_switch_check);
  post("/points/{id}/modules/{name}", "core.modules", point_switch);

  get("/settings/{plugin}", "core.settings", settings_page);
  post("/settings/{plugin}", "core.settings", settings_save);
  get("/settings/{plugin}/reset", "core.settings", settings_reset_check);
  post("/settings/{plugin}/reset", "core.settings", settings_reset);

  get("/calendar", "core.settings", calendar_page);
  post("/calendar/check", "core.settings", calendar_check);
  post("/calendar", "core.settings", calendar_import);
  get("/calendar/reminders", "core.settings", reminder_settings);
  post("/calendar/reminders", "core.settings", reminder_settings_save);

  get("/case-types", "core.sites", case_type_list);
  get("/case-types/edit", "core.sites", case_type_edit);
  post("/case-types/edit", "core.sites", case_type_save);
  post("/case-types/import", "core.sites", case_type_import);

  get("/rules", "core.rules", rule_list);
  get("/rules/{rule}/sign", "core.rules", rule_sign_check);
  post("/rules/{rule}/sign", "core.rules", rule_sign);
  get("/rules/{rule}/withdraw", "core.rules", rule_withdraw_check);
  post("/rules/{rule}/withdraw", "core.rules", rule_withdraw);

  get("/matters/{plugin}/{type}/{id}/notices", web::k_signed_in, sent_notices);

  get("/sites", "core.sites", site_list);
  get("/sites/new", "core.sites", site_new);
  post("/sites/new", "core.sites", site_add);
  get("/sites/{id}", "core.sites", site_edit);
  post("/sites/{id}", "core.sites", site_save);

  get("/points", "core.points", point_list);
  get("/points/new", "core.points", point_new);
  post("/points/new", "core.points", point_add);
  get("/points/{id}", "core.points", point_page);
  get("/points/{id}/edit", "core.points", point_edit);
  post("/points/{id}/edit", "core.points", point_save);

  get("/people", "core.people", people_list);
  get("/people/new", "core.people", person_new);
  post("/people/new", "core.people", person_add);
  get("/people/sign-in", "core.roles", sign_in_policy);
  post("/people/sign-in", "core.roles", sign_in_policy_save);
  get("/people/{id}", "core.people", person_page);
  get("/people/{id}/second-factor", "core.roles", factor_reset_check);
  post("/people/{id}/second-factor", "core.roles", factor_reset);
  get("/people/{id}/state", "core.people", person_state_check);
  post("/people/{id}/state", "core.people", person_state);
  // Whoever holds a reset code holds the account. A SYS_ADMIN, who reads no case, must not come to a judge's that way.
  get("/people/{id}/code", "core.roles", person_code_check);
  post("/people/{id}/code", "core.roles", person_code);
  get("/people/{id}/grants/new", "core.roles", grant_new);
  post("/people/{id}/grants/new", "core.roles", grant_add);
  get("/people/{id}/grants/{grant}/revoke", "core.roles", grant_revoke_check);
  post("/people/{id}/grants/{grant}/revoke", "core.roles", grant_revoke);

  get("/assist", "core.assist", assist_page);
  post("/assist", "core.assist", assist_code);

  get("/identity", "core.assist", identity_page);
  post("/identity", "core.assist", identity_record);

  get("/jobs", "core.jobs", job_list);
  get("/jobs/{id}/retry", "core.jobs", job_retry_check);
  post("/jobs/{id}/retry", "core.jobs", job_retry);
  get("/jobs/{id}/drop", "core.jobs", job_drop_check);
  post("/jobs/{id}/drop", "core.jobs", job_drop);

  get("/audit", "core.audit", audit_page);
  site.post(Face::console, "/audit/check", "core.audit", audit_check, k_checks_per_hour);
}

}  // namespace gongting::host::console
