// That an answered write is on the disk, seen at the system call that brings it there.
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace {

std::atomic<int> syncs{0};
std::atomic<bool> disk_is_broken{false};

int counted(long call, int file) {
  ++syncs;
  if (disk_is_broken) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(call, file));
}

}  // namespace

// In place of the C library's, for SQLite too.
extern "C" int fdatasync(int file) { return counted(SYS_fdatasync, file); }
extern "C" int fsync(int file) { return counted(SYS_fsync, file); }

namespace gongting::host::store {
namespace {

class R23_Disk : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    auto session = lease();
    session.write("create table note (n bigint)");
    session.commit();
  }
  void TearDown() override {
    disk_is_broken = false;
    StoreTest::TearDown();
  }
  static void add_note(Session& session) {
    session.write("insert into note (n) values (1)");
    session.commit();
  }
};

TEST_P(R23_Disk, NoCommitIsAnsweredBeforeItIsThere) {
  auto session = lease();
  for (int i = 0; i < 20; ++i) {
    const int before = syncs;
    session.write("insert into note (n) values (1)");
    EXPECT_EQ(syncs, before);
    session.commit();
    EXPECT_GT(syncs, before);
  }
  const int before = syncs;
  session.connection().execute("create table other (n bigint)");
  EXPECT_GT(syncs, before) << "a statement that is a transaction of its own";
}

TEST_P(R23_Disk, WhatTheDiskDidNotTakeIsNotAnswered) {
  auto session = lease();
  add_note(session);
  disk_is_broken = true;
  EXPECT_REFUSED(unavailable, add_note(session));
  disk_is_broken = false;
  // The system says it once and forgets what it could not write: nobody knows what is there until a new start.
  EXPECT_REFUSED(unavailable, add_note(session));
  auto other = lease();
  EXPECT_REFUSED(unavailable, add_note(other));
  EXPECT_GE(other.read("select count(*) from note")[0][0].integer(), 1);
  auto again = open();
  auto after = again->lease(in(std::chrono::seconds(5)));
  add_note(after);
}

INSTANTIATE_TEST_SUITE_P(Store, R23_Disk, ::testing::Values("sqlite"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
