// R32 through the program: a backup taken while people send their applications, put on an empty machine.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

namespace fs = std::filesystem;

/// What cannot be counted out of a backup: applications, and of each its two parties.
std::int64_t disputes(const Installation& installation) { return count(installation, "select count(*) as n from mediation_dispute"); }

class R32_Backup : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    from_ = new Installation(Filled::courts);
    server_ = new Server(*from_);
    citizen_ = new Browser(register_citizen(server_->portal(), "/linan", 1));
    std::atomic<bool> stop{false};
    std::atomic<int> sent{0};
    std::thread others([&] {
      auto other = register_citizen(server_->portal(), "/linan", 2);
      for (int i = 0; !stop; ++i)
        if (!apply_for_mediation(other, "/linan", "第" + std::to_string(i) + "号院墙").empty()) ++sent;
    });
    dispute_ = apply_for_mediation(*citizen_, "/linan", "五号院墙");
    EXPECT_TRUE(eventually([&] { return sent >= 2; }));
    before_ = disputes(*from_);
    made_ = from_->run({"backup", archive().string()});
    stop = true;
    others.join();
  }
  static void TearDownTestSuite() {
    delete citizen_;
    delete server_;
    delete from_;
  }
  static fs::path archive() { return from_->folder() / "backup.tar.zst"; }
  static void give_secret(const Installation& to) {
    fs::create_directories(to.var());
    fs::copy_file(from_->var() / "secret.key", to.var() / "secret.key");
  }

  static inline Installation* from_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline Browser* citizen_ = nullptr;
  static inline std::string dispute_;
  static inline std::int64_t before_ = 0;
  static inline CommandResult made_;
};

TEST_F(R32_Backup, OnAnEmptyMachineAllIsThereThatWasAnswered) {
  ASSERT_EQ(made_.code, 0) << made_.error;
  Installation to(Filled::nothing);
  give_secret(to);
  const auto restored = to.run({"restore", archive().string()});
  ASSERT_EQ(restored.code, 0) << restored.error << restored.out;
  ASSERT_EQ(to.run({"migrate"}).code, 0);
  EXPECT_GE(disputes(to), before_);
  EXPECT_EQ(count(to, "select count(*) as n from mediation_party"), 2 * disputes(to)) << "none is half there";
  EXPECT_EQ(to.run({"audit", "verify"}).code, 0);
  Server server(to);
  auto citizen = citizen_->over([&server]() -> HttpClient& {
    static HttpClient client(server.installation().portal());
    return client;
  });
  EXPECT_NE(citizen.send("GET", "/linan/mediation/disputes/" + dispute_).status, 200) << "sessions do not come back with a backup";
  auto again = server.portal();
  ASSERT_TRUE(again.sign_in("/linan", "13800000101", "Da-Hai-Xing-Chen-2026"));
  EXPECT_EQ(again.open("/linan/mediation/disputes/" + dispute_).status, 200) << "with the sealed fields that the page shows";
  EXPECT_NE(again.page().find("五号院墙"), std::string::npos);
  EXPECT_NE(apply_for_mediation(again, "/linan", "六号院墙"), "") << "and life goes on";
}

TEST_F(R32_Backup, IsOnRecordAndSaysWhatItHolds) {
  EXPECT_EQ(count(*from_, "select count(*) as n from gt_audit where action = 'backup.make'"), 1);
  EXPECT_NE(made_.out.find("database and"), std::string::npos) << made_.out;
  const auto checked = from_->run({"restore", "--check", archive().string()});
  EXPECT_EQ(checked.code, 0) << checked.error;
  EXPECT_NE(checked.out.find("whole and unchanged"), std::string::npos) << checked.out;
  const auto twice = from_->run({"backup", archive().string()});
  EXPECT_EQ(twice.code, 2) << "an older backup is not written over";
  EXPECT_EQ(from_->run({"backup", from_->folder().string()}).code, 0) << "in a folder it gets a name of its own";
}

TEST_F(R32_Backup, DoesNotGoOverAnInstallation) {
  const auto refused = from_->run({"restore", archive().string()});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("there is a database already"), std::string::npos) << refused.error;
}

TEST_F(R32_Backup, NeedsTheSecretItWasMadeWith) {
  Installation to(Filled::nothing);
  const auto without = to.run({"restore", archive().string()});
  EXPECT_EQ(without.code, 1);
  EXPECT_NE(without.error.find("secret.key"), std::string::npos) << without.error;
  EXPECT_FALSE(fs::exists(to.var() / "secret.key")) << "none is made: it would open nothing";
  fs::create_directories(to.var());
  write_file(to.var() / "secret.key", std::string(32, 'x'));
  fs::permissions(to.var() / "secret.key", fs::perms::owner_read | fs::perms::owner_write);
  const auto other = to.run({"restore", archive().string()});
  EXPECT_EQ(other.code, 1);
  EXPECT_NE(other.error.find("another installation"), std::string::npos) << other.error;
}

TEST_F(R32_Backup, OneThatWasChangedOrCutLeavesNothingBehind) {
  Installation to(Filled::nothing);
  give_secret(to);
  const auto size = fs::file_size(archive());
  const auto cut = from_->folder() / "cut.tar.zst";
  fs::copy_file(archive(), cut);
  fs::resize_file(cut, size / 2);
  const auto refused = to.run({"restore", cut.string()});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("damaged or cut off"), std::string::npos) << refused.error;
  for (const auto& left : fs::directory_iterator(to.var())) EXPECT_EQ(left.path().filename(), "secret.key");
}

}  // namespace
}  // namespace server_test
