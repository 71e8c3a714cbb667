// The plugin over the real C edge: from the application to the confirmation, and every way out.
#include <gtest/gtest.h>

#include <random>

#include "court.hpp"
#include "sha256.hpp"
#include "state.hpp"

using namespace mediation::test;
using gongting::Fields;

TEST(Apply, FilesADisputeWithItsCodePartiesAndPeriod) {
  Court court;
  const auto id = court.apply();
  const auto& dispute = court.dispute(id);
  EXPECT_EQ(dispute.text("state"), "APPLIED");
  EXPECT_EQ(dispute.text("code"), "330112-2026-00001");
  EXPECT_EQ(dispute.text("title"), "陈*明与周*平民间借贷纠纷");
  EXPECT_EQ(dispute.integer("amount_fen"), 4'800'050);
  EXPECT_EQ(dispute.integer("point_id"), k_point);
  EXPECT_EQ(dispute.text("area"), "330112105");
  EXPECT_EQ(dispute.text("due"), "2026-11-26");
  EXPECT_EQ(court.host.records("party").size(), 2u);
  EXPECT_EQ(court.host.records("party")[1].text("mobile"), "139****0000");
  EXPECT_EQ(court.host.records("party")[1].text("mobile_sealed"), "13900000000");
  EXPECT_EQ(court.host.records("party")[1].text("resident_id"), "330***********0026");
  EXPECT_EQ(court.host.records("party")[1].text("resident_id_sealed"), "330124198202020026");
  EXPECT_EQ(court.host.periods().at(0).rule, "MED-02");
  EXPECT_EQ(court.host.periods().at(0).role, "FILING_CLERK");
  EXPECT_EQ(court.host.steps().at(0).transition, "apply");
  EXPECT_EQ(court.host.steps().at(0).part, "applicant");
  EXPECT_FALSE(court.host.drafts().back().sent_to.empty());
  EXPECT_TRUE(court.host.drafts().back().typed.empty()) << "what was typed is the dispute's now";
  EXPECT_TRUE(court.host.links().contains("dispute/" + std::to_string(id) + "/11/applicant"));
  EXPECT_FALSE(court.host.links().contains("dispute/" + std::to_string(id) + "/12/respondent"));
}

TEST(Apply, GivesAReceiptForExactlyWhatWasAppliedFor) {
  Court court;
  const auto id = court.apply();
  ASSERT_EQ(court.host.receipts().size(), 1u);
  const auto& taken = court.host.receipts()[0].taken;
  EXPECT_EQ(taken.record_type, "dispute");
  EXPECT_EQ(taken.record, id);
  EXPECT_EQ(taken.label, "330112-2026-00001");
  EXPECT_EQ(taken.by, "陈晓明");
  for (const std::string part : {"applicant_name：陈晓明\n", "cause：loan\n", "facts：2024年3月借给对方五万元，到期只还了两千元。\n",
                                 "claims：归还借款48000元\n", "respondent_name：周建平\n"})
    EXPECT_NE(taken.content.find(part), std::string::npos) << part << taken.content;
  court.as_citizen(k_chen);
  EXPECT_TRUE(court.host.get("/disputes/" + std::to_string(id)).html().has_link("/linan/receipts/HZ-330112-2026-000001"));
}

TEST(Apply, KeepsWhatWasTypedAndSaysWhatIsWrong) {
  Court court;
  court.as_citizen(k_chen);
  court.host.post("/apply");
  const auto step = "/apply/" + std::to_string(court.host.drafts().back().id) + "/steps/1";
  auto fields = Court::party_fields();
  fields[0].second = "123", fields[3].second = "";
  const auto answer = court.host.post(step, fields);
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(court.host.last_render().error("applicant_mobile"), "apply.error.mobile");
  EXPECT_EQ(court.host.last_render().error("respondent_name"), "apply.error.respondent_name");
  EXPECT_EQ(court.host.last_render().model()["typed"]["applicant_mobile"].text(), "123");
  EXPECT_EQ(court.host.drafts()[0].reached, 0u);
}

