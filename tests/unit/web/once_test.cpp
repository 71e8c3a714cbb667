#include "web/once.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "core_database.hpp"
#include "gongting/error.hpp"

namespace gongting::host::web {
namespace {

constexpr std::int64_t k_wang = 11, k_li = 12;

class R24_SameOperationTwice : public CoreDatabase {
 protected:
  R24_SameOperationTwice() {
    auto db = lease();
    db.write("create table filing (nonce text not null)");
    db.commit();
  }
  static http::Response to(const std::string& location) {
    http::Response response;
    response.status = 303;
    response.headers.push_back({"location", location});
    return response;
  }
  /// What the pipeline does with a form: the work and the note that it was done, in one transaction.
  std::string file(const std::string& nonce, std::int64_t account, const std::string& location) {
    const Once once(nonce, account);
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
  EXPECT_EQ(Once("form-1", k_wang).earlier(db)->status, 303);
}

TEST_F(R24_SameOperationTwice, WhoComesSecondIsToldSoAndCanRollBack) {
  const Once once("form-1", k_wang);
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
    EXPECT_TRUE(Once("form-1", k_wang).keep(db, to("/disputes/1")));
  }
  EXPECT_EQ(filings(), 0);
  EXPECT_EQ(file("form-1", k_wang, "/disputes/2"), "/disputes/2");
  EXPECT_EQ(filings(), 1);
}

TEST_F(R24_SameOperationTwice, WithoutANonceThereIsNothingToCompare) {
  EXPECT_FALSE(Once("", k_wang).given());
  EXPECT_TRUE(Once("x", 0).given());
}

}  // namespace
}  // namespace gongting::host::web
