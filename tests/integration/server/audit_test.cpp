// The chain over the audit log as operators and the audit administrator meet it: commands, the running service, the
// page.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/json.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::Json;
using gongting::host::parse_json;

/// As whoever has the database and takes away the triggers that stop him.
void tamper(const Installation& installation, const std::string& sql, const gongting::Fields& parameters = {}) {
  const auto database = installation.database();
  auto db = database->lease(Clock::now() + std::chrono::seconds(10));
  if (installation.sqlite()) {
    for (const auto trigger :
         db.read("select name from sqlite_master where type = 'trigger' and name not like '%waits'"))
      db.write("drop trigger " + trigger.text("name"));
  } else {
    for (const auto* table : {"gt_audit", "gt_chain", "gt_anchor"})
      db.write(std::string("alter table ") + table + " disable trigger " + table + "_kept");
  }
  EXPECT_GE(db.write(sql, parameters), 1) << sql;
  db.commit();
}

TEST(R34_Audit, WhoIsRefusedIsOnRecord) {
  Installation installation(Filled::courts);
  Server server(installation);
  auto admin = server.console();
  ASSERT_TRUE(admin.sign_in("/linan", "sysadmin", k_password));
  EXPECT_EQ(admin.send("GET", "/linan/audit").status, 403);
  EXPECT_EQ(
      count(installation,
            "select count(*) as n from gt_audit where action = 'request.refused' and outcome = 'refused' and client = "
            "'127.0.0.1' and detail like '%/linan/audit%' and account_id = (select id from gt_account where login = "
            "'sysadmin')"),
      1);
}

TEST(R35_AuditCommands, VerifyNamesWhatWasChangedAndByWhichNumber) {
  const Installation installation(Filled::courts);
  const auto waiting = count(installation, "select count(*) as n from gt_audit");
  ASSERT_GT(waiting, 5);
  const auto before = installation.run({"audit", "verify"});
  EXPECT_EQ(before.code, 0) << before.error;
  EXPECT_NE(before.out.find("waiting  " + std::to_string(waiting)), std::string::npos) << before.out;
  const auto sealing = installation.run({"audit", "seal"});
  EXPECT_EQ(sealing.code, 0) << sealing.error;
  EXPECT_EQ(sealing.out, std::to_string(waiting + 1) + " records were sealed.\n") << "the check itself is on record";

  const auto good = installation.run({"audit", "verify", "--json"});
  EXPECT_EQ(good.code, 0) << good.error;
  const auto verdict = parse_json(good.out);
  EXPECT_TRUE(Json(verdict)["ok"].boolean());
  EXPECT_EQ(Json(verdict)["sealed"].integer(), waiting + 1);
  EXPECT_EQ(Json(verdict)["anchors"].integer(), 1);

  const auto key = installation.run({"audit", "key"});
  EXPECT_EQ(key.out.size(), 44u) << key.out;
  EXPECT_EQ(installation.run({"audit", "verify", "--key", key.out.substr(0, 43)}).code, 0);
  EXPECT_EQ(installation.run({"audit", "verify", "--key", "x"}).code, 1) << "the anchor is not signed with it";

  tamper(installation, "update gt_audit set actor = 'x' where id = (select row_id from gt_chain where number = 4)");
  const auto bad = installation.run({"audit", "verify"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.error.find("number 4, record "), std::string::npos) << bad.error;
  EXPECT_NE(bad.error.find("edited"), std::string::npos) << bad.error;
  const auto machine = installation.run({"audit", "verify", "--json"});
  EXPECT_EQ(machine.code, 1);
  const auto finding = parse_json(machine.out);
  EXPECT_EQ(Json(finding)["fault"]["number"].integer(), 4);
  EXPECT_EQ(Json(finding)["fault"]["what"].text(), "edited");
  EXPECT_EQ(installation.run({"audit", "verify", "--from", "5"}).code, 0);

  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--from", "x"}, {"--from", "0"}, {"--anchors", "/no/such"}}) {
    std::vector<std::string> words{"audit", "verify"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(installation.run(words).code, 2) << wrong[0] << wrong[1];
  }
}

TEST(R35_AuditCommands, ACutOffEndIsFoundByAnchorsThatWereCopiedAway) {
  const Installation installation(Filled::courts);
  EXPECT_EQ(installation.run({"audit", "seal"}).code, 0);
  const auto file = installation.var() / "anchors.txt";
  struct stat about {};
  ASSERT_EQ(stat(file.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const auto head = count(installation, "select max(number) as n from gt_chain");
  const auto copy = installation.folder() / "copied.txt";
  std::filesystem::copy_file(file, copy);
  tamper(installation, "delete from gt_audit where id in (select row_id from gt_chain where number > :keep)",
         {{"keep", head - 2}});
  tamper(installation, "delete from gt_chain where number > :keep", {{"keep", head - 2}});
  tamper(installation, "delete from gt_anchor");
  std::filesystem::remove(file);
  EXPECT_EQ(installation.run({"audit", "verify"}).code, 0) << "nothing is left that tells";
  const auto found = installation.run({"audit", "verify", "--anchors", copy.string()});
  EXPECT_EQ(found.code, 1);
  EXPECT_NE(found.error.find("cut off from number " + std::to_string(head - 1) + " on"), std::string::npos)
      << found.error;
}

TEST(R35_AuditPage, TheServiceSealsAndTheAuditAdministratorSeesAndChecks) {
  Installation installation(Filled::courts);
  Server server(installation);
  auto admin = server.console();
  ASSERT_TRUE(admin.sign_in("/linan", "auditadmin", k_password));
  EXPECT_TRUE(eventually([&] { return count(installation, "select count(*) as n from gt_unsealed") == 0; }));
  const auto holds = [&](const std::string& text) { return admin.page().find(text) != std::string::npos; };
  EXPECT_EQ(admin.open("/linan/audit").status, 200);
  EXPECT_TRUE(holds("已封存到第 ")) << admin.page();
  EXPECT_TRUE(holds("还没有核对过。"));
  EXPECT_EQ(admin.submit("/audit/check", {}).status, 200);
  EXPECT_TRUE(holds("核对：与写入时一致")) << admin.page();
  EXPECT_TRUE(eventually([&] { return count(installation, "select count(*) as n from gt_unsealed") == 0; }));

  tamper(installation, "update gt_audit set detail = '{}' where id = (select row_id from gt_chain where number = 3)");
  admin.open("/linan/audit");
  EXPECT_EQ(admin.submit("/audit/check", {}).status, 200);
  EXPECT_TRUE(holds("第 3 号与写入时不一致")) << admin.page();

  auto other = server.console();
  ASSERT_TRUE(other.sign_in("/linan", "sysadmin", k_password));
  other.open("/linan/");
  EXPECT_EQ(other.post("/linan/audit/check", "_csrf=" + other.token()).status, 403) << "three administrators apart";
}

}  // namespace
}  // namespace server_test