TEST(Apply, SavesHalfAStepUnchecked) {
  Court court;
  court.as_citizen(k_chen);
  court.host.post("/apply");
  const auto id = std::to_string(court.host.drafts().back().id);
  EXPECT_EQ(court.host.post("/apply/" + id + "/steps/1", {{"respondent_name", "周"}, {"applicant_name", "别人"}, {"save_only", "1"}}).location,
            "/linan/mediation/apply");
  EXPECT_EQ(court.host.drafts()[0].text("respondent_name"), "周");
  EXPECT_EQ(court.host.drafts()[0].text("applicant_name"), "") << "the name comes from the account";
  EXPECT_EQ(court.host.drafts()[0].text("applicant_mobile"), "13800000000") << "so does the number, and it stays as it was";
  EXPECT_EQ(court.host.drafts()[0].number, "D-2026-11-0001");
}

TEST(Apply, SkipsNoStep) {
  Court court;
  court.as_citizen(k_chen);
  court.host.post("/apply");
  const auto id = std::to_string(court.host.drafts().back().id);
  EXPECT_EQ(court.host.get("/apply/" + id + "/steps/4").location, "/linan/mediation/apply/" + id + "/steps/1");
  EXPECT_EQ(court.host.post("/apply/" + id + "/steps/4", {{"truthful", "1"}}).location, "/linan/mediation/apply/" + id + "/steps/1");
  EXPECT_TRUE(court.host.records("dispute").empty());
}

TEST(Apply, IsNotAgainstOneself) {
  Court court;
  court.as_citizen(k_zhou);
  court.host.post("/apply");
  const auto step = "/apply/" + std::to_string(court.host.drafts().back().id) + "/steps/1";
  EXPECT_EQ(court.host.post(step, Court::party_fields()).status, 422);
  EXPECT_EQ(court.host.last_render().error("respondent_name"), "apply.error.same_person");
}

TEST(Apply, LetsOnlyTheOwnerSeeADraft) {
  Court court;
  court.as_citizen(k_chen);
  court.host.post("/apply");
  const auto step = "/apply/" + std::to_string(court.host.drafts().back().id) + "/steps/1";
  court.as_citizen(k_zhou);
  EXPECT_EQ(court.host.get(step).status, 404);
}

TEST(Apply, ByADirectorNeedsRecordedConsentAndHisOwnPoint) {
  Court court;
  court.as_director();
  court.host.post("/apply");
  const auto path = "/apply/" + std::to_string(court.host.drafts().back().id) + "/steps/";
  auto fields = Court::party_fields();
  fields.emplace_back("applicant_name", "陈晓明"), fields.emplace_back("applicant_resident_id", "330124198001010016");
  const auto refused = court.host.post(path + "1", fields);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(court.host.last_render().error("consent"), "apply.error.consent");
  fields.emplace_back("consent", "in_person");
  ASSERT_EQ(court.host.post(path + "1", fields).status, 303) << court.host.last_render().model()["errors"].count();
  court.host.post(path + "2", Court::story_fields());
  court.host.post(path + "3", {{"point", std::to_string(k_point)}});
  ASSERT_EQ(court.host.post(path + "4", {{"truthful", "1"}}).status, 303);
  const auto& dispute = court.host.records("dispute").back();
  EXPECT_EQ(dispute.text("filed_way"), "director");
  EXPECT_EQ(dispute.text("consent_words"), "in_person");
  EXPECT_EQ(dispute.integer("applicant_id"), k_chen);
  EXPECT_TRUE(court.host.links().contains("dispute/" + std::to_string(dispute.id()) + "/11/applicant"));
}

