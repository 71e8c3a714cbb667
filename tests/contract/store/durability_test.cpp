// R23: a process that is killed in the middle of its writes loses nothing it has answered and leaves nothing half done.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <thread>

#include "base/ids.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class R23_KillDuringWrites : public RecordsTest {
 protected:
  /// Writes matters of three records each, four at a time, and says each one's id when it is committed. Never returns.
  [[noreturn]] void write_until_killed(int answers) {
    set_worker_number(7);
    const auto database = open(4);
    std::vector<std::thread> writers;
    for (int t = 0; t < 4; ++t) {
      writers.emplace_back([&] {
        for (;;) {
          auto session = database->lease(in(std::chrono::seconds(20)));
          const auto number = records_->next_number(session, clerk(), "mediation", "kill");
          const auto fields = encode_fields({{"title", std::to_string(number)}});
          const auto id = records_->insert(session, clerk(), "mediation", "dispute", ValueRef(fields));
          const auto party = encode_fields({{"dispute_id", id}, {"person", "x"}});
          records_->insert(session, clerk(), "mediation", "party", ValueRef(party));
          session.commit();
          if (::write(answers, &id, sizeof id) != sizeof id) ::_exit(1);
        }
      });
    }
    for (auto& writer : writers) writer.join();
    ::_exit(1);
  }
};

TEST_P(R23_KillDuringWrites, WhatWasAnsweredIsThereAndNothingIsHalf) {
  std::vector<std::int64_t> answered;
  for (int round = 0; round < 3; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    // No connection of this process may live on in the child.
    database_.reset();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      write_until_killed(pipe[1]);
    }
    ::close(pipe[1]);
    std::int64_t id = 0;
    for (int i = 0; i < 25 && ::read(pipe[0], &id, sizeof id) == sizeof id; ++i) answered.push_back(id);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    while (::read(pipe[0], &id, sizeof id) == sizeof id) answered.push_back(id);
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    database_ = open();
  }
  EXPECT_GE(answered.size(), 75u);
  auto session = lease();
  if (sqlite()) {
    EXPECT_EQ(session.read("pragma integrity_check")[0][0].text(), "ok");
  }
  for (const auto id : answered) {
    EXPECT_EQ(query(session, clerk(), "select id from dispute where id = :id", {{"id", id}}).size(), 1u) << id;
  }
  const auto disputes = session.read("select count(*) from mediation_dispute")[0][0].integer();
  EXPECT_EQ(session.read("select count(*) from mediation_dispute d join mediation_party p on p.dispute_id = d.id")[0][0].integer(), disputes);
  EXPECT_EQ(session.read("select count(*) from mediation_party")[0][0].integer(), disputes);
  EXPECT_EQ(session.read("select count(*) from gt_audit")[0][0].integer(), 2 * disputes);
  EXPECT_EQ(session.read("select value from gt_number")[0][0].integer(), disputes);
  EXPECT_EQ(session.read("select count(distinct title) from mediation_dispute")[0][0].integer(), disputes);
  session.write("update gt_epoch set value = 9");
  session.commit();
}

INSTANTIATE_TEST_SUITE_P(Store, R23_KillDuringWrites, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
