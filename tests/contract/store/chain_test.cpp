// The audit log can not be altered unseen: who has the database and takes its triggers away is found by the chain.
#include "audit/chain.hpp"

#include <thread>

#include "audit/audit.hpp"
#include "audit/verify.hpp"
#include "base/clock.hpp"
#include "store/audit_row.hpp"
#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

constexpr std::int64_t k_noon = 1'767'240'000'000;  // 2026-01-01 12:00 in Shanghai
constexpr std::int64_t k_day = 86'400'000;

class R35_AuditChain : public RecordsTest {
 protected:
  void TearDown() override {
    set_clock_for_test({});
    use_audit_hash(HashKind::sha256);
    RecordsTest::TearDown();
  }

  void note(Session& session, int n) {
    audit::record(session, clerk(),
                  {"note.add", "note", n, "ok", {{"n", n}, {"words", "第" + std::to_string(n) + "条"}}});
  }
  void notes(int from, int to) {
    auto session = lease();
    for (int n = from; n <= to; ++n) note(session, n);
    session.commit();
  }
  int seal(HashKind kind = HashKind::sha256) { return audit::seal_once(*database_, signer_, kind); }
  audit::Verdict verify(Session& session, std::vector<audit::Anchor> anchors = {}, std::int64_t from = 1) {
    audit::VerifyAsk ask;
    ask.from = from;
    ask.public_key = signer_.public_key();
    ask.anchors = std::move(anchors);
    return audit::verify(session, ask);
  }
  audit::Verdict verify() {
    auto session = lease();
    return verify(session);
  }
  std::int64_t row(int number) {
    return host("select row_id from gt_chain where number = :n", {{"n", number}})[0][0].integer();
  }

  /// As whoever has the database would begin.
  void take_triggers_away() {
    auto session = lease();
    for (const auto* table : {"gt_audit", "gt_chain", "gt_anchor", "gt_unsealed"}) {
      if (!sqlite()) {
        session.connection().execute(std::string("alter table ") + table + " disable trigger user");
        continue;
      }
      const auto triggers = session.read("select name from sqlite_master where type = 'trigger' and tbl_name = :table",
                                         {{"table", table}});
      for (const auto trigger : triggers) session.connection().execute("drop trigger " + trigger.text("name"));
    }
  }
  using Tampering = std::vector<std::string>;
  /// What is found after these statements, which are then taken back.
  audit::Verdict after(const Tampering& statements, std::vector<audit::Anchor> anchors = {}) {
    auto session = lease();
    for (const auto& sql : statements) EXPECT_GE(session.write(sql), 1) << sql;
    return verify(session, std::move(anchors));
  }
  void expect(const audit::Verdict& found, std::int64_t number, const std::string& what) {
    ASSERT_TRUE(found.fault.has_value());
    EXPECT_EQ(found.fault->number, number) << found.fault->text;
    EXPECT_EQ(found.fault->what, what) << found.fault->text;
    if (number == 0) return;
    EXPECT_NE(found.fault->text.find("number " + std::to_string(number)), std::string::npos) << found.fault->text;
  }

  audit::Signer signer_{std::string(32, 'k')};
};

TEST_P(R35_AuditChain, RowsAreNumberedInTheirOrderAndNothingIsFound) {
  notes(1, 3);
  {
    auto session = lease();
    note(session, 99);  // not committed
  }
  auto open = verify();
  EXPECT_EQ(open.unsealed, 3);
  EXPECT_EQ(open.sealed, 0);
  EXPECT_FALSE(open.fault) << open.fault->text;
  EXPECT_EQ(seal(), 3);
  EXPECT_EQ(seal(), 0);
  notes(4, 5);
  EXPECT_EQ(seal(), 2);
  const auto rows =
      host("select c.number, a.object_id from gt_chain c join gt_audit a on a.id = c.row_id order by c.number");
  ASSERT_EQ(rows.size(), 5u);
  for (int n = 1; n <= 5; ++n) {
    EXPECT_EQ(rows[static_cast<std::size_t>(n - 1)][0].integer(), n);
    EXPECT_EQ(rows[static_cast<std::size_t>(n - 1)][1].integer(), n);
  }
  const auto found = verify();
  EXPECT_FALSE(found.fault) << found.fault->text;
  EXPECT_EQ(found.checked, 5);
  EXPECT_EQ(found.sealed, 5);
  EXPECT_EQ(found.unsealed, 0);
  EXPECT_EQ(found.anchors, 1);
  auto session = lease();
  EXPECT_EQ(verify(session, {}, 4).checked, 2);
  EXPECT_REFUSED(bad_input, verify(session, {}, 9));
}