TEST(Journey, GoesFromTheApplicationToTheConfirmation) {
  Court court;
  const auto id = court.apply();
  court.to_agreed(id);
  EXPECT_EQ(court.dispute(id).text("case_number"), "(2026)浙0112诉前调1号");
  EXPECT_EQ(court.dispute(id).text("due"), "2027-01-04");
  EXPECT_EQ(court.dispute(id).text("end_reason"), "agree");
  EXPECT_EQ(court.dispute(id).integer("effect_at"), court.host.now_ms());
  ASSERT_EQ(court.host.records("concluded").size(), 1u);
  const auto& concluded = court.host.records("concluded")[0];
  EXPECT_EQ(concluded.text("content_hash"), mediation::sha256_hex(concluded.text("body")));
  EXPECT_EQ(court.host.records("signature").size(), 3u);

  EXPECT_EQ(court.sign(id, k_chen, "confirmation").status, 303);
  EXPECT_EQ(court.state(id), "AGREED");
  EXPECT_EQ(court.sign(id, k_zhou, "confirmation").status, 303);
  EXPECT_EQ(court.state(id), "CONFIRMATION");
  EXPECT_FALSE(court.host.records("confirmation")[0].is_null("filed_at"));
}

TEST(Journey, RunsOnePeriodAtATime) {
  Court court;
  const auto id = court.apply();
  court.to_agreed(id);
  int running = 0;
  for (const auto& period : court.host.periods()) running += period.open() ? 1 : 0;
  EXPECT_EQ(running, 1);
  EXPECT_EQ(court.host.periods().size(), 4u);
}

TEST(Screening, ReturnsWithAGroundAndAReason) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  EXPECT_EQ(court.act(id, "return_scope").status, 422);
  EXPECT_EQ(court.host.field_error("reason"), "act.error.reason");
  EXPECT_EQ(court.act(id, "return_jurisdiction", {{"reason", "请找临海法院邀请的调解员"}}).status, 303);
  EXPECT_EQ(court.state(id), "RETURNED");
  EXPECT_EQ(court.dispute(id).text("end_reason"), "return_jurisdiction");
  EXPECT_EQ(court.dispute(id).text("due"), "9999-12-31");
  court.as_citizen(k_chen);
  EXPECT_EQ(court.host.get(court.path(id)).status, 200);
  EXPECT_EQ(court.host.last_render().model()["end_words"].text(), "请找临海法院邀请的调解员");
}

TEST(Designation, TakesOnlyAMediatorWhoIsNoParty) {
  Court court;
  court.host.add_person({.id = k_zhou, .name = "周建平"}, {"MEDIATOR"});
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit");
  EXPECT_EQ(court.act(id, "designate").status, 422);
  EXPECT_EQ(court.act(id, "designate", {{"mediator", std::to_string(k_zhou)}}).status, 422);
  EXPECT_EQ(court.act(id, "designate", {{"mediator", std::to_string(k_clerk_id)}}).status, 422);
  EXPECT_EQ(court.act(id, "designate", {{"mediator", std::to_string(k_wu)}}).status, 303);
  EXPECT_TRUE(court.host.links().contains("dispute/" + std::to_string(id) + "/31/mediator"));
}

TEST(Designation, IsMadeAgainAfterSilenceFromTheDayAfterItWasDue) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  court.set_today("2026-11-27");
  const auto too_early = court.act(id, "silence");
  EXPECT_EQ(too_early.status, 422);
  EXPECT_EQ(too_early.problem, "why.not_yet_due");
  court.set_today("2026-11-28");
  EXPECT_EQ(court.act(id, "silence").status, 303);
  EXPECT_EQ(court.state(id), "ASSIGNING");
  EXPECT_TRUE(court.dispute(id).is_null("mediator_id"));
  EXPECT_FALSE(court.host.links().contains("dispute/" + std::to_string(id) + "/31/mediator"));
  EXPECT_EQ(court.act(id, "designate", {{"mediator", std::to_string(k_qian)}}).status, 303);
}

