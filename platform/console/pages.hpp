// The handlers of the console's routes, by the file that they stand in.
#ifndef GONGTING_CONSOLE_PAGES_HPP
#define GONGTING_CONSOLE_PAGES_HPP

#include "http/message.hpp"

namespace gongting::host::web {
struct Context;
}

namespace gongting::host::console {

// front.cpp
http::Response front_page(web::Context& context);

// worklist.cpp
http::Response worklist(web::Context& context);

// modules.cpp
http::Response module_list(web::Context& context);
http::Response module_page(web::Context& context);
http::Response module_workflow(web::Context& context);

// module_switch.cpp
http::Response module_switch_check(web::Context& context);
http::Response module_switch(web::Context& context);

// point_modules.cpp
http::Response point_switch_check(web::Context& context);
http::Response point_switch(web::Context& context);

// settings.cpp
http::Response settings_page(web::Context& context);
http::Response settings_save(web::Context& context);
http::Response settings_reset_check(web::Context& context);
http::Response settings_reset(web::Context& context);

// calendar.cpp
http::Response calendar_page(web::Context& context);
http::Response calendar_check(web::Context& context);
http::Response calendar_import(web::Context& context);

// reminder_settings.cpp
http::Response reminder_settings(web::Context& context);
http::Response reminder_settings_save(web::Context& context);

// case_types.cpp
http::Response case_type_list(web::Context& context);
http::Response case_type_edit(web::Context& context);
http::Response case_type_save(web::Context& context);
http::Response case_type_import(web::Context& context);

// rule_signing.cpp
http::Response rule_list(web::Context& context);
http::Response rule_sign_check(web::Context& context);
http::Response rule_sign(web::Context& context);
http::Response rule_withdraw_check(web::Context& context);
http::Response rule_withdraw(web::Context& context);

// sites.cpp
http::Response site_list(web::Context& context);
http::Response site_new(web::Context& context);
http::Response site_add(web::Context& context);
http::Response site_edit(web::Context& context);
http::Response site_save(web::Context& context);

// points.cpp
http::Response point_list(web::Context& context);
http::Response point_page(web::Context& context);

// point_edit.cpp
http::Response point_new(web::Context& context);
http::Response point_add(web::Context& context);
http::Response point_edit(web::Context& context);
http::Response point_save(web::Context& context);

// people.cpp
http::Response people_list(web::Context& context);
http::Response person_page(web::Context& context);

// people_new.cpp
http::Response person_new(web::Context& context);
http::Response person_add(web::Context& context);

// people_state.cpp
http::Response person_state_check(web::Context& context);
http::Response person_state(web::Context& context);
http::Response person_code_check(web::Context& context);
http::Response person_code(web::Context& context);

// sign_in_policy.cpp
http::Response sign_in_policy(web::Context& context);
http::Response sign_in_policy_save(web::Context& context);
http::Response factor_reset_check(web::Context& context);
http::Response factor_reset(web::Context& context);

// identity.cpp
http::Response identity_page(web::Context& context);
http::Response identity_record(web::Context& context);

// grants.cpp
http::Response grant_new(web::Context& context);
http::Response grant_add(web::Context& context);
http::Response grant_revoke_check(web::Context& context);
http::Response grant_revoke(web::Context& context);

// assist.cpp
http::Response assist_page(web::Context& context);
http::Response assist_code(web::Context& context);

// jobs.cpp
http::Response job_list(web::Context& context);
http::Response job_retry_check(web::Context& context);
http::Response job_retry(web::Context& context);
http::Response job_drop_check(web::Context& context);
http::Response job_drop(web::Context& context);

// sent_notices.cpp
http::Response sent_notices(web::Context& context);

// audit_log.cpp
http::Response audit_page(web::Context& context);

// audit_chain.cpp
http::Response audit_check(web::Context& context);

}  // namespace gongting::host::console

#endif
