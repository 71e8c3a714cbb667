// Mediation 调解: the plugin and its addresses.
#include "gongting/plugin.hpp"

#include "application.hpp"
#include "pages.hpp"
#include "rules.hpp"

namespace mediation {

class Mediation final : public gongting::Plugin {
 public:
  void setup(Setup& app) override {
    using gongting::anyone;
    using gongting::signed_in;
    constexpr auto list = "mediation.list", mediate = "mediation.mediate";

    add_rules(app.workflow("dispute"));
    add_application(app.form("application"));

    app.portal.get("/", anyone, portal_home);
    app.portal.get("/disputes/{id}", signed_in, progress);
    app.portal.get("/disputes/{id}/sign/{subject}", signed_in, sign_page);
    app.portal.post("/disputes/{id}/sign/{subject}/check", signed_in, sign_check);
    app.portal.post("/disputes/{id}/sign/{subject}", signed_in, sign_paper);
    app.portal.get("/disputes/{id}/agreement", signed_in, agreement_document);
    app.portal.get("/disputes/{id}/confirmation-application", signed_in, confirmation_document);
    app.portal.get("/qr/{code}", signed_in, dispute_qr);

    app.console.get("/disputes", list, console_list);
    app.console.get("/disputes/{id}", list, console_dispute);
    app.console.get("/disputes/{id}/agreement/edit", mediate, agreement_editor);
    app.console.post("/disputes/{id}/agreement/edit", mediate, agreement_save);
    app.console.post("/disputes/{id}/signatures", mediate, paper_signature);
    app.console.post("/disputes/{id}/notes", mediate, add_note);
    app.console.post("/disputes/{id}/parties/{party}/reveal", "mediation.reveal", reveal_party);
    app.console.post("/disputes/{id}/parties/{party}/invite", mediate, invite_party, {.per_hour = 60});
    app.console.post("/disputes/{id}/invitations/{invitation}/revoke", mediate, revoke_invitation);
    app.console.get("/disputes/{id}/agreement", list, agreement_document);
    app.console.get("/disputes/{id}/confirmation-application", list, confirmation_document);
    app.console.get("/qr/{code}", list, dispute_qr);
    app.console.get("/work", list, work_list);
    app.console.get("/reports/overview", "mediation.report", report_overview);

    app.command("figures", figures);
    app.command("limits", limits);
  }
};

}  // namespace mediation

GONGTING_PLUGIN(mediation::Mediation)