TEST(Mediator, DeclinesWithAReasonAndIsOut) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  court.as_mediator(k_qian);
  EXPECT_EQ(court.act(id, "accept").status, 403) << "another mediator's case";
  court.as_mediator();
  EXPECT_EQ(court.act(id, "decline").status, 422);
  EXPECT_EQ(court.act(id, "decline", {{"reason", "是当事人亲戚"}}).status, 303);
  EXPECT_EQ(court.host.steps().back().subject, "吴芳");
  EXPECT_EQ(court.state(id), "ASSIGNING");
  EXPECT_FALSE(court.host.links().contains("dispute/" + std::to_string(id) + "/31/mediator"));
}

TEST(Respondent, SeesTheDisputeWhenTheMediatorAccepted) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  EXPECT_FALSE(court.host.links().contains("dispute/" + std::to_string(id) + "/12/respondent"));
  court.as_mediator();
  court.act(id, "accept");
  EXPECT_TRUE(court.host.links().contains("dispute/" + std::to_string(id) + "/12/respondent"));
}

TEST(Respondent, RefusesWithAReasonAndEndsIt) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  court.as_mediator(), court.act(id, "accept");
  court.as_citizen(k_zhou);
  EXPECT_EQ(court.party_act(id, "refuse").status, 422);
  EXPECT_EQ(court.party_act(id, "refuse", {{"reason", "没有这回事"}}).status, 303);
  EXPECT_EQ(court.state(id), "TERMINATED");
  EXPECT_EQ(court.host.records("party")[1].text("agreed"), "refused");
}

TEST(Parties, CannotDoWhatIsTheOthersOrTheCourts) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  court.as_mediator(), court.act(id, "accept");
  court.as_citizen(k_chen);
  EXPECT_EQ(court.party_act(id, "consent").status, 403);
  EXPECT_EQ(court.party_act(id, "admit").status, 422);
  court.as_citizen(k_zhou);
  EXPECT_EQ(court.party_act(id, "withdraw", {{"reason", "不想要"}}).status, 403);
  EXPECT_EQ(court.state(id), "ACCEPTED");
}

TEST(Parties, AreNobodyElse) {
  Court court;
  const auto id = court.apply();
  court.host.sign_in({.id = 99, .name = "路人", .roles = {"CITIZEN"}, .permissions = {"mediation.apply"}});
  for (const char* rest : {"", "/sign/agreement"}) EXPECT_EQ(court.host.get(court.path(id, rest)).status, 404) << rest;
  EXPECT_EQ(court.act(id, "withdraw", {{"reason", "不要了"}}).status, 403);
}

TEST(Agreement, GoesOutOnlyWhenItIsComplete) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.as_mediator();
  const auto refused = court.act(id, "draft");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.problem, "why.no_agreement");
}

TEST(Agreement, IsSeenByThePartiesOnlyOnceItWasSent) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id);
  const auto draft = std::to_string(court.host.records("agreement")[0].id());
  EXPECT_FALSE(court.host.links().contains("agreement/" + draft + "/11/applicant"));
  court.act(id, "draft");
  EXPECT_TRUE(court.host.links().contains("agreement/" + draft + "/11/applicant"));
  EXPECT_TRUE(court.host.links().contains("agreement/" + draft + "/12/respondent"));
  for (const auto& link : court.host.links()) EXPECT_FALSE(link.starts_with("agreement/") && link.find("/21/") != link.npos);
}

TEST(Agreement, ANewEditionMakesSignaturesVoid) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id), court.act(id, "draft");
  court.sign(id, k_chen, "agreement");
  const auto old_hash = court.host.records("agreement")[0].text("content_hash");
  EXPECT_EQ(court.save_agreement(id, "周建平归还40,000元").status, 303);
  EXPECT_EQ(court.sign(id, k_zhou, "agreement", old_hash).status, 409) << "he saw the first edition";
  EXPECT_EQ(court.sign(id, k_zhou, "agreement").status, 303);
  EXPECT_EQ(court.state(id), "AGREEMENT_DRAFT") << "the applicant signed the first edition only";
  EXPECT_EQ(court.sign(id, k_chen, "agreement").status, 303);
  EXPECT_EQ(court.state(id), "AGREED");
  EXPECT_EQ(court.host.records("concluded")[0].integer("edition"), 2);
}

