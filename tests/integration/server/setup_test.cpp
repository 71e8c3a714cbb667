// R3: after an installation nobody can sign in, until the first administrator has been made with the secret.
#include <gtest/gtest.h>

#include "server.hpp"

namespace server_test {
namespace {

constexpr const char* k_own_password = "Shi-Shang-Zhu-Quan-2026!";

std::vector<std::pair<std::string, std::string>> usual_names() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto* name : {"admin", "administrator", "root", "sysadmin", "secadmin", "auditadmin", "siteadmin",
                           "system", "test", "demo", "citizen", "clerk", "judge", "gongting", "guest"})
    for (const auto& password :
         {std::string("admin"), std::string("123456"), std::string("password"), std::string("admin123"),
          std::string(name), std::string("Jiefen-Tiaojie-2026"), std::string(k_password), std::string()})
      all.emplace_back(name, password);
  return all;
}

class R3_NoDefaultAccount : public testing::Test {
 protected:
  HtmlForm::Values first(const std::string& secret) const {
    return {{"secret", secret},
            {"login", "xulei"},
            {"name", "徐磊"},
            {"password", k_own_password},
            {"password_again", k_own_password}};
  }
  std::int64_t accounts() const { return count(installation_, "select count(*) as n from gt_account"); }
  /// The last line of what the command says.
  std::string secret() const {
    const auto said = installation_.run({"user", "add", "--first"});
    EXPECT_EQ(said.code, 0) << said.error;
    const auto text = said.out.substr(0, said.out.size() - 1);
    return text.substr(text.rfind('\n') + 1);
  }

  Installation installation_{Filled::tables};
};

TEST_F(R3_NoDefaultAccount, AfterInstallationNobodyCanSignIn) {
  EXPECT_EQ(accounts(), 0);
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_role_grant"), 0);
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_session"), 0);
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_secret"), 0)
      << "no secret either, before somebody asks for it";

  const auto folder = installation_.folder();
  ASSERT_EQ(installation_
                .run({"divisions", "import",
                      write_file(folder / "d.csv", "code,name,parent_code,level\n330000000000,浙江省,,province\n")})
                .code,
            0);
  ASSERT_EQ(installation_
                .run({"courts", "import",
                      write_file(folder / "c.csv",
                                 "court_code,name,level,division_code,parent_court_code\n浙,浙江省高级人民法院,high,"
                                 "330000000000,\n")})
                .code,
            0);
  ASSERT_EQ(installation_.run({"site", "add", "zhejiang", "--court", "浙"}).code, 0);
  Server server(installation_);
  for (auto browser : {server.portal(), server.console()}) {
    ASSERT_EQ(browser.open("/zhejiang/signin").status, 200);
    const auto sign_in = browser;
    for (const auto& [name, password] : usual_names()) {
      auto attempt = sign_in;
      const auto [target, body] = attempt.form("/signin", {{"login", name}, {"password", password}});
      const auto answer = attempt.post(target, body);
      ASSERT_TRUE(answer.status == 422 || answer.status == 429) << name << " " << password << ": " << answer.status;
      ASSERT_EQ(answer.header("set-cookie").find("gt_"), std::string::npos) << name;
    }
  }
  EXPECT_EQ(accounts(), 0);
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_session"), 0);
}

TEST_F(R3_NoDefaultAccount, TheFirstAdministratorIsMadeOnceWithTheSecret) {
  Server server(installation_);
  auto browser = server.console();
  ASSERT_EQ(browser.open("/setup").status, 200);
  const auto page = browser;
  for (const auto* wrong : {"", "a", "0000000000000000000000000000000000000000000"}) {
    auto attempt = page;
    EXPECT_EQ(attempt.submit("/setup", first(wrong)).status, 422) << wrong;
  }
  EXPECT_EQ(accounts(), 0);

  const auto given = secret();
  auto weak = page;
  auto form = first(given);
  form[3].second = form[4].second = "123456";
  EXPECT_EQ(weak.submit("/setup", form).status, 422) << "the first of all has a password like everybody's";
  EXPECT_EQ(accounts(), 0);

  auto right = page;
  EXPECT_EQ(right.submit("/setup", first(given)).status, 200);
  EXPECT_EQ(accounts(), 1);
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_role_grant where role = 'SYS_ADMIN' and site_id = 0"),
            1);

  auto second = page;
  second.open("/setup");
  auto other = first(given);
  other[1].second = "zhangsan";
  EXPECT_EQ(second.submit("/setup", other).status, 422) << "a secret works once";
  EXPECT_EQ(accounts(), 1);
}

TEST_F(R3_NoDefaultAccount, ASecretIsReplacedByTheNextAndKeptAsAHashOnly) {
  Server server(installation_);
  const auto old = secret(), fresh = secret();
  EXPECT_NE(old, fresh);
  EXPECT_GE(fresh.size(), 22U) << "128 bits in base64url";
  auto browser = server.console();
  browser.open("/setup");
  const auto page = browser;
  EXPECT_EQ(browser.submit("/setup", first(old)).status, 422);
  // Nothing of it is stored as it is, nor said in the log.
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_secret where value = :secret", {{"secret", fresh}}), 0);
  EXPECT_EQ(count(installation_, "select count(*) as n from gt_audit where detail like '%' || :secret || '%'",
                  {{"secret", fresh}}),
            0);
  auto right = page;
  EXPECT_EQ(right.submit("/setup", first(fresh)).status, 200);
  EXPECT_EQ(accounts(), 1);
}

}  // namespace
}  // namespace server_test
