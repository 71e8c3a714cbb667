#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <set>
#include <thread>

#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class DatabaseTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    auto session = lease();
    session.connection().execute("create table note (id bigint primary key, words text not null, amount bigint, share double precision, raw " +
                                 std::string(sqlite() ? "blob" : "bytea") + ")");
  }
};

TEST_P(DatabaseTest, KeepsEveryKindOfValueAsItWas) {
  auto session = lease();
  const std::string words = "纠纷 'quoted' \"twice\" 100% \\ back 😀";
  session.write("insert into note (id, words, amount, share, raw) values (:id, :words, :amount, :share, :raw)",
                {{"id", std::int64_t{9223372036854775807}}, {"words", words}, {"amount", std::int64_t{5000000000}}, {"share", 0.1},
                 {"raw", Bytes{std::string("\0\xff\x7f", 3)}}});
  session.commit();
  const auto rows = session.read("select id, words, amount, share, raw from note where amount > :least", {{"least", std::int64_t{4999999999}}});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["id"].integer(), 9223372036854775807);
  EXPECT_EQ(rows[0]["words"].text(), words);
  EXPECT_EQ(rows[0]["amount"].tag(), Tag::integer);
  EXPECT_EQ(rows[0]["amount"].integer(), 5000000000);
  EXPECT_EQ(rows[0]["share"].real(), 0.1);
  EXPECT_EQ(rows[0]["raw"].tag(), Tag::bytes);
  EXPECT_EQ(rows[0]["raw"].text(), std::string_view("\0\xff\x7f", 3));
}

TEST_P(DatabaseTest, TellsNullFromEmptyAndCountsAsIntegers) {
  auto session = lease();
  session.write("insert into note (id, words, amount, share, raw) values (1, '', null, null, :raw)", {{"raw", nullptr}});
  session.write("insert into note (id, words, amount) values (2, 'b', :none)", {{"none", Value()}});
  session.write("insert into note (id, words, amount) values (3, 'c', 7)");
  session.commit();
  const auto rows = session.read("select words, amount, raw from note order by id");
  EXPECT_EQ(rows[0]["words"].tag(), Tag::text);
  EXPECT_TRUE(rows[0]["amount"].is_null());
  EXPECT_TRUE(rows[0]["raw"].is_null());
  EXPECT_TRUE(rows[1]["amount"].is_null());
  const auto sums = session.read("select count(*) as n, sum(amount) as total, max(amount) as most from note");
  EXPECT_EQ(sums[0]["n"].tag(), Tag::integer);
  EXPECT_EQ(sums[0]["n"].integer(), 3);
  EXPECT_EQ(sums[0]["total"].tag(), Tag::integer);
  EXPECT_EQ(sums[0]["total"].integer(), 7);
}

TEST_P(DatabaseTest, BindsByNameWhateverTheOrderAndHoweverOften) {
  auto session = lease();
  const auto rows = session.read("select cast(:b as text) as b, cast(:a as text) as a, cast(:b as text) as again, ':a' as text, 'it''s' as s",
                                 {{"a", "x"}, {"b", "y"}});
  EXPECT_EQ(rows[0]["b"].text(), "y");
  EXPECT_EQ(rows[0]["a"].text(), "x");
  EXPECT_EQ(rows[0]["again"].text(), "y");
  EXPECT_EQ(rows[0]["text"].text(), ":a");
  EXPECT_EQ(rows[0]["s"].text(), "it's");
  EXPECT_REFUSED(internal, session.read("select cast(:missing as text)", {{"other", 1}}));
}

TEST_P(DatabaseTest, TheSameStatementTakesValuesOfOtherKinds) {
  auto session = lease();
  for (const auto& amount : {Value(7), Value(), Value(std::int64_t{5000000000})}) {
    session.write("delete from note");
    session.write("insert into note (id, words, amount) values (1, 'a', :amount)", {{"amount", amount}});
    EXPECT_EQ(session.read("select amount from note")[0][0].value().encode(), amount.encode());
  }
}

TEST_P(DatabaseTest, RefusesTextThatIsNoText) {
  auto session = lease();
  const auto add = [&](std::string words) { session.write("insert into note (id, words) values (1, :words)", {{"words", std::move(words)}}); };
  EXPECT_REFUSED(bad_input, add(std::string("a\0b", 3)));
  session.rollback();
  EXPECT_REFUSED(bad_input, add("\xff\xfe"));
  session.rollback();
  EXPECT_TRUE(session.read("select id from note").empty());
}