TEST(Agreement, IsNotSignedByOneWhoDoesNotShowAgainWhoHeIs) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id), court.act(id, "draft");
  for (const char* proof : {"", "wrong"}) {
    EXPECT_EQ(court.sign(id, k_chen, "agreement", {}, proof).status, 422) << proof;
    EXPECT_EQ(court.host.last_render().name, "sign_check.html");
  }
  EXPECT_EQ(court.host.records("signature").size(), 1u) << "the mediator's";
  EXPECT_EQ(court.sign(id, k_chen, "agreement").status, 303);
  const auto& made = court.host.contacts().kept.signatures;
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].what.document, court.host.records("agreement")[0].text("body")) << "exactly what he was shown";
  EXPECT_EQ(made[0].what.name, "陈晓明");
  EXPECT_EQ(court.host.records("signature")[1].text("way"), "password");
}

TEST(Agreement, IsServedOnBothWhenItTakesEffect) {
  Court court;
  court.host.contacts().consents = {k_chen};
  const auto id = court.apply();
  court.to_agreed(id);
  const auto& services = court.host.contacts().kept.services;
  ASSERT_EQ(services.size(), 2u);
  EXPECT_EQ(services[0].what.account, k_chen);
  EXPECT_TRUE(services[0].effective);
  EXPECT_EQ(services[1].what.account, k_zhou);
  EXPECT_FALSE(services[1].effective) << "he has not consented";
  EXPECT_EQ(services[0].what.document, court.host.records("concluded")[0].text("body"));
}

TEST(Agreement, IsSignedOnceByEach) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id), court.act(id, "draft");
  EXPECT_EQ(court.sign(id, k_chen, "agreement").status, 303);
  EXPECT_EQ(court.sign(id, k_chen, "agreement").status, 422);
  EXPECT_EQ(court.state(id), "AGREEMENT_DRAFT");
}

TEST(Agreement, AsksWhetherItWasRead) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id), court.act(id, "draft");
  court.as_citizen(k_chen);
  const auto hash = court.host.records("agreement")[0].text("content_hash");
  EXPECT_EQ(court.host.post(court.path(id, "/sign/agreement/check"), {{"hash", hash}}).status, 422);
  EXPECT_EQ(court.host.last_render().error("read"), "sign.error.read");
  EXPECT_EQ(court.host.post(court.path(id, "/sign/agreement/check"), {{"hash", hash}, {"read", "1"}}).status, 200);
  EXPECT_EQ(court.host.last_render().name, "sign_check.html");
}

TEST(Agreement, TakesAPaperSignatureAgainstTheOriginal) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id), court.act(id, "draft");
  court.sign(id, k_chen, "agreement");
  court.as_mediator();
  const auto party = std::to_string(court.host.records("party")[1].id());
  const auto hash = court.host.records("agreement")[0].text("content_hash");
  const Fields fields{{"party", party}, {"subject", "agreement"}};
  EXPECT_EQ(court.host.post(court.path(id, "/signatures"), fields).status, 200);
  auto confirmed = fields;
  confirmed.emplace_back("confirmed", "1"), confirmed.emplace_back("hash", hash);
  EXPECT_EQ(court.host.post(court.path(id, "/signatures"), confirmed).status, 422);
  confirmed.emplace_back("original", "1");
  EXPECT_EQ(court.host.post(court.path(id, "/signatures"), confirmed).status, 303);
  EXPECT_EQ(court.state(id), "AGREED");
  EXPECT_EQ(court.host.records("signature").back().text("way"), "paper");
}

