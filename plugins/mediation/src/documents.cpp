// The printable papers (A4): the agreement and the joint application for confirmation.
#include "agreement.hpp"
#include "pages.hpp"
#include "papers.hpp"
#include "sha256.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Items;
using gongting::List;
using gongting::Message;

namespace {

/// Signatures as they stand below the text; whoever has not signed gets a line for ink.
List signature_lines(const Request& rq, const Dispute& dispute, std::string_view subject, std::int64_t edition) {
  const auto made = signatures(rq, dispute.id, subject, edition);
  List lines;
  const auto add = [&](const std::string& label, std::int64_t party, std::string_view part) {
    Fields line{{"label", label}};
    for (const auto& signature : made)
      if (signature.party_id == party && signature.part == part) {
        line.emplace_back("name", signature.name);
        line.emplace_back("at", gongting::time_of(signature.at));
        line.emplace_back("way", Message{"sign.way." + signature.way, {}});
      }
    lines.push_back(std::move(line));
  };
  for (const auto& party : dispute.parties)
    add(subject == "confirmation" || party.role == "applicant" ? "申请人" : "被申请人", party.id, party.role);
  if (subject == "agreement") add("调解员", 0, "mediator");
  return lines;
}

Response document(Request& rq, const Dispute& dispute, const std::string& body, const std::string& hash,
                  std::string_view subject, std::int64_t edition, bool in_effect, const std::string& date) {
  return rq.render("document.html",
                   {{"head", head_model(rq, dispute)},
                    {"paper", paper_model(body, hash)},
                    {"signatures", signature_lines(rq, dispute, subject, edition)},
                    {"seal", subject == "agreement" ? organisation_of(rq) : std::string()},
                    {"date", date},
                    {"edition", edition},
                    {"is_draft", !in_effect},
                    {"back", "/disputes/" + std::to_string(dispute.id)},
                    {"qr", "/qr/" + dispute.code + ".svg"}},
                   {.title = Message{"paper." + std::string(subject), {}}, .layout = "print"});
}

}  // namespace

Items papers(const Request& rq, const Dispute& dispute) {
  Items list;
  const auto here = "/disputes/" + std::to_string(dispute.id);
  if (dispute.state == state::agreed || dispute.state == state::confirmation) {
    if (const auto found = concluded_agreement(rq, dispute.id))
      list.add({{"name", Message{"paper.agreement", {}}},
                {"date", gongting::date_of(found->drafted_at)},
                {"tag", "ok"},
                {"words", Message{"paper.in_effect", {}}},
                {"href", here + "/agreement"}});
    list.add({{"name", Message{"paper.confirmation", {}}},
              {"date", gongting::date_of(dispute.effect_at)},
              {"tag", dispute.state == state::confirmation ? "ok" : "warn"},
              {"words", Message{dispute.state == state::confirmation ? "paper.filed" : "paper.optional", {}}},
              {"href", here + "/confirmation-application"}});
  } else if (const auto found = latest_agreement(rq, dispute.id); found && dispute.state == state::agreement_draft) {
    list.add({{"name", Message{"paper.agreement_draft", {}}},
              {"date", gongting::date_of(found->drafted_at)},
              {"tag", "warn"},
              {"words", Message{"paper.waits_for_signatures", {}}},
              {"href", here + "/agreement"}});
  }
  return list;
}

Response agreement_document(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  if (const auto final_text = concluded_agreement(rq, dispute.id))
    return document(rq, dispute, final_text->body, final_text->content_hash, "agreement", final_text->edition, true,
                    long_date(gongting::date_of(dispute.effect_at)));
  const auto draft = latest_agreement(rq, dispute.id);
  if (!draft || dispute.state != state::agreement_draft) gongting::not_found();
  return document(rq, dispute, draft->body, draft->content_hash, "agreement", draft->edition, false, {});
}

Response confirmation_document(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  const auto agreement = concluded_agreement(rq, dispute.id);
  if (!agreement) gongting::not_found();
  const auto kept = rq.db().query("select body, content_hash, filed_at from confirmation where dispute_id = :dispute",
                                  {{"dispute", dispute.id}});
  if (!kept.empty())
    return document(rq, dispute, kept[0].text("body"), kept[0].text("content_hash"), "confirmation", 1,
                    !kept[0].is_null("filed_at"),
                    kept[0].is_null("filed_at") ? std::string() : long_date(gongting::date_of(kept[0].integer("filed_at"))));
  const auto body = confirmation_body(dispute, organisation_of(rq), rq.site().name(), agreement->content_hash);
  return document(rq, dispute, body, sha256_hex(body), "confirmation", 1, false, {});
}

}  // namespace mediation
