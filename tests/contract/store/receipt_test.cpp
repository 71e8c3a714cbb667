// Receipts: genuine by themselves, numbered without gaps, and in the one chain with the audit log.
#include <fstream>

#include "audit/chain.hpp"
#include "audit/receipt_book.hpp"
#include "audit/verify.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

using audit::Receipt;

constexpr std::int64_t k_noon = 1'767'240'000'000;  // 2026-01-01 12:00 in Shanghai
// docs/guide/examples/receipt.json was made with OpenSSL and Python's hashlib, not with this program.
constexpr const char* k_example_key = "vRyleh2T_TDtQaHHp_s65yxufnwPxSy5085M73NKM3I";

std::string example(const char* name) {
  std::ifstream in(std::string(GT_GUIDE_EXAMPLES) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string fault_of(const Receipt& receipt, std::string_view key, const std::optional<std::string>& content = std::nullopt) {
  const auto fault = audit::check_receipt(receipt, key, content);
  return fault ? fault->what : "";
}

TEST(R35_Receipts, OneMadeElsewhereByTheRulesIsGenuine) {
  const auto receipt = audit::read_receipt(example("receipt.json"));
  EXPECT_EQ(fault_of(receipt, k_example_key), "");
  EXPECT_EQ(fault_of(receipt, k_example_key, example("application.txt")), "");
  EXPECT_EQ(fault_of(receipt, k_example_key, example("application.txt") + " "), "content");
  EXPECT_EQ(receipt.json(), example("receipt.json")) << "and would be written the same way";
}

TEST(R35_Receipts, EveryFieldIsHeldByTheHashAndTheSignature) {
  const auto good = audit::read_receipt(example("receipt.json"));
  const audit::Signer other(std::string(32, 'x'));
  int fields = 0;
  for (auto field : {&Receipt::number, &Receipt::court, &Receipt::court_code, &Receipt::what, &Receipt::record,
                     &Receipt::received, &Receipt::by, &Receipt::content, &Receipt::code}) {
    auto changed = good;
    changed.*field += "1";
    EXPECT_EQ(fault_of(changed, k_example_key), "changed") << ++fields;
    changed.hash = hash_of(HashKind::sha256, changed.text());
    EXPECT_EQ(fault_of(changed, k_example_key), "signature") << fields;
    changed.sign(other, HashKind::sha256);
    EXPECT_EQ(fault_of(changed, k_example_key), "key") << "whoever signs it himself has another key";
    changed.key = k_example_key;
    EXPECT_EQ(fault_of(changed, k_example_key), "signature");
  }
  auto moved = good;
  moved.what = good.what + good.record, moved.record = "";
  EXPECT_EQ(fault_of(moved, k_example_key), "changed") << "nothing can be moved from one field to the next";
}

TEST(R35_Receipts, WhatIsNoneIsRefused) {
  for (const auto* text : {"", "[]", "{}", R"({"receipt":"gongting.receipt/2"})", R"({"receipt":"gongting.receipt/1","number":7})"})
    EXPECT_THROW(audit::read_receipt(text), Error) << text;
}

class R35_ReceiptBook : public RecordsTest {
 protected:
  void SetUp() override {
    RecordsTest::SetUp();
    if (IsSkipped()) return;
    set_clock_for_test([this] { return ++now_; });
    book_ = std::make_unique<audit::ReceiptBook>(*records_, k_seed, HashKind::sha256);
  }
  void TearDown() override {
    set_clock_for_test({});
    RecordsTest::TearDown();
  }
  audit::KeptReceipt give(Session& session, const std::string& content) {
    return book_->give(session, clerk(),
                       {"调解申请", "mediation.dispute", 5, "330112-2026-00001", content, "陈晓明", "临安法院", "浙0112", "330112000000"});
  }
  audit::KeptReceipt give(const std::string& content) {
    auto session = lease();
    auto kept = give(session, content);
    session.commit();
    return kept;
  }
  /// What the check of the chain says after this statement.
  std::string verdict_after(const std::string& sql) {
    auto session = lease();
    session.begin();
    if (sqlite()) {
      for (const auto* trigger : {"gt_receipt_update", "gt_receipt_delete"}) session.connection().execute(std::string("drop trigger ") + trigger);
    } else {
      session.connection().execute("alter table gt_receipt disable trigger user");
    }
    EXPECT_EQ(session.write(sql), 1) << sql;
    audit::VerifyAsk ask;
    ask.public_key = signer_.public_key();
    const auto verdict = audit::verify(session, ask);
    session.rollback();
    return verdict.fault ? verdict.fault->what : "";
  }

  static constexpr const char* k_seed = "0123456789abcdef0123456789abcdef";
  const audit::Signer signer_{k_seed};
  std::int64_t now_ = k_noon;
  std::unique_ptr<audit::ReceiptBook> book_;
};
INSTANTIATE_TEST_SUITE_P(Store, R35_ReceiptBook, ::testing::Values("sqlite", "postgres"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(R35_ReceiptBook, SaysWhatWasTakenInAndNotWhatItWas) {
  const auto kept = give("甲告乙");
  const auto& receipt = kept.receipt;
  EXPECT_EQ(receipt.number, "HZ-330112-2026-000001");
  EXPECT_EQ(receipt.by, "陈*明");
  EXPECT_EQ(receipt.received.substr(0, 19), "2026-01-01T12:00:00");
  EXPECT_TRUE(receipt.received.ends_with("+08:00")) << receipt.received;
  EXPECT_EQ(receipt.content, hash_of(HashKind::sha256, "甲告乙"));
  EXPECT_EQ(receipt.code.size(), 12u);
  EXPECT_EQ(fault_of(receipt, signer_.public_key(), "甲告乙"), "");
  auto session = lease();
  const auto found = book_->find(session, clerk().site_id, receipt.number);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->receipt.json(), receipt.json());
  EXPECT_EQ(book_->of(session, clerk().site_id, "mediation.dispute", 5).size(), 1u);
  EXPECT_FALSE(book_->find(session, clerk().site_id + 1, receipt.number)) << "another court's page does not know it";
  EXPECT_EQ(host("select body from gt_receipt")[0].text("body").find("陈晓明"), std::string::npos);
}

TEST_P(R35_ReceiptBook, NumbersHaveNoGapsWhenSomethingFails) {
  give("a");
  {
    auto session = lease();
    give(session, "b");
    session.rollback();
  }
  EXPECT_EQ(give("c").receipt.number, "HZ-330112-2026-000002");
}

TEST_P(R35_ReceiptBook, TheChainNamesOneThatWasEditedOrRemoved) {
  give("a");
  give("b");
  ASSERT_EQ(audit::seal_once(*database_, signer_, HashKind::sha256), 2);
  EXPECT_EQ(verdict_after("update gt_receipt set given_at = given_at where number = 'HZ-330112-2026-000002'"), "");
  EXPECT_EQ(verdict_after("update gt_receipt set body = replace(body, '330112-2026-00001', '330112-2026-00002') where number = "
                          "'HZ-330112-2026-000002'"),
            "edited");
  EXPECT_EQ(verdict_after("update gt_receipt set body = '{}' where number = 'HZ-330112-2026-000001'"), "edited");
  EXPECT_EQ(verdict_after("delete from gt_receipt where number = 'HZ-330112-2026-000001'"), "removed");
}

TEST_P(R35_ReceiptBook, TheDatabaseRefusesToChangeOne) {
  give("a");
  auto session = lease();
  EXPECT_THROW(session.write("update gt_receipt set body = 'x'"), Error);
  session.rollback();
  EXPECT_THROW(session.write("delete from gt_receipt"), Error);
}

TEST_P(R35_ReceiptBook, RefusesWhatSaysNothing) {
  auto session = lease();
  EXPECT_THROW(give(session, ""), Error);
  EXPECT_THROW(book_->give(session, clerk(), {"", "mediation.dispute", 5, "x", "y", "", "", "", ""}), Error);
  EXPECT_THROW(book_->give(session, clerk(), {"a\nb", "mediation.dispute", 5, "x", "y", "", "", "", ""}), Error);
}

TEST(R35_Receipts, ACodeIsReadAsItIsTyped) { EXPECT_EQ(audit::plain_code(" 7kq2-9xmb 4tpo il"), "7KQ29XMB4TP011"); }

}  // namespace
}  // namespace gongting::host::store