TEST(Confirmation, IsRefusedAfterThirtyDays) {
  Court court;
  const auto id = court.apply();
  court.to_agreed(id);
  EXPECT_EQ(court.sign(id, k_chen, "confirmation").status, 303);
  const auto hash = court.host.records("confirmation")[0].text("content_hash");
  court.set_today("2027-01-05");
  const auto late = court.sign(id, k_zhou, "confirmation", hash);
  EXPECT_EQ(late.status, 422);
  EXPECT_EQ(late.problem, "why.confirmation_late");
  EXPECT_EQ(court.state(id), "AGREED");
}

TEST(Conflict, ActsOnNothingThatChangedMeanwhile) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  EXPECT_EQ(court.host.act("dispute", id, "return_scope", {{"version", "99"}, {"reason", "写了很久的理由"}}).status, 409);
  EXPECT_EQ(court.state(id), "APPLIED");
}

TEST(Conflict, KeepsTheAgreementThatWasTyped) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.as_mediator();
  const auto answer = court.host.post(court.path(id, "/agreement/edit"), {{"version", "1"}, {"edition", "0"}, {"facts", "写了很久的事实"}});
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(court.host.last_render().model()["facts"].text(), "写了很久的事实");
  EXPECT_TRUE(court.host.records("agreement").empty());
}

TEST(Notes, AreTheMediatorsOnly) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.as_mediator();
  EXPECT_EQ(court.host.post(court.path(id, "/notes"), {{"note", "愿意让两千"}}).status, 303);
  EXPECT_EQ(court.host.records("note").size(), 1u);
  EXPECT_EQ(court.host.links().count("note/" + std::to_string(court.host.records("note")[0].id()) + "/31/author"), 1u);
  court.as_clerk();
  EXPECT_EQ(court.host.post(court.path(id, "/notes"), {{"note", "看看"}}).status, 403);
  EXPECT_FALSE(court.host.get(court.path(id)).html().has_text("愿意让两千"));
  court.as_mediator(k_qian);
  EXPECT_EQ(court.host.post(court.path(id, "/notes"), {{"note", "看看"}}).status, 404);
}

TEST(Parties, AreMaskedForStaffUntilRevealedOnRecord) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  const auto page = court.host.get(court.path(id));
  EXPECT_EQ(page.status, 200) << page.problem;
  EXPECT_EQ(page.body.find("13900000000"), std::string::npos);
  EXPECT_EQ(page.body.find("周建平"), std::string::npos);
  const auto party = std::to_string(court.host.records("party")[1].id());
  EXPECT_TRUE(court.host.post(court.path(id, "/parties/" + party + "/reveal")).html().has_text("13900000000"));
  EXPECT_EQ(court.host.records("reveal").size(), 1u);
  const std::vector<std::string> opened(court.host.opened().end() - 2, court.host.opened().end());
  EXPECT_EQ(opened, (std::vector<std::string>{"party/" + party + "/mobile: reveal.reason", "party/" + party + "/resident_id: reveal.reason"}));
}

TEST(Papers, AreThereOnceTheyAreTrue) {
  Court court;
  const auto id = court.apply();
  court.to_in_progress(id);
  court.save_agreement(id);
  court.as_citizen(k_chen);
  EXPECT_EQ(court.host.get(court.path(id, "/agreement")).status, 404) << "not sent yet";
  EXPECT_EQ(court.host.get(court.path(id, "/confirmation-application")).status, 404);
  court.as_mediator(), court.act(id, "draft");
  court.sign(id, k_chen, "agreement"), court.sign(id, k_zhou, "agreement");
  court.as_clerk();
  const auto paper = court.host.get(court.path(id, "/agreement"));
  EXPECT_EQ(paper.status, 200) << paper.problem;
  EXPECT_EQ(court.host.last_render().layout, "print");
  bool has_result = false;
  court.host.last_render().model()["paper"]["lines"].for_each([&](std::string_view, gongting::ValueRef line) {
    return !(has_result = has_result || line["text"].text() == "一、周建平归还48,000元");
  });
  EXPECT_TRUE(has_result);
  EXPECT_EQ(court.host.get(court.path(id, "/confirmation-application")).status, 200);
  EXPECT_EQ(court.host.last_render().model()["paper"]["title"].text(), "司法确认申请书");
}

