// 送达: consent first, then effect on the day it reaches the system that the receiver confirmed, with trace and proof
// (民事诉讼法 90; 人民法院在线诉讼规则 29, 31).
#include "notify/service.hpp"

#include "audit/receipt_book.hpp"
#include "notify_fixture.hpp"

namespace gongting::host::notify {
namespace {

class LegalService : public NotifyFixture {
 protected:
  Service serve_on(std::int64_t account, const std::string& document = "协议全文") {
    auto db = lease();
    const audit::ReceiptBook receipts(*records_, "0123456789abcdef0123456789abcdef", HashKind::sha256);
    auto made = serve(db, clerk(), ways_of(settings_), receipts, {"杭州市临安区人民法院", "浙0112", "330112000000"},
                      {"mediation", "dispute", 7, "（2026）浙0112诉前调1号", account, "调解协议书", "/mediation/disputes/7/agreement", document});
    db.commit();
    return made;
  }
  void consent(std::int64_t account) {
    auto db = lease();
    give_consent(db, citizen(account));
    db.commit();
  }
  std::string trace(const Service& service) {
    auto db = lease();
    std::string all;
    for (const auto& step : steps_of(db, service.id)) all += step.what + " ";
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, LegalService, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return std::string(test.param); });

TEST_P(LegalService, WithoutConsentItStaysADraft) {
  const auto service = serve_on(k_chen);
  EXPECT_EQ(service.state, "draft");
  EXPECT_EQ(service.effective_at, 0);
  EXPECT_EQ(trace(service), "draft ");
  EXPECT_EQ(unread_of(k_chen), 0);
  EXPECT_EQ(number("select count(*) as n from gt_receipt"), 0);
}

TEST_P(LegalService, WithConsentItTakesEffectWhenItReachesTheAccount) {
  consent(k_chen), consent(k_chen);
  EXPECT_EQ(number("select count(*) as n from gt_service_consent"), 1);
  const auto service = serve_on(k_chen);
  EXPECT_EQ(service.state, "effective");
  EXPECT_EQ(service.sent_at, k_morning);
  EXPECT_EQ(service.effective_at, k_morning);
  EXPECT_EQ(service.receiver, "陈*明");
  // printf 协议全文 | sha256sum
  EXPECT_EQ(service.hash, "sha256:643e204cf1a4df5685418b3294c917d5f8a3e6b61b2e280a8a732df6c27d1bc6");
  EXPECT_EQ(trace(service), "draft sent effective ");
  EXPECT_EQ(unread_of(k_chen), 1);
  EXPECT_EQ(number("select count(*) as n from gt_receipt where body like '%电子送达凭证：调解协议书%'"), 1);
  EXPECT_EQ(number("select count(*) as n from gt_audit where action = 'service.effective'"), 1);
}

TEST_P(LegalService, R24_TheSameDocumentIsServedOnce) {
  consent(k_chen);
  const auto first = serve_on(k_chen);
  now_ += 1000;
  const auto again = serve_on(k_chen);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.effective_at, k_morning);
  EXPECT_EQ(unread_of(k_chen), 1);
  EXPECT_NE(serve_on(k_chen, "另一份").id, first.id);
}

TEST_P(LegalService, ADraftGoesOutOnceHeConsents) {
  const auto draft = serve_on(k_chen);
  consent(k_chen);
  const auto served = serve_on(k_chen);
  EXPECT_EQ(served.id, draft.id);
  EXPECT_EQ(served.state, "effective");
}

TEST_P(LegalService, WithdrawingHoldsForWhatComesAfter) {
  consent(k_chen);
  const auto served = serve_on(k_chen);
  auto db = lease();
  withdraw_consent(db, citizen(k_chen));
  db.commit();
  EXPECT_EQ(serve_on(k_chen, "第二份").state, "draft");
  EXPECT_EQ(find_service(db, clerk(), served.id).state, "effective");
  EXPECT_FALSE(consent_of(db, store::k_linhai, k_chen));
  EXPECT_REFUSED(not_found, find_service(db, clerk(store::k_linhai), served.id));
}

TEST_P(LegalService, GoesAtOnceAndByEveryWayEvenInQuietHours) {
  consent(k_chen);
  choose_for(k_chen, {"chen@example.cn", false, false, 22 * 60, 7 * 60});
  now_ = k_morning + 15 * 3'600'000;  // 23:00
  serve_on(k_chen);
  EXPECT_EQ(runner_->run_due(), 2);
  EXPECT_EQ(smtp_.taken().size(), 1u);
  EXPECT_EQ(gateway_.taken().size(), 1u);
}

TEST_P(LegalService, ThatTheReceiverOpenedItIsNotedOnce) {
  consent(k_chen);
  const auto service = serve_on(k_chen);
  auto db = lease();
  note_opened(db, citizen(k_zhou), service);
  note_opened(db, citizen(k_chen), service);
  note_opened(db, citizen(k_chen), service);
  db.commit();
  EXPECT_EQ(trace(service), "draft sent effective opened ");
}

}  // namespace
}  // namespace gongting::host::notify
