// The other party without an account comes in by link and code (MED-04: the mediator helps to ask him).
#include "invitations.hpp"

#include "agreement.hpp"
#include "pages.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Items;
using gongting::Message;
using gongting::Row;

namespace {

constexpr const char* k_part = "respondent";

/// From the mediator's acceptance to the end there is something to come in for.
bool has_time_for(const Dispute& dispute) {
  return dispute.state == state::accepted || dispute.state == state::in_progress || dispute.state == state::agreement_draft ||
         dispute.state == state::agreed;
}

const Party& respondent_of(const Dispute& dispute, std::int64_t id) {
  for (const auto& party : dispute.parties)
    if (party.id == id && party.role == k_part) return party;
  gongting::not_found();
}

/// The latest invitation of a party's account; state "" for none.
struct Latest {
  std::int64_t id = 0;
  std::string state, way;
  std::int64_t expires_at = 0;
};
Latest latest_of(const gongting::Rows& invitations, std::int64_t account) {
  Latest latest;
  for (const Row row : invitations)
    if (account != 0 && row.integer("account") == account)
      latest = {row.integer("id"), row.text("state"), row.text("way"), row.integer("expires_at")};
  return latest;
}

}  // namespace

Fields invitation_model(const Request& rq, const Dispute& dispute, const Party& party, const gongting::Rows& invitations) {
  const auto latest = latest_of(invitations, party.account_id);
  const bool own_account = party.account_id != 0 && latest.state.empty();
  if (party.role != k_part || own_account || !is_mediator(rq, dispute) || !has_time_for(dispute)) return {};
  Fields model{{"party", party.id}, {"name", party.name}, {"has_mobile", !party.mobile.empty()}, {"again", !latest.state.empty()}};
  if (latest.state.empty()) return model;
  model.emplace_back("state", Message{"invitation." + latest.state, {}});
  model.emplace_back("until", gongting::time_of(latest.expires_at));
  if (latest.state == "open" || latest.state == "joined") model.emplace_back("revoke", latest.id);
  return model;
}

Response invite_party(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  const auto& party = respondent_of(dispute, rq.id("party"));
  if (!is_mediator(rq, dispute) || !has_time_for(dispute)) gongting::not_found();
  const auto known = rq.invitations().of("dispute", dispute.id);
  const auto latest = latest_of(known, party.account_id);
  if (party.account_id != 0 && latest.state.empty()) throw gongting::Error{gongting::Kind::invalid, "invitation.has_account"};
  const std::string way = rq.form().raw("way") == "sms" ? "sms" : "paper";
  const auto mobile = party.mobile.empty() ? std::string()
                                           : rq.db().open_sealed("party", party.id, {"mobile"}, rq.message("invitation.reason", {{"code", dispute.code}})).at(0);
  const auto made = rq.invitations().invite({.record_type = "dispute", .record = dispute.id, .part = k_part, .name = party.name, .mobile = mobile,
                                             .way = way, .account = party.account_id});
  if (party.account_id != made.account) rq.db().update("party", party.id, party.version, {{"account_id", made.account}});
  if (dispute.state == state::agreement_draft)
    if (const auto draft = latest_agreement(rq, dispute.id)) rq.db().link_person("agreement", draft->id, made.account, k_part);
  std::int64_t until = 0;
  for (const Row row : rq.invitations().of("dispute", dispute.id))
    if (row.integer("id") == made.id) until = row.integer("expires_at");
  return rq.render("invited.html", {{"head", head_model(rq, dispute)},
                                    {"court", rq.site().name()},
                                    {"link", made.link},
                                    {"code", made.code},
                                    {"qr", made.link.starts_with("http") ? rq.site_base() + "/invitations/" + std::to_string(made.id) + "/qr.svg" : std::string()},
                                    {"until", gongting::time_of(until)},
                                    {"sent_to", way == "sms" ? party.mobile : std::string()}},
                   {.title = Message{"invitation.title", {}}, .layout = "print"});
}

Response revoke_invitation(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  if (!is_mediator(rq, dispute)) gongting::not_found();
  rq.invitations().revoke("dispute", dispute.id, rq.id("invitation"));
  return gongting::see_other("/disputes/" + std::to_string(dispute.id));
}

}  // namespace mediation