// Whoever does whatever in whatever order: what is stored stays a state the rules know, reached by a way they allow.
TEST(Journey, KeepsItsInvariantsUnderRandomActs) {
  std::mt19937 random(20261121);
  const char* const acts[] = {"admit",   "return_scope", "designate", "accept",   "decline",    "silence",     "consent", "refuse",
                              "draft",   "refuse_sign",  "withdraw",  "stop",     "wide_gap",   "period_over", "unreachable",
                              "no_contact", "agree", "confirm"};
  for (int round = 0; round < 12; ++round) {
    Court court;
    const auto id = court.apply();
    for (int turn = 0; turn < 40; ++turn) {
      const auto before = court.state(id);
      const auto steps = court.host.steps().size();
      const auto version = court.dispute(id).version();
      switch (random() % 5) {
        case 0: court.as_citizen(k_chen); break;
        case 1: court.as_citizen(k_zhou); break;
        case 2: court.as_clerk(); break;
        case 3: court.as_mediator(); break;
        default: court.as_mediator(k_qian);
      }
      FakeAnswer answer;
      const auto dice = random() % 10;
      if (dice == 0) answer = court.save_agreement(id);
      else if (dice == 1) answer = court.sign(id, random() % 2 ? k_chen : k_zhou, "agreement");
      else answer = court.act(id, acts[random() % std::size(acts)], {{"reason", "随便"}, {"mediator", std::to_string(random() % 2 ? k_wu : k_qian)}});
      ASSERT_LT(answer.status, 500) << answer.problem;
      const auto after = court.state(id);
      if (answer.status >= 400) {
        ASSERT_EQ(after, before);
        ASSERT_EQ(court.host.steps().size(), steps);
        ASSERT_EQ(court.dispute(id).version(), version);
      }
      if (after != before) {
        bool known = false;
        for (const auto& way : court.host.declaration("dispute").transitions) known = known || (way.leaves(before) && way.to == after);
        ASSERT_TRUE(known) << before << " -> " << after;
        ASSERT_GT(court.host.steps().size(), steps);
      }
      int running = 0;
      for (const auto& period : court.host.periods()) running += period.open() ? 1 : 0;
      ASSERT_LE(running, 1);
      ASSERT_EQ(court.dispute(id).integer("is_open") == 1, mediation::state::is_open(after));
      ASSERT_EQ(court.dispute(id).text("due") == "9999-12-31", running == 0);
      ASSERT_EQ(court.host.records("concluded").size(), after == "AGREED" || after == "CONFIRMATION" ? 1u : 0u);
    }
  }
}
TEST(Notices, TellThoseWhomAStepConcerns) {
  Court court;
  const auto told = [&](std::size_t from) {
    std::vector<std::string> all;
    const auto& notices = court.host.contacts().kept.notices;
    for (auto i = from; i < notices.size(); ++i) all.push_back(notices[i].to + " " + notices[i].text);
    return all;
  };
  using All = std::vector<std::string>;
  const auto id = court.apply();
  EXPECT_EQ(told(0), (All{"clerk applied"}));
  EXPECT_EQ(court.host.contacts().kept.notices[0].param("due"), "2026-11-26");
  EXPECT_EQ(court.host.contacts().kept.notices[0].param("number"), court.dispute(id).text("code"));
  court.to_in_progress(id);
  EXPECT_EQ(told(1), (All{"applicant admit", "mediator asked", "applicant designated", "applicant accepted", "respondent invited", "applicant consented",
                          "mediator consented"}));
  EXPECT_EQ(court.host.contacts().kept.notices[1].param("number"), court.dispute(id).text("case_number")) << "the number it has now";
  EXPECT_EQ(court.host.contacts().kept.notices[2].param("due"), "2026-11-27");
  court.save_agreement(id), court.act(id, "draft");
  EXPECT_EQ(told(8), (All{"applicant to_sign", "respondent to_sign"}));
  court.sign(id, k_chen, "agreement"), court.sign(id, k_zhou, "agreement");
  EXPECT_EQ(told(10), (All{"applicant agreed", "respondent agreed", "mediator agreed"}));
  EXPECT_EQ(court.host.contacts().kept.notices[10].param("due"), "2027-01-04");
}

