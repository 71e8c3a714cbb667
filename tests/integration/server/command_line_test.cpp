// The commands of the program, as an operator meets them: help, wrong use, sites, people, imports, configuration.
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "http_client.hpp"
#include "installation.hpp"

namespace server_test {
namespace {

namespace fs = std::filesystem;

CommandResult gongting(const std::vector<std::string>& arguments) {
  return process_test::run_command(GT_PROGRAM, arguments);
}

std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  std::istringstream in(command);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// The commands that `gongting --help` lists.
std::vector<std::string> listed_commands() {
  std::vector<std::string> commands;
  std::istringstream lines(gongting({"--help"}).out);
  const std::regex line_of_one("^  ([a-z]+(?: [a-z]+)?)(?: .*)?$");
  std::smatch found;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_match(line, found, line_of_one)) commands.push_back(found[1]);
  return commands;
}

std::vector<std::string> with(const std::string& command, const std::string& more) {
  auto words = words_of(command);
  words.push_back(more);
  return words;
}

bool one_line(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n') == 1 && text.ends_with('\n');
}

TEST(CommandLine, EveryCommandExplainsItselfAndTellsItsVersion) {
  const auto commands = listed_commands();
  for (const auto* wanted : {"serve", "reload", "migrate", "doctor", "routes", "demo", "site list", "site add",
                             "site enable", "site disable", "point list", "user add", "user passwd", "user role", "divisions import",
                             "audit verify", "audit seal", "audit key",
                             "courts import", "points import", "holidays import", "clock", "rules review", "check"})
    EXPECT_EQ(std::count(commands.begin(), commands.end(), wanted), 1) << wanted;
  for (const auto& command : commands) {
    SCOPED_TRACE(command);
    const auto help = gongting(with(command, "--help"));
    EXPECT_EQ(help.code, 0);
    EXPECT_EQ(help.error, "");
    EXPECT_NE(help.out.find("gongting " + command), std::string::npos) << help.out;
    EXPECT_NE(help.out.find("--config"), std::string::npos) << help.out;
    const auto version = gongting(with(command, "--version"));
    EXPECT_EQ(version.code, 0);
    EXPECT_TRUE(std::regex_match(version.out, std::regex("gongting [0-9]+\\.[0-9]+\\.[0-9]+\n"))) << version.out;
    EXPECT_EQ(version.error, "");
  }
  EXPECT_EQ(gongting({"--version"}).out, gongting({"serve", "--version"}).out);
}

TEST(CommandLine, WrongUseIsExitCodeTwoWithOneLineOnStandardError) {
  for (const auto& command : listed_commands())
    for (const auto& wrong : {with(command, "--no-such-option"), with(command, "--config"), [&] {
                                auto many = words_of(command);
                                for (int i = 0; i < 5; ++i) many.emplace_back("x");
                                return many;
                              }()}) {
      const auto result = gongting(wrong);
      EXPECT_EQ(result.code, 2) << command << " " << wrong.back() << ": " << result.error;
      EXPECT_EQ(result.out, "") << command;
      EXPECT_TRUE(one_line(result.error)) << result.error;
      EXPECT_NE(result.error.find("gongting " + command), std::string::npos) << result.error;
      EXPECT_NE(result.error.find("--help"), std::string::npos) << "says where help is: " << result.error;
    }
  for (const auto* few :
       {"site add", "site enable", "site disable", "user passwd", "user role", "divisions import", "points import"})
    EXPECT_EQ(gongting(words_of(few)).code, 2) << few;
  const auto nothing = gongting({});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_EQ(nothing.out, "");
  EXPECT_NE(nothing.error.find("usage:"), std::string::npos);
  const auto unknown = gongting({"srve"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.error.find("srve"), std::string::npos);
  const auto half = gongting({"site"});
  EXPECT_EQ(half.code, 2);
  EXPECT_NE(half.error.find("site add"), std::string::npos) << half.error;
}

TEST(CommandLine, SitesAreAddedListedAndSwitched) {
  const Installation installation(Filled::courts);
  const auto line = [&](const std::string& slug) {
    std::istringstream lines(installation.run({"site", "list"}).out);
    for (std::string text; std::getline(lines, text);)
      if (text.starts_with(slug + "\t")) return text;
    return std::string();
  };
  EXPECT_EQ(line("linan"), "linan\t浙0112\t杭州市临安区人民法院\tactive\t1 points\tmediation\t-");
  EXPECT_EQ(line("linhai"), "linhai\t浙1082\t临海市人民法院\tactive\t0 points\tmediation\tlinhai.example");

  EXPECT_EQ(installation.run({"site", "disable", "linhai", "mediation", "--reason", "暂停"}).code, 0);
  EXPECT_NE(line("linhai").find("\t-\tlinhai.example"), std::string::npos) << line("linhai");
  EXPECT_EQ(installation.run({"site", "enable", "linhai", "mediation"}).code, 0);
  EXPECT_NE(line("linhai").find("\tmediation\t"), std::string::npos);
  EXPECT_EQ(installation.run({"site", "disable", "linhai"}).code, 0);
  EXPECT_NE(line("linhai").find("\tclosed\t"), std::string::npos);
  EXPECT_EQ(installation.run({"site", "enable", "linhai"}).code, 0);
  EXPECT_NE(line("linhai").find("\tactive\t"), std::string::npos);

  const std::pair<std::vector<std::string>, const char*> refused[] = {
      {{"site", "add", "linan", "--court", "浙01"}, "linan"},
      {{"site", "add", "nowhere", "--court", "浙9999"}, "浙9999"},
      {{"site", "add", "Big Name", "--court", "浙01"}, "slug"},
      {{"site", "add", "hangzhou", "--court", "浙01", "--modules", "weather"}, "weather"},
      {{"site", "add", "hangzhou", "--court", "浙01", "--password-policy", "none"}, "asvs or djbh3"},
      {{"site", "enable", "nowhere"}, "linan"},
      {{"site", "enable", "linan", "weather"}, "mediation"}};
  for (const auto& [arguments, named] : refused) {
    const auto result = installation.run(arguments);
    EXPECT_EQ(result.code, 1) << arguments[2];
    EXPECT_EQ(result.out, "");
    EXPECT_NE(result.error.find(named), std::string::npos) << result.error;
  }
  EXPECT_EQ(line("hangzhou"), "");
  const auto missing = installation.run({"site", "add", "hangzhou"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.error.find("--court"), std::string::npos) << missing.error;
  EXPECT_EQ(installation.run({"site", "add", "hangzhou", "--court", "浙01", "--modules", "none"}).code, 0);
  EXPECT_NE(line("hangzhou").find("杭州市中级人民法院\tactive\t0 points\t-\t-"), std::string::npos) << line("hangzhou");
}

TEST(CommandLine, PointsAreListedWithTheIdsThatRolesTake) {
  const Installation installation(Filled::courts);
  const auto list = installation.run({"point", "list"});
  EXPECT_EQ(list.code, 0);
  std::smatch found;
  ASSERT_TRUE(std::regex_match(
      list.out, found, std::regex("([0-9]+)\tlinan\t锦城街道共享法庭\tTOWN\t330112001000\tactive\t-\t-\n")))
      << list.out;
  const std::string id = found[1];
  EXPECT_EQ(installation.run({"point", "list", "--site", "linan"}).out, list.out);
  EXPECT_EQ(installation.run({"point", "list", "--site", "linhai"}).out, "");
  const auto nowhere = installation.run({"point", "list", "--site", "nowhere"});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_NE(nowhere.error.find("linan"), std::string::npos) << nowhere.error;

  ASSERT_EQ(installation.run({"user", "add", "wangfang", "--name", "王芳"}, "Qiu-Shui-Chang-Tian-2026\n").code, 0);
  EXPECT_EQ(installation.run({"user", "role", "wangfang", "COURT_DIRECTOR", "--site", "linan", "--point", id}).code, 0);
  const auto roles = installation.run({"user", "role", "wangfang"}).out;
  EXPECT_NE(roles.find("\tCOURT_DIRECTOR\tsite linan, point " + id + "\t"), std::string::npos) << roles;
  {
    const auto database = installation.database();
    auto session = database->lease(std::chrono::steady_clock::now() + std::chrono::seconds(10));
    session.write("update gt_point set director_id = (select id from gt_account where login = 'wangfang')");
    session.commit();
  }
  EXPECT_NE(installation.run({"point", "list"}).out.find("\tactive\t王芳\t-\n"), std::string::npos);
}

TEST(CommandLine, PeopleAreAddedAndGivenRoles) {
  const Installation installation(Filled::courts);
  const auto roles = [&](const std::string& login) { return installation.run({"user", "role", login}).out; };
  ASSERT_EQ(installation.run({"user", "add", "shenyi", "--name", "沈毅"}, "Qiu-Shui-Chang-Tian-2026\n").code, 0);
  EXPECT_EQ(roles("shenyi"), "");
  EXPECT_EQ(
      installation
          .run({"user", "role", "shenyi", "JUDGE", "--site", "linan", "--area", "330112001000", "--from", "2026-01-01"})
          .code,
      0);
  EXPECT_NE(roles("shenyi").find("\tJUDGE\tsite linan\t"), std::string::npos) << roles("shenyi");
  EXPECT_NE(roles("shenyi").find("\t330112001\t2026-01-01\t-"), std::string::npos) << roles("shenyi");
  EXPECT_EQ(installation.run({"user", "role", "shenyi", "JUDGE", "--site", "linan", "--revoke"}).code, 0);
  EXPECT_EQ(roles("shenyi"), "");

  const struct {
    std::vector<std::string> arguments;
    const char *input, *named;
  } refused[] = {{{"user", "add", "weak", "--name", "林弱"}, "12345678\n", "password"},
                 {{"user", "add", "short", "--name", "林短"}, "Ab-1\n", "8"},
                 {{"user", "add", "nothing", "--name", "林无"}, "", "password"},
                 {{"user", "add", "shenyi", "--name", "沈毅"}, "Qiu-Shui-Chang-Tian-2026\n", "login"},
                 {{"user", "passwd", "nobody"}, "Qiu-Shui-Chang-Tian-2026\n", "nobody"},
                 {{"user", "role", "shenyi", "KING"}, "", "KING"},
                 {{"user", "role", "shenyi", "JUDGE"}, "", "site"},
                 {{"user", "role", "shenyi", "JUDGE", "--site", "linan", "--area", "331082000000"}, "", "331082000000"},
                 {{"user", "role", "shenyi", "JUDGE", "--site", "linan", "--revoke"}, "", "does not have this role"},
                 {{"user", "role", "sysadmin", "AUDIT_ADMIN"}, "", "different persons"}};
  for (const auto& [arguments, input, named] : refused) {
    const auto result = installation.run(arguments, input);
    EXPECT_EQ(result.code, 1) << arguments[1] << " " << arguments[2];
    EXPECT_NE(result.error.find(named), std::string::npos) << result.error;
    EXPECT_EQ(result.error.find("auth."), std::string::npos) << "a key instead of words: " << result.error;
  }
  EXPECT_EQ(installation.run({"user", "add", "nameless"}, "x\n").code, 2);
  EXPECT_EQ(count(installation,
                  "select count(*) as n from gt_account where login in ('weak', 'short', 'nothing', 'nameless')"),
            0);
}

TEST(CommandLine, ImportsAreRepeatableAndNameBadRowsByLine) {
  const Installation installation(Filled::courts);
  const auto file = [&](const std::string& text) { return write_file(installation.folder() / "in.csv", text); };
  const std::string good = "code,name,parent_code,level\n330112002000,玲珑街道,330112000000,town\n";
  EXPECT_EQ(installation.run({"divisions", "import", file(good)}).out, "1 added, 0 changed, 0 as before, 0 refused\n");
  EXPECT_EQ(installation.run({"divisions", "import", file(good)}).out, "0 added, 0 changed, 1 as before, 0 refused\n");

  const auto bad = installation.run({"divisions", "import",
                                     file("code,name,parent_code,level\n330112002000,玲珑街道办,330112000000,town\n"
                                          "33011200300,少一位,330112000000,town\n330112004000,,330112000000,town\n"
                                          "330112005000,锦北街道,330112000000,town\n")});
  EXPECT_EQ(bad.code, 1);
  EXPECT_EQ(bad.out, "1 added, 1 changed, 0 as before, 2 refused\n");
  EXPECT_NE(bad.error.find("in.csv: line 3: "), std::string::npos) << bad.error;
  EXPECT_NE(bad.error.find("in.csv: line 4: "), std::string::npos) << bad.error;
  EXPECT_EQ(std::count(bad.error.begin(), bad.error.end(), '\n'), 2) << bad.error;

  const std::string points =
      "name,kind,division_code,address,phone,opening\n玲珑共享法庭,TOWN,330112002000,玲珑街道1号,12368,\n"
      "海边法庭,TOWN,331082001000,古城1号,12368,\n奇怪法庭,CASTLE,330112002000,某处,12368,\n";
  const auto first = installation.run({"points", "import", file(points), "--site", "linan"});
  EXPECT_EQ(first.out, "1 added, 0 changed, 0 as before, 2 refused\n") << first.error;
  EXPECT_NE(first.error.find("line 3: "), std::string::npos) << "a point of another court: " << first.error;
  EXPECT_NE(first.error.find("line 4: "), std::string::npos) << first.error;
  EXPECT_EQ(installation.run({"points", "import", file(points), "--site", "linan"}).out,
            "0 added, 0 changed, 1 as before, 2 refused\n");
  EXPECT_EQ(installation.run({"points", "import", file(points)}).code, 2) << "without a site";

  const std::string days = "date,kind\n2026-10-01,off\n2026-10-10,work\n2026-02-30,off\n";
  EXPECT_EQ(installation.run({"holidays", "import", file(days)}).out, "2 added, 0 changed, 0 as before, 1 refused\n");
  const auto courts = installation.run(
      {"courts", "import",
       file("court_code,name,level,division_code,parent_court_code\n浙0113,某法院,basic,999999000000,浙01\n")});
  EXPECT_EQ(courts.code, 1);
  EXPECT_NE(courts.error.find("line 2: "), std::string::npos) << courts.error;

  const auto absent = installation.run({"divisions", "import", "/no/such/file.csv"});
  EXPECT_EQ(absent.code, 1);
  EXPECT_NE(absent.error.find("/no/such/file.csv"), std::string::npos);
  EXPECT_EQ(installation.run({"divisions", "import", file("a,b\n1,2\n")}).code, 1) << "other columns";
}

TEST(CommandLine, ChecksNumbersWithoutADatabase) {
  // The examples of GB 11643 and GB 32100; case numbers of public files.
  const std::pair<const char*, const char*> good[] = {{"resident-id", "11010519491231002x"}, {"uscc", "91350100M000100Y43"},
                                                      {"case-number", "（2024）浙0112民初123号"}, {"mobile", "138 0000 0000"},
                                                      {"division", "330112006000"}};
  for (const auto& [kind, value] : good) {
    const auto result = gongting({"check", kind, value, "--json"});
    EXPECT_EQ(result.code, 0) << kind << result.error;
    EXPECT_NE(result.out.find("\"valid\":true"), std::string::npos) << result.out;
    EXPECT_EQ(gongting({"check", kind, value}).code, 0) << kind;
  }
  const std::pair<const char*, const char*> bad[] = {{"resident-id", "110105194912310021"}, {"uscc", "91350100M000100Y44"},
                                                     {"case-number", "(2024)浙0112民初123"}, {"mobile", "12800000000"},
                                                     {"division", "330012"}};
  for (const auto& [kind, value] : bad) {
    const auto result = gongting({"check", kind, value, "--json"});
    EXPECT_EQ(result.code, 1) << kind;
    EXPECT_NE(result.out.find("\"valid\":false,\"reason\":\""), std::string::npos) << result.out;
    const auto plain = gongting({"check", kind, value});
    EXPECT_EQ(plain.code, 1) << kind;
    EXPECT_EQ(plain.out, "");
    EXPECT_TRUE(one_line(plain.error)) << plain.error;
  }
  EXPECT_NE(gongting({"check", "case-number", "（2024）浙0112民初123号"}).out.find("(2024)浙0112民初123号\n"), std::string::npos);
  EXPECT_EQ(gongting({"check", "passport", "x"}).code, 2);
  EXPECT_EQ(gongting({"check", "uscc"}).code, 2);
}

TEST(CommandLine, ComputesPeriodsWithoutADatabase) {
  EXPECT_EQ(gongting({"clock"}).code, 2);
  EXPECT_EQ(gongting({"clock", "LIT-17.judgment"}).code, 2) << "without --from";
  EXPECT_EQ(gongting({"clock", "LIT-17.judgment", "--from", "yesterday"}).code, 2);
  EXPECT_EQ(gongting({"clock", "LIT-17.judgment", "--from", "2024-04-15", "--pause", "x"}).code, 2);
  EXPECT_EQ(gongting({"clock", "LIT-16.simple", "--from", "2024-04-15", "--extend", "2"}).code, 2);
  EXPECT_EQ(gongting({"clock", "LIT-18", "--from", "2024-04-15", "--pause", "1"}).code, 2) << "a fixed period";
  const auto unknown = gongting({"clock", "LIT-17", "--from", "2024-04-15"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.error.find("LIT-17.judgment"), std::string::npos);
  const auto missing = gongting({"clock", "LIT-17.judgment", "--from", "2027-04-15"});
  EXPECT_EQ(missing.code, 0);
  EXPECT_TRUE(one_line(missing.error)) << missing.error;
  EXPECT_NE(missing.error.find("2027"), std::string::npos);
  EXPECT_EQ(gongting({"clock", "LIT-17.judgment", "--from", "2024-04-15"}).error, "");
  const auto review = gongting({"rules", "review"});
  EXPECT_EQ(review.code, 0);
  for (const char* id : {"ENF-16", "ENF-19", "ENF-20", "PET-04.reply", "C5", "C11"})
    EXPECT_NE(review.out.find(std::string(". ") + id + "  "), std::string::npos) << id;
  EXPECT_EQ(review.out.find("LIT-17"), std::string::npos);
}

TEST(CommandLine, AWrongConfigurationStopsTheStartWithFileKeyAndReason) {
  Installation installation(Filled::tables);
  const std::pair<const char*, const char*> wrong[] = {
      {R"("wrokers": 2)", "wrokers: there is no such key"},
      {R"("http": {"body_limt": 4096})", "http.body_limt: there is no such key"},
      {R"("http": {"body_limit": "1 MB"})", "http.body_limit: "},
      {R"("workers": 0)", "workers: "},
      {R"("faces": ["porch"])", "faces"},
      {R"("tls": {"certificate": "x.pem"})", "tls.key: is missing"},
      {R"("workers": 2, "workers": 3)", "line 1"}};
  for (const auto& [more, named] : wrong) {
    installation.configure(more);
    const auto result = installation.run({"serve"});
    EXPECT_EQ(result.code, 1) << more;
    EXPECT_NE(result.error.find(installation.config_file().string()), std::string::npos) << result.error;
    EXPECT_NE(result.error.find(named), std::string::npos) << result.error;
    const auto doctor = installation.run({"doctor"});
    EXPECT_EQ(doctor.code, 1);
    EXPECT_NE((doctor.out + doctor.error).find(named), std::string::npos) << doctor.out << doctor.error;
  }
  const auto absent = process_test::run_command(GT_PROGRAM, {"serve", "--config", "/no/such/gongting.json"});
  EXPECT_EQ(absent.code, 1);
  EXPECT_NE(absent.error.find("/no/such/gongting.json"), std::string::npos);
}

TEST(CommandLine, VariablesComeBeforeTheFileAndAreCheckedLikeIt) {
  const Installation installation(Filled::nothing);
  const auto elsewhere = installation.folder() / "elsewhere";
  ASSERT_EQ(installation.run({"migrate"}, "", {"GT_VAR=" + elsewhere.string()}).code, 0);
  EXPECT_TRUE(fs::exists(elsewhere / "gongting.db"));
  EXPECT_FALSE(fs::exists(installation.var() / "gongting.db"));
  ASSERT_EQ(installation.run({"migrate"}, "", {"GT_STORE_URL=" + (installation.folder() / "own.db").string()}).code, 0);
  EXPECT_TRUE(fs::exists(installation.folder() / "own.db"));

  const std::pair<const char*, const char*> wrong[] = {{"GT_WORKERS=many", "GT_WORKERS"},
                                                       {"GT_WORKERS=0", "GT_WORKERS"},
                                                       {"GT_PORT=0", "GT_PORT"},
                                                       {"GT_HTTP_BODY_LIMT=4096", "GT_HTTP_BODY_LIMT"},
                                                       {"GT_STORE_KIND=oracle", "GT_STORE_KIND"},
                                                       {"GT_DEMO=perhaps", "GT_DEMO"}};
  for (const auto& [variable, named] : wrong) {
    const auto result = installation.run({"serve"}, "", {variable});
    EXPECT_EQ(result.code, 1) << variable;
    EXPECT_NE(result.error.find(named), std::string::npos) << result.error;
  }
}

TEST(CommandLine, WhatCannotBeDoneIsExitCodeOneWithTheReason) {
  const Installation installation(Filled::nothing);
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"site", "list"}, "gongting migrate"}, {{"user", "role", "x"}, "gongting migrate"},
      {{"routes"}, "gongting migrate"},       {{"reload"}, "gongting serve"},
      {{"serve"}, "gongting migrate"},        {{"doctor"}, "gongting migrate"}};
  for (const auto& [arguments, remedy] : cases) {
    const auto result = installation.run(arguments);
    EXPECT_EQ(result.code, 1) << arguments[0];
    EXPECT_NE((result.error + result.out).find(remedy), std::string::npos) << arguments[0] << ": " << result.error;
    EXPECT_TRUE(result.out.empty() || arguments[0] == "doctor") << result.out;
  }
}

}  // namespace
}  // namespace server_test
