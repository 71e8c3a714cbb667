// The handlers of the plugin's routes, by the file they stand in.
#ifndef MEDIATION_PAGES_HPP
#define MEDIATION_PAGES_HPP

#include "gongting/background.hpp"
#include "gongting/request.hpp"

namespace mediation {

using gongting::Request;
using gongting::Response;

// apply_pages.cpp: both faces; on the console a director applies for somebody
Response apply_start(Request& rq);
Response apply_new(Request& rq);
Response apply_step(Request& rq);
Response apply_save(Request& rq);
Response apply_delete_check(Request& rq);
Response apply_delete(Request& rq);

// draft_sweep.cpp
void sweep_drafts(gongting::Background& day);

// portal_pages.cpp
Response portal_home(Request& rq);
Response progress(Request& rq);
Response dispute_qr(Request& rq);

// portal_actions.cpp: signing
Response sign_page(Request& rq);
Response sign_check(Request& rq);
Response sign_paper(Request& rq);

// documents.cpp: both faces
Response agreement_document(Request& rq);
Response confirmation_document(Request& rq);

// console_list.cpp
Response console_list(Request& rq);

// console_dispute.cpp
Response console_dispute(Request& rq);

// console_actions.cpp
Response add_note(Request& rq);
Response reveal_party(Request& rq);
Response paper_signature(Request& rq);

// invitations.cpp
Response invite_party(Request& rq);
Response revoke_invitation(Request& rq);

// console_agreement.cpp
Response agreement_editor(Request& rq);
Response agreement_save(Request& rq);

// work.cpp
Response work_list(Request& rq);

// report.cpp
Response report_overview(Request& rq);
gongting::Fields figures(Request& rq, const gongting::Arguments& with);

// limits.cpp
gongting::Fields limits(Request& rq, const gongting::Arguments& with);

// api.cpp
Response api_list(Request& rq);
Response api_dispute(Request& rq);

}  // namespace mediation

#endif
