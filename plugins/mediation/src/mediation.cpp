// Mediation 调解: the plugin and its addresses.
#include "gongting/plugin.hpp"

#include "pages.hpp"
#include "rules.hpp"

namespace mediation {

class Mediation final : public gongting::Plugin {
 public:
  void setup(Setup& app) override {
    using gongting::anyone;
    using gongting::signed_in;
    constexpr auto apply = "mediation.apply", assist = "mediation.assist", list = "mediation.list", mediate = "mediation.mediate";

    add_rules(app.workflow("dispute"));

    app.portal.get("/", anyone, portal_home);
    app.portal.get("/disputes/{id}", signed_in, progress);
    app.portal.get("/disputes/{id}/sign/{subject}", signed_in, sign_page);
    app.portal.post("/disputes/{id}/sign/{subject}/check", signed_in, sign_check);
    app.portal.post("/disputes/{id}/sign/{subject}", signed_in, sign_paper);
    app.portal.get("/disputes/{id}/agreement", signed_in, agreement_document);
    app.portal.get("/disputes/{id}/confirmation-application", signed_in, confirmation_document);
    app.portal.get("/qr/{code}", signed_in, dispute_qr);
    add_application(app.portal, apply);
    add_application(app.console, assist);

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

    app.daily("sweep_drafts", sweep_drafts);
    app.command("figures", figures);
    app.command("limits", limits);

    app.api.get("/disputes", signed_in, api_list);
    app.api.get("/disputes/{id}", signed_in, api_dispute);
  }

 private:
  static void add_application(gongting::Routes& face, std::string_view permission) {
    face.get("/apply", permission, apply_start);
    face.post("/apply", permission, apply_new, {.per_hour = 30});
    face.get("/apply/{draft}/steps/{step}", permission, apply_step);
    face.post("/apply/{draft}/steps/{step}", permission, apply_save);
    face.get("/apply/{draft}/delete", permission, apply_delete_check);
    face.post("/apply/{draft}/delete", permission, apply_delete);
  }
};

}  // namespace mediation

GONGTING_PLUGIN(mediation::Mediation)
