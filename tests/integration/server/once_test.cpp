// R24 through the program: forms with their nonce, calls with an Idempotency-Key, at both workers at once.
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

class R24_SameOperationTwice : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation", "writes_by_api"});
    ASSERT_EQ(installation_->run({"site", "enable", "linan", "writes_by_api"}).code, 0);
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static std::int64_t disputes() { return count(*installation_, "select count(*) as n from mediation_dispute"); }
  static std::int64_t notes() {
    return count(*installation_,
                 "select coalesce(max(value), 0) as n from gt_number where series = 'writes_by_api.calls'");
  }
  static Answer call(Browser& browser, const std::string& key, const std::string& body,
                     const std::string& path = "/notes", const std::string& method = "POST") {
    return browser.send(
        method, "/linan/api/v1/writes_by_api" + path,
        "Content-Type: application/json\r\nX-CSRF-Token: " + browser.token() + "\r\nIdempotency-Key: " + key + "\r\n",
        body);
  }
  static Browser guest() {
    auto browser = server_->portal();
    browser.open("/linan/signin");
    return browser;
  }
  /// Sends the same from several connections, some to each worker, at one moment.
  static std::vector<Answer> at_once(const std::function<Answer(Browser&)>& send, const Browser& browser, int times) {
    const auto workers = server_->workers();
    std::vector<std::unique_ptr<EachInTurn>> connections;
    for (int i = 0; i < times; ++i)
      connections.push_back(std::make_unique<EachInTurn>(installation_->portal(), workers));
    std::vector<Answer> answers(static_cast<std::size_t>(times));
    std::latch start(times);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < answers.size(); ++i)
      threads.emplace_back([&, i] {
        auto own = browser.over([&connections, i]() -> HttpClient& { return connections[i]->of(i % 2); });
        start.arrive_and_wait();
        answers[i] = send(own);
      });
    for (auto& thread : threads) thread.join();
    return answers;
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(R24_SameOperationTwice, AnApplicationSentTwiceIsOneMatter) {
  auto citizen = register_citizen(server_->portal(), "/linan", 1);
  ASSERT_NE(fill_in_application(citizen, "/linan", "三号院墙"), "");
  const auto [target, body] = citizen.form("/steps/4", {{"truthful", "1"}});
  const auto before = disputes();
  const auto first = citizen.post(target, body), second = citizen.post(target, body);
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(second.status, 303);
  EXPECT_NE(first.header("location").find("/disputes/"), std::string::npos);
  EXPECT_EQ(second.header("location"), first.header("location"));
  EXPECT_EQ(disputes(), before + 1);
}

TEST_F(R24_SameOperationTwice, AnApplicationSentToBothWorkersAtOnceIsOneMatter) {
  auto citizen = register_citizen(server_->portal(), "/linan", 2);
  ASSERT_NE(fill_in_application(citizen, "/linan", "四号院墙"), "");
  const auto [target, body] = citizen.form("/steps/4", {{"truthful", "1"}});
  const auto before = disputes();
  for (const auto& answer :
       at_once([&, to = target, what = body](Browser& own) { return own.post(to, what); }, citizen, 8)) {
    EXPECT_EQ(answer.status, 303) << answer.body;
    EXPECT_NE(answer.header("location").find("/disputes/"), std::string::npos);
  }
  EXPECT_EQ(disputes(), before + 1);
  EXPECT_EQ(count(*installation_, "select count(*) as n from mediation_party"), 2 * disputes());
}

