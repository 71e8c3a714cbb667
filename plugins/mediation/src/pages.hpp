// The handlers of the plugin's routes, by the file they stand in.
#ifndef MEDIATION_PAGES_HPP
#define MEDIATION_PAGES_HPP

#include "gongting/request.hpp"

namespace mediation {

using gongting::Request;
using gongting::Response;

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

}  // namespace mediation

#endif