TEST_P(DatabaseTest, TheFirstWriteOpensATransactionAndForgettingItRollsBack) {
  {
    auto session = lease();
    session.read("select 1");
    EXPECT_FALSE(session.in_transaction());
    EXPECT_EQ(session.write("insert into note (id, words) values (1, 'a'), (2, 'b')"), 2);
    EXPECT_TRUE(session.in_transaction());
    EXPECT_EQ(session.read("select id from note").size(), 2u);
    EXPECT_EQ(open()->lease(in(std::chrono::seconds(5))).read("select id from note").size(), 0u);
  }
  EXPECT_TRUE(lease().read("select id from note").empty());
  auto session = lease();
  session.write("insert into note (id, words) values (1, 'a')");
  session.commit();
  EXPECT_EQ(open()->lease(in(std::chrono::seconds(5))).read("select id from note").size(), 1u);
}

TEST_P(DatabaseTest, AFailureSpoilsTheTransaction) {
  auto session = lease();
  session.write("insert into note (id, words) values (1, 'a')");
  EXPECT_REFUSED(conflict, session.write("insert into note (id, words) values (1, 'again')"));
  EXPECT_REFUSED(internal, session.write("insert into note (id, words) values (2, 'b')"));
  EXPECT_REFUSED(internal, session.commit());
  EXPECT_FALSE(session.in_transaction());
  EXPECT_TRUE(session.read("select id from note").empty());
  session.write("insert into note (id, words) values (3, 'c')");
  session.commit();
  EXPECT_EQ(session.read("select id from note").size(), 1u);
}

TEST_P(DatabaseTest, NamesTheKindOfFailure) {
  auto session = lease();
  EXPECT_REFUSED(bad_input, session.write("insert into note (id, words) values (1, null)"));
  session.rollback();
  EXPECT_REFUSED(internal, session.read("select nothing from note"));
  EXPECT_REFUSED(internal, session.read("selekt"));
  EXPECT_EQ(session.read("select 1").size(), 1u);
}

TEST_P(DatabaseTest, AThreadGetsTheConnectionItHadLast) {
  Connection* first = &lease().connection();
  Connection* elsewhere = nullptr;
  {
    auto held = lease();
    EXPECT_EQ(&held.connection(), first);
    std::thread([&] { elsewhere = &lease().connection(); }).join();
    EXPECT_NE(elsewhere, first);
  }
  EXPECT_EQ(&lease().connection(), first);
}

TEST_P(DatabaseTest, WaitsForAFreeConnectionUntilTheDeadline) {
  const auto small = open(1);
  auto held = std::make_unique<Session>(small->lease(in(std::chrono::seconds(5))));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_REFUSED(unavailable, small->lease(in(std::chrono::milliseconds(80))));
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_GE(waited, std::chrono::milliseconds(79));
  EXPECT_LT(waited, std::chrono::milliseconds(1500));
  EXPECT_REFUSED(unavailable, small->lease(in(std::chrono::milliseconds(-1))));
  std::thread other([&] { EXPECT_EQ(small->lease(in(std::chrono::seconds(10))).read("select 1").size(), 1u); });
  held.reset();
  other.join();
}

TEST_P(DatabaseTest, ManyThreadsShareFewConnections) {
  const auto small = open(2);
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        auto session = small->lease(in(std::chrono::seconds(20)));
        if (session.read("select cast(:i as bigint)", {{"i", i}})[0][0].integer() == i) ++done;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(done, 1600);
}

TEST_P(DatabaseTest, WritersQueueAndNoneIsTurnedAway) {
  const auto pool = open(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        auto session = pool->lease(in(std::chrono::seconds(20)));
        session.write("insert into note (id, words) values (:id, 'w')", {{"id", t * 100 + i}});
        session.commit();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lease().read("select count(*) from note")[0][0].integer(), 80);
}

TEST_P(DatabaseTest, ThousandsOfDifferentStatementsDoNotPileUp) {
  auto session = lease();
  for (int i = 0; i < 1500; ++i) ASSERT_EQ(session.read("select " + std::to_string(i))[0][0].integer(), i);
  EXPECT_EQ(session.read("select 1499")[0][0].integer(), 1499);
}

TEST_P(DatabaseTest, AStatementLivesThroughAChangeOfTheSchema) {
  auto session = lease();
  session.write("insert into note (id, words) values (1, 'a')");
  session.commit();
  EXPECT_EQ(session.read("select words from note")[0].size(), 1u);
  auto other = lease();
  other.connection().execute("create index note_words on note (words)");
  EXPECT_EQ(session.read("select words from note")[0]["words"].text(), "a");
}