TEST(Notices, OtherModulesAreToldOfEachStep) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit");
  ASSERT_EQ(court.host.events().size(), 2u);
  const auto payload = court.host.events()[1].payload.encode();
  EXPECT_EQ(court.host.events()[1].type, "mediation.moved");
  EXPECT_EQ(gongting::ValueRef(payload)["transition"].text(), "admit");
  EXPECT_EQ(gongting::ValueRef(payload)["to"].text(), "ASSIGNING");
}

TEST(Invitation, ARespondentWithoutAccountComesInAndSigns) {
  Court court;
  const auto id = court.apply_against_a_stranger();
  const auto respondent = [&]() -> const gongting::test::FakeRecord& { return court.host.records("party")[1]; };
  ASSERT_EQ(respondent().integer("account_id"), 0);
  const auto invite = [&](const char* way) {
    return court.host.post(court.path(id, "/parties/" + std::to_string(respondent().id()) + "/invite"), {{"way", way}});
  };
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  court.as_mediator();
  EXPECT_EQ(invite("sms").status, 404) << "not before the mediator accepted";
  court.act(id, "accept");
  court.as_mediator(k_qian);
  EXPECT_EQ(invite("sms").status, 404) << "another mediator";
  court.as_mediator();
  const auto opened = court.host.opened().size();
  EXPECT_EQ(invite("sms").status, 200);
  const auto& invitations = court.host.contacts().kept.invitations;
  ASSERT_EQ(invitations.size(), 1u);
  EXPECT_EQ(invitations[0].whom.mobile, "13900000000");
  EXPECT_EQ(invitations[0].whom.part, "respondent");
  EXPECT_EQ(respondent().integer("account_id"), invitations[0].account);
  EXPECT_EQ(court.host.opened().size(), opened + 1) << "his number was opened, on record";

  const auto stranger = invitations[0].account;
  court.as_citizen(stranger);
  EXPECT_EQ(court.act(id, "consent").status, 303);
  court.save_agreement(id), court.act(id, "draft");
  EXPECT_EQ(court.sign(id, stranger, "agreement").status, 303);
  EXPECT_EQ(court.sign(id, k_chen, "agreement").status, 303);
  EXPECT_EQ(court.state(id), "AGREED");

  court.as_mediator();
  EXPECT_EQ(invite("paper").status, 200);
  EXPECT_EQ(court.host.last_render().model()["code"].text(), "12345678");
  EXPECT_EQ(invitations[1].account, stranger) << "the same person";
  EXPECT_TRUE(invitations[0].revoked);
  EXPECT_EQ(court.host.post(court.path(id, "/invitations/2/revoke"), {}).status, 303);
  EXPECT_TRUE(invitations[1].revoked);
}

TEST(Invitation, NobodyIsInvitedWhoHasAnAccount) {
  Court court;
  const auto id = court.apply();
  court.as_clerk();
  court.act(id, "admit"), court.act(id, "designate", {{"mediator", std::to_string(k_wu)}});
  court.as_mediator();
  court.act(id, "accept");
  const auto party = std::to_string(court.host.records("party")[1].id());
  EXPECT_EQ(court.host.post(court.path(id, "/parties/" + party + "/invite"), {{"way", "paper"}}).status, 422);
  const auto applicant = std::to_string(court.host.records("party")[0].id());
  EXPECT_EQ(court.host.post(court.path(id, "/parties/" + applicant + "/invite"), {{"way", "paper"}}).status, 404);
}

