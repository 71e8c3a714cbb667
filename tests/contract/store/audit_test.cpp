#include "audit/audit.hpp"

#include "base/clock.hpp"
#include "base/json.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class R34_Audit : public RecordsTest {
 protected:
  void TearDown() override {
    set_clock_for_test({});
    RecordsTest::TearDown();
  }
};

TEST_P(R34_Audit, EveryWriteOfARecordIsThereWithItsDifference) {
  const auto id = dispute(clerk(), "旧", {{"amount_fen", 5}, {"statement", "secret words"}});
  update(clerk(), "dispute", id, 1, {{"title", "新"}, {"amount_fen", 5}, {"statement", "other secret"}, {"due", "2026-01-01"}});
  {
    auto session = lease();
    records_->link_person(session, clerk(), "mediation", "dispute", id, k_wang, "applicant");
    records_->link_person(session, clerk(), "mediation", "dispute", id, k_wang, "applicant");
    records_->unlink_person(session, clerk(), "mediation", "dispute", id, k_wang, "applicant");
    session.commit();
  }
  remove(clerk(), "dispute", id, 2);
  const auto rows = host("select * from gt_audit order by id");
  ASSERT_EQ(rows.size(), 5u);
  const std::vector<std::string> actions = {"record.insert", "record.update", "record.link", "record.unlink", "record.remove"};
  for (std::size_t i = 0; i < actions.size(); ++i) {
    EXPECT_EQ(rows[i]["action"].text(), actions[i]);
    EXPECT_EQ(rows[i]["object"].text(), "mediation.dispute");
    EXPECT_EQ(rows[i]["object_id"].integer(), id);
    EXPECT_EQ(rows[i]["site_id"].integer(), k_linan);
    EXPECT_EQ(rows[i]["account_id"].integer(), k_clerk);
    EXPECT_EQ(rows[i]["actor"].text(), "account 13");
    EXPECT_EQ(rows[i]["client"].text(), "10.0.0.1");
    EXPECT_EQ(rows[i]["request_id"].text(), "request-1");
    EXPECT_EQ(rows[i]["plugin"].text(), "mediation");
    EXPECT_EQ(rows[i]["outcome"].text(), "ok");
    EXPECT_EQ(rows[i]["detail"].text().find("secret"), std::string_view::npos) << rows[i]["detail"].text();
    EXPECT_GT(rows[i]["at"].integer(), 1'700'000'000'000);
  }
  const auto changed = parse_json(rows[1]["detail"].text());
  const Json detail(changed);
  EXPECT_EQ(detail["title"]["old"].text(), "旧");
  EXPECT_EQ(detail["title"]["new"].text(), "新");
  EXPECT_EQ(detail["statement"].text(), "changed");
  EXPECT_EQ(detail["due"]["new"].text(), "2026-01-01");
  EXPECT_FALSE(detail["amount_fen"].exists());
}

TEST_P(R34_Audit, ARefusedWriteLeavesNoEntryOfItsOwn) {
  const auto id = dispute(clerk(), "x");
  EXPECT_REFUSED(not_found, update(citizen(k_wang), "dispute", id, 1, {{"title", "y"}}));
  EXPECT_EQ(host("select count(*) from gt_audit")[0][0].integer(), 1);
}

TEST_P(R34_Audit, AnEntryIsThereIfAndOnlyIfTheDeedIs) {
  auto who = clerk();
  who.plugin.clear();
  {
    auto session = lease();
    session.write("update gt_epoch set value = 5");
    audit::record(session, who, {"module.enable", "module", 7, "ok", {{"plugin", "mediation"}}});
  }
  EXPECT_EQ(host("select count(*) from gt_audit")[0][0].integer(), 0);
  auto session = lease();
  audit::record(session, who, {"module.enable", "module", 7, "ok", {{"plugin", "mediation"}}});
  session.commit();
  const auto rows = host("select action, object, object_id, plugin, detail from gt_audit");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["detail"].text(), R"({"plugin":"mediation"})");
  EXPECT_EQ(rows[0]["object_id"].integer(), 7);
  EXPECT_REFUSED(internal, audit::record(session, who, {"x", "y", 0, "maybe", {}}));
}

TEST_P(R34_Audit, LineBreaksAndControlCharactersAreInert) {
  auto who = clerk();
  who.account_name = "evil\r\n2026-01-01 fake entry";
  who.client = "1.2.3.4\nx";
  who.request_id = std::string("a\0b", 3);
  auto session = lease();
  audit::record(session, who, {"sign\x1b[31min", "account\r", 1, "failed", {{"na\nme", "va\r\nlue"}, {"list", List{"a\nb"}}, {"broken", "\xff"}}});
  session.commit();
  const auto rows = host("select * from gt_audit");
  for (const auto* column : {"actor", "client", "request_id", "action", "object", "detail"}) {
    for (const char c : rows[0][column].text()) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << column;
  }
  const auto detail = parse_json(rows[0]["detail"].text());
  EXPECT_EQ(Json(detail).fields().size(), 3u);
}

TEST_P(R34_Audit, LongTextsAreCut) {
  auto session = lease();
  std::string words;
  for (int i = 0; i < 2000; ++i) words += "纠";
  audit::record(session, clerk(), {"x", "y", 0, "ok", {{"words", words}}});
  session.commit();
  EXPECT_LT(host("select detail from gt_audit")[0][0].text().size(), 1100u);
}

TEST_P(R34_Audit, RefusalsStandAloneAndAFloodIsCounted) {
  std::int64_t now = 1'760'000'000'000;
  set_clock_for_test([&] { return now; });
  auto who = clerk();
  const auto refuse = [&](const std::string& client) {
    who.client = client;
    audit::record_alone(*database_, who, {"signin", "account", 0, "refused", {{"login", "x"}}});
  };
  // A request that is out of time still leaves its trace.
  who.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  for (int i = 0; i < 25; ++i) refuse("10.0.0.66");
  refuse("10.0.0.67");
  EXPECT_EQ(host("select count(*) from gt_audit where client = '10.0.0.66'")[0][0].integer(), 10);
  EXPECT_EQ(host("select count(*) from gt_audit where client = '10.0.0.67'")[0][0].integer(), 1);
  // What succeeds or fails is written whatever was refused.
  audit::record_alone(*database_, who, {"signin", "account", 0, "failed", {}});
  now += 61'000;
  refuse("10.0.0.66");
  const auto rows = host("select detail from gt_audit where client = '10.0.0.66' order by id desc limit 1");
  const auto detail = parse_json(rows[0][0].text());
  EXPECT_EQ(Json(detail)["only_counted_before"].integer(), 15);
}

INSTANTIATE_TEST_SUITE_P(Store, R34_Audit, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