INSTANTIATE_TEST_SUITE_P(Store, DatabaseTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& each) { return std::string(each.param); });

class SqliteFileTest : public StoreTest {};

TEST_P(SqliteFileTest, IsReadableByItsOwnerOnly) {
  auto session = lease();
  session.write("create table t (a bigint)");
  session.commit();
  for (const std::string suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((config_.url + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_P(SqliteFileTest, IsOpenedForSafety) {
  auto session = lease();
  EXPECT_EQ(session.read("pragma journal_mode")[0][0].text(), "wal");
  EXPECT_EQ(session.read("pragma synchronous")[0][0].integer(), 1);  // the commit itself waits: disk_test.cpp
  EXPECT_EQ(session.read("pragma foreign_keys")[0][0].integer(), 1);
  EXPECT_EQ(session.read("pragma trusted_schema")[0][0].integer(), 0);
  EXPECT_REFUSED(internal, session.connection().execute("attach database '/tmp/other.db' as other"));
}

TEST_P(SqliteFileTest, SaysThatItCannotBeOpened) {
  EXPECT_REFUSED(unavailable, Database::open({"sqlite", (folder_ / "no" / "such" / "folder.db").string(), 1}));
  EXPECT_REFUSED(bad_input, Database::open({"oracle", "x", 1}));
}

/// Who holds a lock on the file as another process sees it: 0 for nobody.
pid_t holder_of_the_lock(const std::string& file, off_t start, off_t length) {
  int answer[2];
  EXPECT_EQ(::pipe(answer), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = start, lock.l_len = length;
    const int fd = ::open(file.c_str(), O_RDWR);
    const pid_t holder = fd >= 0 && ::fcntl(fd, F_GETLK, &lock) == 0 ? (lock.l_type == F_UNLCK ? 0 : lock.l_pid) : -1;
    ::_exit(::write(answer[1], &holder, sizeof holder) == sizeof holder ? 0 : 1);
  }
  pid_t holder = -1;
  EXPECT_EQ(::read(answer[0], &holder, sizeof holder), static_cast<ssize_t>(sizeof holder));
  ::waitpid(child, nullptr, 0);
  ::close(answer[0]), ::close(answer[1]);
  return holder;
}

// The bytes by which SQLite knows that somebody has the file open: its file format, and that of the wal-index.
pid_t holder_of_the_shared_lock(const std::string& file) { return holder_of_the_lock(file, 0x40000002, 510); }
pid_t holder_of_the_wal_index(const std::string& file) { return holder_of_the_lock(file + "-shm", 128, 1); }

/// Without its lock another process that ends takes itself for the last one and removes the write-ahead log.
TEST_P(SqliteFileTest, StaysLockedWhileFurtherConnectionsOpen) {
  auto first = lease();
  first.write("create table t (a bigint)");
  first.commit();
  ASSERT_EQ(holder_of_the_shared_lock(config_.url), ::getpid());
  auto second = lease(), third = lease();
  second.write("insert into t (a) values (1)");
  second.commit();
  EXPECT_EQ(third.read("select a from t").size(), 1U);
  EXPECT_EQ(holder_of_the_shared_lock(config_.url), ::getpid());
}

TEST_P(SqliteFileTest, TheMarkChangesWithEveryCommitAndOnlyThen) {
  auto writer = lease();
  writer.write("create table t (a bigint)");
  writer.commit();
  const auto before = database_->mark();
  ASSERT_TRUE(before.has_value());
  EXPECT_EQ(lease().read("select count(*) from t")[0][0].integer(), 0);
  EXPECT_EQ(database_->mark(), before);
  writer.write("insert into t (a) values (1)");
  EXPECT_EQ(database_->mark(), before);
  writer.commit();
  const auto after = database_->mark();
  ASSERT_TRUE(after.has_value());
  EXPECT_NE(after, before);
  writer.write("insert into t (a) values (2)");
  writer.rollback();
  EXPECT_EQ(database_->mark(), after);

  // Another process, or here another Database, writes: seen as well, and its end takes no lock away from this one.
  {
    const auto other = Database::open(config_);
    ASSERT_TRUE(other->mark().has_value());
    auto session = other->lease(std::chrono::steady_clock::now() + std::chrono::seconds(10));
    session.write("insert into t (a) values (3)");
    session.commit();
  }
  EXPECT_NE(database_->mark(), after);
  EXPECT_EQ(holder_of_the_wal_index(config_.url), ::getpid());
}

INSTANTIATE_TEST_SUITE_P(Store, SqliteFileTest, ::testing::Values("sqlite"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