// The bytes as docs/reference/audit.md describes them, hashed by sha256sum and openssl dgst -sm3.
TEST_P(R35_AuditChain, TheBytesOfARowAreThoseOfTheReference) {
  AuditContent content;
  content.id = 7, content.at = k_noon, content.site_id = 101, content.account_id = 11;
  content.actor = "王伟", content.client = "192.0.2.7", content.request_id = "7F21", content.action = "sign_in";
  content.object = "account", content.object_id = 11, content.outcome = "ok", content.detail = "{}";
  EXPECT_EQ(hash_of(HashKind::sha256, content.canonical()),
            "sha256:9eddaf99ea79f0bc301ec6de57638a75c9b2e84e37ad55c9883bc015a4665a99");
  EXPECT_EQ(hash_of(HashKind::sm3, content.canonical()),
            "sm3:45512de76db85b3e9e9c20a8a9a6ef8763b83744494dfff501ae53a8b66b6868");
}

TEST_P(R35_AuditChain, AnEditedRecordIsNamed) {
  notes(1, 6);
  seal();
  take_triggers_away();
  for (const auto* change :
       {"at = at + 1", "site_id = 5", "account_id = 5", "actor = 'x'", "client = 'x'", "request_id = 'x'",
        "plugin = 'x'", "action = 'x'", "object = 'x'", "object_id = 5000", "outcome = 'refused'", "detail = '{}'"}) {
    SCOPED_TRACE(change);
    expect(after({std::string("update gt_audit set ") + change + " where id = " + std::to_string(row(3))}), 3,
           "edited");
  }
  // Of two, the first.
  expect(after({"update gt_audit set actor = 'x' where id in (" + std::to_string(row(5)) + ", " +
                std::to_string(row(2)) + ")"}),
         2, "edited");
  EXPECT_FALSE(verify().fault);
}

TEST_P(R35_AuditChain, WhoEditsTheChainTooIsFound) {
  notes(1, 6);
  seal();
  take_triggers_away();
  const auto third = row(3);
  auto session = lease();
  session.write("update gt_audit set actor = 'x' where id = :id", {{"id", third}});
  const auto rows = session.read("select * from gt_audit where id = :id", {{"id", third}});
  const auto hash = hash_of(HashKind::sha256, AuditContent::of(rows[0]).canonical());
  session.write("update gt_audit set hash = :hash where id = :id", {{"hash", hash}, {"id", third}});
  session.write("update gt_chain set row_hash = :hash where number = 3", {{"hash", hash}});
  expect(verify(session), 3, "edited");
  // With the chain's own hash made to fit, the next one does not.
  const auto links = session.read("select hash, sealed_at from gt_chain where number in (2, 3) order by number");
  const audit::Link link{3, third, hash, "", links[1].integer("sealed_at")};
  session.write("update gt_chain set hash = :hash where number = 3",
                {{"hash", link.expected(HashKind::sha256, links[0].text("hash"))}});
  expect(verify(session), 4, "edited");
}

TEST_P(R35_AuditChain, ARemovedRecordIsNamed) {
  notes(1, 6);
  seal();
  take_triggers_away();
  const auto second = std::to_string(row(2)), last = std::to_string(row(6));
  expect(after({"delete from gt_audit where id = " + second}), 2, "removed");
  expect(after({"delete from gt_audit where id = " + last}), 6, "removed");
  expect(after({"delete from gt_audit where id = " + second, "delete from gt_chain where number = 2"}), 2, "removed");
  expect(after({"delete from gt_chain where number = 2"}), 2, "removed");
  expect(after({"delete from gt_audit where id = " + second, "delete from gt_chain where number = 2",
                "update gt_chain set number = number - 1 where number = 3"}),
         2, "edited");
}

TEST_P(R35_AuditChain, TwoThatChangedPlacesAreNamed) {
  notes(1, 6);
  seal();
  take_triggers_away();
  const auto second = std::to_string(row(2)), fifth = std::to_string(row(5));
  expect(after({"update gt_audit set id = 1 where id = " + second,
                "update gt_audit set id = " + second + " where id = " + fifth,
                "update gt_audit set id = " + fifth + " where id = 1"}),
         2, "reordered");
  expect(after({"update gt_chain set number = 99 where number = 2", "update gt_chain set number = 2 where number = 5",
                "update gt_chain set number = 5 where number = 99"}),
         2, "reordered");
  expect(after({"update gt_chain set number = 99 where number = 2"}), 2, "reordered");
}

