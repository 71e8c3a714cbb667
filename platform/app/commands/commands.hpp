// The functions behind the table of app/command.hpp; each promises what Command::run does.
#ifndef GONGTING_APP_COMMANDS_COMMANDS_HPP
#define GONGTING_APP_COMMANDS_COMMANDS_HPP

#include "app/command.hpp"

namespace gongting::host::app {

int run_serve(Call& call);
int run_worker_command(Call& call);
int run_reload(Call& call);
int run_migrate(Call& call);
int run_doctor(Call& call);
int run_routes(Call& call);
int run_workflow_diagram(Call& call);
int run_form_fields(Call& call);
int run_form_check(Call& call);
int run_demo(Call& call);

int run_site_list(Call& call);
int run_site_add(Call& call);
int run_site_enable(Call& call);
int run_site_disable(Call& call);

int run_point_list(Call& call);

int run_user_add(Call& call);
int run_user_passwd(Call& call);
int run_user_role(Call& call);

int run_audit_verify(Call& call);
int run_audit_seal(Call& call);
int run_audit_key(Call& call);

int run_receipt_verify(Call& call);

int run_backup(Call& call);
int run_restore(Call& call);

int run_divisions_import(Call& call);
int run_courts_import(Call& call);
int run_points_import(Call& call);
int run_holidays_import(Call& call);

int run_clock(Call& call);
int run_rules_review(Call& call);
int run_check(Call& call);

}  // namespace gongting::host::app

#endif