TEST_F(R24_SameOperationTwice, ARegistrationSentToBothWorkersAtOnceIsOneAccountThatIsSignedIn) {
  auto browser = server_->portal();
  browser.open("/linan/register");
  browser.submit("/register/notice", {{"notice_read", "1"}, {"resident_id_consent", "1"}});
  // 11010519491231002X is the number that GB 11643-1999 gives as its example.
  const auto [target, body] = browser.form("/register", {{"name", "赵敏"},
                                                         {"resident_id", "11010519491231002X"},
                                                         {"mobile", "13800000990"},
                                                         {"password", "Da-Hai-Xing-Chen-2026"},
                                                         {"password_again", "Da-Hai-Xing-Chen-2026"}});
  const auto before = count(*installation_, "select count(*) as n from gt_account");
  int with_session = 0;
  for (const auto& answer :
       at_once([&, to = target, what = body](Browser& own) { return own.post(to, what); }, browser, 4)) {
    EXPECT_EQ(answer.status, 303) << answer.body;
    const auto cookie = answer.header("set-cookie");
    if (cookie.empty()) continue;
    ++with_session;
    HttpClient client(installation_->portal());
    EXPECT_EQ(client.ask("GET /linan/me", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n").status, 200)
        << "a session that was rolled back";
  }
  EXPECT_EQ(with_session, 1);
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_account"), before + 1);
}

TEST_F(R24_SameOperationTwice, ACallWithAKeyIsDoneOnceAndAnsweredAsBefore) {
  auto citizen = register_citizen(server_->portal(), "/linan", 3);
  citizen.open("/linan/me/password");
  const auto before = notes();
  const auto first = call(citizen, "key-1", R"({"words": "one"})"),
             second = call(citizen, "key-1", R"({"words": "one"})");
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.header("content-type"), first.header("content-type"));
  EXPECT_NE(first.header("location"), "");
  EXPECT_EQ(second.header("location"), first.header("location"));
  EXPECT_EQ(notes(), before + 1);

  EXPECT_EQ(call(citizen, "key-1", R"({"words": "two"})").status, 422) << "one key, two different calls";
  EXPECT_EQ(notes(), before + 1);
  EXPECT_EQ(call(citizen, "key-2", R"({"words": "one"})").status, 201);
  EXPECT_EQ(notes(), before + 2);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(call(citizen, "", R"({"words": "one"})").status, 201);
  EXPECT_EQ(notes(), before + 4) << "without a key each call is one of its own";
}

TEST_F(R24_SameOperationTwice, AtBothWorkersAtOnceACallIsDoneOnce) {
  auto citizen = register_citizen(server_->portal(), "/linan", 4);
  citizen.open("/linan/me/password");
  const auto before = notes();
  const auto answers = at_once([](Browser& own) { return call(own, "key-at-once", R"({"words": "x"})"); }, citizen, 8);
  for (const auto& answer : answers) {
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.body, answers.front().body);
  }
  EXPECT_EQ(notes(), before + 1);
}

TEST_F(R24_SameOperationTwice, AKeyBelongsToWhoSentIt) {
  auto citizen = register_citizen(server_->portal(), "/linan", 5),
       other = register_citizen(server_->portal(), "/linan", 6);
  citizen.open("/linan/me/password");
  other.open("/linan/me/password");
  const auto before = notes();
  const auto first = call(citizen, "shared", R"({"words": "x"})"), second = call(other, "shared", R"({"words": "x"})");
  EXPECT_NE(first.body, second.body);
  EXPECT_EQ(notes(), before + 2);

  auto guest_1 = guest(), guest_2 = guest();
  const auto third = call(guest_1, "shared", R"({"words": "x"})"),
             fourth = call(guest_2, "shared", R"({"words": "x"})");
  EXPECT_EQ(third.status, 201) << third.body;
  EXPECT_NE(third.body, fourth.body) << "guests are told apart";
  EXPECT_EQ(notes(), before + 4);
  EXPECT_EQ(call(guest_1, "shared", R"({"words": "x"})").body, third.body);
  EXPECT_EQ(notes(), before + 4);
}

TEST_F(R24_SameOperationTwice, ARefusedCallCanBeMadeRightWithItsKey) {
  auto citizen = register_citizen(server_->portal(), "/linan", 7);
  citizen.open("/linan/me/password");
  const auto before = notes();
  EXPECT_EQ(call(citizen, "key-r", R"({"words": ""})").status, 422);
  EXPECT_EQ(call(citizen, "key-r", R"({"words": "now"})").status, 201);
  EXPECT_EQ(notes(), before + 1);
}

TEST_F(R24_SameOperationTwice, AnAnswerTooLongToKeepIsNotGivenTwiceButTheWorkIsDoneOnce) {
  auto citizen = register_citizen(server_->portal(), "/linan", 8);
  citizen.open("/linan/me/password");
  const auto before = notes();
  const auto first = call(citizen, "long", R"({"words": "x", "answer": 70000})");
  EXPECT_EQ(first.status, 201);
  EXPECT_GT(first.body.size(), 70'000U);
  const auto second = call(citizen, "long", R"({"words": "x", "answer": 70000})");
  EXPECT_EQ(second.status, 409) << second.body;
  EXPECT_EQ(notes(), before + 1);
}

}  // namespace
}  // namespace server_test