TEST_P(R35_AuditChain, ACutOffEndIsNamed) {
  std::int64_t now = k_noon;
  set_clock_for_test([&] { return now; });
  notes(1, 3);
  seal();
  now += k_day;
  notes(4, 6);
  seal();
  std::vector<audit::Anchor> copied;
  {
    auto session = lease();
    copied = audit::read_anchors(session);
  }
  ASSERT_EQ(copied.size(), 2u);
  EXPECT_EQ(copied[0].number, 3);
  EXPECT_EQ(copied[0].day, "2026-01-01");
  EXPECT_EQ(copied[1].number, 6);
  EXPECT_EQ(copied[1].day, "2026-01-02");
  take_triggers_away();
  const auto fifth = std::to_string(row(5));
  const Tampering cut{"delete from gt_audit where id >= " + fifth, "delete from gt_chain where number >= 5"};
  expect(after(cut), 5, "cut");
  expect(after({cut[0]}), 5, "removed");
  expect(after({cut[1]}), 5, "cut");
  auto all = cut;
  all.emplace_back("delete from gt_anchor where number > 4");
  expect(after(all, copied), 5, "cut");
  // Why anchors have to be copied away.
  EXPECT_FALSE(after(all).fault);
}

TEST_P(R35_AuditChain, AChainThatWasWrittenAnewDoesNotFitItsAnchors) {
  std::int64_t now = k_noon;
  set_clock_for_test([&] { return now; });
  notes(1, 3);
  seal();
  now += k_day;
  notes(4, 6);
  seal();
  take_triggers_away();
  auto session = lease();
  auto previous = session.read("select hash from gt_chain where number = 4")[0].text("hash");
  session.write("update gt_audit set actor = 'x' where object_id = 5 and action = 'note.add'");
  for (int number = 5; number <= 6; ++number) {
    const auto rows =
        session.read("select c.sealed_at, a.* from gt_chain c join gt_audit a on a.id = c.row_id where c.number = :n",
                     {{"n", number}});
    audit::Link link{number, rows[0].integer("id"), hash_of(HashKind::sha256, AuditContent::of(rows[0]).canonical()),
                     "", rows[0].integer("sealed_at")};
    link.hash = link.expected(HashKind::sha256, previous);
    previous = link.hash;
    session.write("update gt_chain set row_hash = :row, hash = :hash where number = :n",
                  {{"row", link.row_hash}, {"hash", link.hash}, {"n", number}});
  }
  const auto found = verify(session);
  ASSERT_TRUE(found.fault);
  EXPECT_EQ(found.fault->number, 4) << found.fault->text;
  EXPECT_NE(found.fault->text.find("number 6"), std::string::npos) << found.fault->text;
  // An anchor of one's own needs the key.
  session.write("update gt_anchor set hash = :hash where number = 6", {{"hash", previous}});
  expect(verify(session), 6, "anchor");
}

TEST_P(R35_AuditChain, WhatWasPutInOrWaitsIsLookedAtToo) {
  notes(1, 3);
  seal();
  notes(4, 5);
  take_triggers_away();
  const auto waiting = host("select min(row_id) from gt_unsealed")[0][0].integer();
  const auto found = after({"update gt_audit set actor = 'x' where id = " + std::to_string(waiting)});
  expect(found, 0, "edited");
  EXPECT_EQ(found.fault->row_id, waiting);
  expect(after({"delete from gt_audit where id = " + std::to_string(waiting)}), 0, "removed");
  expect(after({"insert into gt_audit (id, at, site_id, account_id, actor, client, request_id, plugin, action, object, "
                "object_id, "
                "outcome, detail) values (5, 1, 1, 1, 'x', '', '', '', 'x', 'x', 1, 'ok', '{}')"}),
         0, "added");
}

TEST_P(R35_AuditChain, ARowThatWasWrittenPastTheProgramIsSealedAsWell) {
  {
    auto session = lease();
    session.write(
        "insert into gt_audit (id, at, site_id, account_id, actor, client, request_id, plugin, action, object, "
        "object_id, "
        "outcome, detail) values (5, 1, 1, 1, 'x', '', '', '', 'x', 'x', 1, 'ok', '{}')");
    session.commit();
  }
  EXPECT_EQ(seal(), 1);
  EXPECT_FALSE(verify().fault);
  take_triggers_away();
  expect(after({"update gt_audit set actor = 'y' where id = 5"}), 1, "edited");
}

