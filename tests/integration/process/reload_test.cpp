#include <csignal>

#include "service_under_test.hpp"

namespace process_test {
namespace {

std::size_t descriptors_of(pid_t pid) {
  const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(R22_Reload, UnderLoadNoRequestFailsAndNothingPilesUp) {
  Service service;
  ASSERT_TRUE(service.ready());
  Load load(service.portal(), 8);
  std::size_t descriptors = 0;
  const int changes = 12;
  for (int i = 1; i <= changes; ++i) {
    const auto word = "word" + std::to_string(i);
    service.configure(word);
    service.program().mark();
    service.program().signal(SIGHUP);
    ASSERT_TRUE(service.new_generation_serves());
    HttpClient client(service.portal());
    EXPECT_EQ(word_in(client.get("/")), word);
    if (i == 2) descriptors = descriptors_of(service.program().pid());
  }
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  EXPECT_GT(load.answered(), 200);
  EXPECT_LE(descriptors_of(service.program().pid()), descriptors);
}

TEST(R30_Reload, ABadConfigurationKeepsTheOldOneAndSaysWhy) {
  Service service;
  ASSERT_TRUE(service.ready());
  service.write("{\"workers\": 2,,}");
  service.program().signal(SIGHUP);
  const auto said = service.program().line_with("the reload was refused");
  EXPECT_NE(said.find("line 1"), std::string::npos) << said;

  // Not only what runs: a worker that is replaced now starts with the configuration of its generation, too.
  HttpClient client(service.portal());
  const auto answer = client.get("/");
  EXPECT_EQ(word_in(answer), "one");
  service.program().mark();
  ::kill(pid_in(answer), SIGKILL);
  ASSERT_NE(service.program().line_with("worker is ready"), "") << service.program().said();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(word_in(HttpClient(service.portal()).get("/")), "one");

  service.configure("two");
  service.program().mark();
  service.program().signal(SIGHUP);
  ASSERT_TRUE(service.new_generation_serves());
  EXPECT_EQ(word_in(HttpClient(service.portal()).get("/")), "two");
}

TEST(R30_Reload, AGenerationThatDoesNotBecomeReadyKeepsTheOldOne) {
  Service service;
  ASSERT_TRUE(service.ready());
  service.configure("two", R"("fail": "the key file is gone")");
  const auto refused = service.post("/reload");
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("the key file is gone"), std::string::npos) << refused.body;

  service.configure("two", R"("crash_at_start": true)");
  EXPECT_NE(service.post("/reload").body.find("signal 11"), std::string::npos);
  EXPECT_EQ(word_in(HttpClient(service.portal()).get("/")), "one");

  service.configure("three");
  service.program().mark();
  EXPECT_EQ(service.post("/reload").status, 200);
  ASSERT_TRUE(service.new_generation_serves());
  EXPECT_EQ(word_in(HttpClient(service.portal()).get("/")), "three");
}

TEST(R30_Reload, AGenerationInWhichAPluginStopsWorkingIsRefusedUnlessItWasBrokenBefore) {
  Service service;
  ASSERT_TRUE(service.ready());
  service.configure("two", R"("problem": "the template list.html is not there")");
  const auto refused = service.post("/reload");
  EXPECT_EQ(refused.status, 409);
  EXPECT_NE(refused.body.find("plugin guestbook worked before"), std::string::npos) << refused.body;

  Service broken(R"("problem": "the template list.html is not there")");
  ASSERT_TRUE(broken.ready());
  broken.configure("two", R"("problem": "another template is not there")");
  EXPECT_EQ(broken.post("/reload").status, 200);
}

TEST(Reload, AFaceCanComeAndGo) {
  Service service;
  ASSERT_TRUE(service.ready());
  service.configure("two", R"("console": )" + std::to_string(service.console()));
  ASSERT_EQ(service.post("/reload").status, 200);
  EXPECT_EQ(HttpClient(service.console()).get("/").status, 200);
  service.configure("three");
  service.program().mark();
  ASSERT_EQ(service.post("/reload").status, 200);
  ASSERT_TRUE(service.new_generation_serves());
  EXPECT_TRUE(comes_to_refuse(service.console()));
  EXPECT_EQ(HttpClient(service.portal()).get("/").status, 200);
}

TEST(Reload, TwoAtOnceAreBothAnswered) {
  Service service;
  ASSERT_TRUE(service.ready());
  Answer first, second;
  std::thread other([&] { first = service.post("/reload"); });
  second = service.post("/reload");
  other.join();
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(second.status, 200) << second.body;
}

}  // namespace
}  // namespace process_test
