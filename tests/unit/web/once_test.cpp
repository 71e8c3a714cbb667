#include "web/once.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "core_database.hpp"
#include "gongting/error.hpp"

namespace gongting::host::web {
namespace {

constexpr std::int64_t k_wang = 11, k_li = 12, k_linan = 1, k_linhai = 2;

class R24_SameOperationTwice : public CoreDatabase {
 protected:
  R24_SameOperationTwice() {
    auto db = lease();
    db.write("create table filing (nonce text not null)");
    db.commit();
  }
  /// A form of a signed-in person.
  static Once form(std::string_view nonce, std::int64_t account) {
    return Once({.nonce = nonce, .account_id = account, .site_id = k_linan, .method = "POST", .path = "/linan/disputes"});
  }
  static http::Response to(const std::string& location) {
    http::Response response;
    response.status = 303;
    response.headers.push_back({"location", location});
    return response;
  }
  /// What the pipeline does with a form: the work and the note that it was done, in one transaction.
  std::string file(const std::string& nonce, std::int64_t account, const std::string& location) {
    const auto once = form(nonce, account);
    auto db = lease();
    if (auto earlier = once.earlier(db)) return std::string(earlier->header("location"));
    try {
      db.write("insert into filing (nonce) values (:nonce)", {{"nonce", nonce}});
      if (once.keep(db, to(location))) {
        db.commit();
        return location;
      }
    } catch (const Error&) {
    }
    db.rollback();
    const auto earlier = once.earlier(db);
    return earlier ? std::string(earlier->header("location")) : "none";
  }
  std::int64_t filings() { return count("select count(*) as n from filing"); }
};

TEST_F(R24_SameOperationTwice, TheRepeatGetsTheFirstAnswerAndMakesNoSecondRecord) {
  EXPECT_EQ(file("form-1", k_wang, "/disputes/1"), "/disputes/1");
  EXPECT_EQ(file("form-1", k_wang, "/disputes/2"), "/disputes/1");
  EXPECT_EQ(filings(), 1);
  auto db = lease();
  EXPECT_EQ(form("form-1", k_wang).earlier(db)->status, 303);
}

TEST_F(R24_SameOperationTwice, WhoComesSecondIsToldSoAndCanRollBack) {
  const auto once = form("form-1", k_wang);
  auto db = lease();
  EXPECT_TRUE(once.keep(db, to("/disputes/1")));
  db.commit();
  EXPECT_FALSE(once.keep(db, to("/disputes/2")));
  db.rollback();
  EXPECT_EQ(once.earlier(db)->header("location"), "/disputes/1");
}

TEST_F(R24_SameOperationTwice, AtTheSameMomentOneIsMadeAndAllGetItsAnswer) {
  std::atomic<int> ready{0};
  std::vector<std::string> answers(4);
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    clients.emplace_back([&, i] {
      ++ready;
      while (ready < 4) std::this_thread::yield();
      answers[i] = file("form-1", k_wang, "/disputes/" + std::to_string(i));
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(filings(), 1);
  for (const auto& answer : answers) EXPECT_EQ(answer, answers.front());
  EXPECT_NE(answers.front(), "none");
}

TEST_F(R24_SameOperationTwice, OtherFormsAndOtherPeopleAreNotRepeats) {
  EXPECT_EQ(file("form-1", k_wang, "/disputes/1"), "/disputes/1");
  EXPECT_EQ(file("form-2", k_wang, "/disputes/2"), "/disputes/2");
  // Another's nonce shows nothing of his answer.
  EXPECT_EQ(file("form-1", k_li, "/disputes/3"), "/disputes/3");
  EXPECT_EQ(filings(), 3);
}

TEST_F(R24_SameOperationTwice, WhatWasRolledBackCanBeSentAgain) {
  {
    auto db = lease();
    db.write("insert into filing (nonce) values ('form-1')");
    EXPECT_TRUE(form("form-1", k_wang).keep(db, to("/disputes/1")));
  }
  EXPECT_EQ(filings(), 0);
  EXPECT_EQ(file("form-1", k_wang, "/disputes/2"), "/disputes/2");
  EXPECT_EQ(filings(), 1);
}

TEST_F(R24_SameOperationTwice, WithoutANonceThereIsNothingToCompare) {
  EXPECT_FALSE(form("", k_wang).given());
  EXPECT_TRUE(form("x", 0).given());
}

/// One call of an API, kept, and then asked for as another.
class R24_SameOperationTwice_Api : public R24_SameOperationTwice {
 protected:
  const Operation call_{.nonce = "key-1", .account_id = k_wang, .guest = "", .site_id = k_linan, .method = "POST",
                        .path = "/linan/api/v1/notes", .content = R"({"words":"a"})"};
  void keep(const Operation& operation, const http::Response& response) {
    auto db = lease();
    ASSERT_TRUE(Once(operation).keep(db, response));
    db.commit();
  }
  bool known(const Operation& operation) {
    auto db = lease();
    return Once(operation).earlier(db).has_value();
  }
};

TEST_F(R24_SameOperationTwice_Api, StatusTypeBodyAndLocationAreKept) {
  http::Response made{.status = 201, .type = "application/json; charset=utf-8", .body = R"({"id":"7"})"};
  made.headers.push_back({"location", "/linan/api/v1/notes/7"});
  made.headers.push_back({"set-cookie", "gt_portal=secret"});
  keep(call_, made);
  auto db = lease();
  const auto again = Once(call_).earlier(db);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 201);
  EXPECT_EQ(again->type, "application/json; charset=utf-8");
  EXPECT_EQ(again->body, R"({"id":"7"})");
  EXPECT_EQ(again->header("location"), "/linan/api/v1/notes/7");
  EXPECT_EQ(again->header("set-cookie"), "");
}

TEST_F(R24_SameOperationTwice_Api, TheSameKeyForSomethingElseIsAnotherOperation) {
  keep(call_, {.status = 200, .body = "{}"});
  EXPECT_TRUE(known(call_));
  auto other = call_;
  other.site_id = k_linhai;
  EXPECT_FALSE(known(other));
  other = call_, other.method = "PUT";
  EXPECT_FALSE(known(other));
  other = call_, other.path = "/linan/api/v1/letters";
  EXPECT_FALSE(known(other));
  other = call_, other.nonce = "key-2";
  EXPECT_FALSE(known(other));
  // Long keys are told apart by their ends, too.
  const auto one = std::string(300, 'k') + "1", two = std::string(300, 'k') + "2";
  other = call_, other.nonce = one;
  keep(other, {.status = 200, .body = "{}"});
  other.nonce = two;
  EXPECT_FALSE(known(other));
}

TEST_F(R24_SameOperationTwice_Api, GuestsAreToldApartByTheirCookie) {
  auto guest = call_;
  guest.account_id = 0, guest.guest = "cookie-of-one";
  keep(guest, {.status = 200, .body = "{}"});
  EXPECT_TRUE(known(guest));
  guest.guest = "cookie-of-another";
  EXPECT_FALSE(known(guest));
}

TEST_F(R24_SameOperationTwice_Api, OneKeyForTwoDifferentCallsIsRefused) {
  keep(call_, {.status = 200, .body = "{}"});
  auto other = call_;
  other.content = R"({"words":"b"})";
  auto db = lease();
  try {
    Once(other).earlier(db);
    FAIL() << "the answer of another call was given";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::invalid);
  }
}

TEST_F(R24_SameOperationTwice_Api, WhatIsTooLongOrNoTextIsNotKept) {
  EXPECT_TRUE(Once::can_keep({.body = std::string(64 * 1024, 'x')}));
  EXPECT_FALSE(Once::can_keep({.body = std::string(64 * 1024 + 1, 'x')}));
  EXPECT_FALSE(Once::can_keep({.body = std::string("\0", 1)}));
  EXPECT_FALSE(Once::can_keep({.body = "\xFF"}));
}

}  // namespace
}  // namespace gongting::host::web