TEST_P(R35_AuditChain, AnotherHashIsANewStretchLinkedToTheOld) {
  notes(1, 3);
  seal();
  use_audit_hash(HashKind::sm3);
  notes(4, 6);
  seal(HashKind::sm3);
  const auto found = verify();
  EXPECT_FALSE(found.fault) << found.fault->text;
  const std::vector<std::pair<std::int64_t, std::string>> stretches{{1, "sha256"}, {4, "sm3"}};
  EXPECT_EQ(found.stretches, stretches);
  EXPECT_TRUE(host("select row_hash from gt_chain where number = 4")[0][0].text().starts_with("sm3:"));
  take_triggers_away();
  expect(after({"update gt_audit set actor = 'x' where id = " + std::to_string(row(5))}), 5, "edited");
  expect(after({"update gt_chain set hash = (select c.hash from gt_chain c where c.number = 2) where number = 3"}), 3,
         "edited");
}

TEST_P(R35_AuditChain, TheDatabaseRefusesToChangeWhatIsThere) {
  notes(1, 3);
  seal();
  notes(4, 4);
  std::vector<std::string> refused{"update gt_audit set actor = 'x'",
                                   "delete from gt_audit",
                                   "update gt_chain set row_hash = 'x'",
                                   "delete from gt_chain",
                                   "update gt_anchor set hash = 'x'",
                                   "delete from gt_anchor",
                                   "update gt_unsealed set hash = 'x'",
                                   "delete from gt_unsealed",
                                   "insert into gt_audit select * from gt_audit"};
  if (sqlite()) {
    refused.emplace_back("insert or replace into gt_audit select * from gt_audit");
    refused.emplace_back("insert or replace into gt_chain select * from gt_chain");
  } else {
    for (const auto* table : {"gt_audit", "gt_chain", "gt_anchor", "gt_unsealed"})
      refused.push_back(std::string("truncate ") + table);
  }
  for (const auto& sql : refused) {
    auto session = lease();
    session.begin();
    EXPECT_THROW(session.write(sql), Error) << sql;
  }
  const auto found = verify();
  EXPECT_FALSE(found.fault) << found.fault->text;
  EXPECT_EQ(found.sealed, 3);
  EXPECT_EQ(found.unsealed, 1);
}

TEST_P(R35_AuditChain, SeveralThatSealAtOnceMakeOneChain) {
  constexpr int writers = 3, each = 40;
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([this, w] {
      for (int n = 0; n < each; ++n) notes(w * each + n, w * each + n);
    });
  for (int s = 0; s < 2; ++s)
    threads.emplace_back([this] {
      auto database = open(1);
      for (int round = 0; round < 30; ++round) audit::seal_once(*database, signer_, HashKind::sha256);
    });
  for (auto& thread : threads) thread.join();
  while (seal() > 0) {
  }
  const auto found = verify();
  EXPECT_FALSE(found.fault) << found.fault->text;
  EXPECT_EQ(found.sealed, writers * each);
  EXPECT_EQ(found.unsealed, 0);
}

TEST_P(R35_AuditChain, AnchorsAreAppendedToAFileOnce) {
  std::int64_t now = k_noon;
  set_clock_for_test([&] { return now; });
  const auto file = folder_ / "anchors.txt";
  EXPECT_TRUE(audit::read_anchor_file(file).empty());
  for (int day = 0; day < 3; ++day, now += k_day) {
    notes(day, day);
    seal();
    notes(day, day);
    seal();
    auto session = lease();
    audit::append_new_anchors(session, file);
    audit::append_new_anchors(session, file);
  }
  const auto anchors = audit::read_anchor_file(file);
  ASSERT_EQ(anchors.size(), 3u);
  EXPECT_EQ(anchors[2].number, 5);
  EXPECT_EQ(anchors[2].day, "2026-01-03");
  EXPECT_TRUE(audit::is_signed(signer_.public_key(), anchors[2].text(), anchors[2].signature));
  EXPECT_FALSE(
      audit::is_signed(audit::Signer(std::string(32, 'o')).public_key(), anchors[2].text(), anchors[2].signature));
  EXPECT_FALSE(audit::is_signed("", anchors[2].text(), anchors[2].signature));
  EXPECT_FALSE(audit::is_signed(signer_.public_key(), anchors[2].text(), "x"));
  for (const auto* wrong : {"hello", "2026-01-01 0 x y", "2026-13-01 1 sha256:00 y"}) {
    write_file("wrong.txt", std::string(wrong) + "\n");
    EXPECT_REFUSED(bad_input, audit::read_anchor_file(folder_ / "wrong.txt"));
  }
}

INSTANTIATE_TEST_SUITE_P(Store, R35_AuditChain, ::testing::Values("sqlite", "postgres"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
