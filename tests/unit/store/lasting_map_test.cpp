// The mapping that is kept must never show what is no longer so, whatever other connections do to the file.
#include "store/lasting_map.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <string>

// SOCI's header puts SQLite into this namespace.
using namespace sqlite_api;

namespace gongting::host::store {
namespace {

class LastingMapTest : public ::testing::Test {
 protected:
  LastingMapTest() : folder_(::testing::TempDir() + "lasting_map_" + std::to_string(::getpid())) {
    std::filesystem::create_directory(folder_);
    reader_ = open(), writer_ = open();
    run(writer_, "create table t (id integer primary key, words text)");
    run(writer_, "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
                 " insert into t select i, printf('%0200d', i) from n");
    run(writer_, "pragma wal_checkpoint(truncate)");
    map_.attach(reader_);
  }
  ~LastingMapTest() override {
    map_.detach();
    sqlite3_close(reader_), sqlite3_close(writer_);
    std::filesystem::remove_all(folder_);
  }

  sqlite3* open() {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open((folder_ + "/t.db").c_str(), &db), SQLITE_OK);
    run(db, "pragma journal_mode = wal");
    run(db, "pragma mmap_size = 1073741824");
    return db;
  }
  static void run(sqlite3* db, const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  }
  /// The one number that this answers with.
  static std::int64_t number(sqlite3* db, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << sqlite3_errmsg(db);
    const auto value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
  }
  std::int64_t sum() { return number(reader_, "select sum(words) from t"); }

  const std::string folder_;
  sqlite3 *reader_ = nullptr, *writer_ = nullptr;
  LastingMap map_;
};

TEST_F(LastingMapTest, StaysOverCommitsThatDoNotChangeTheSizeOfTheFile) {
  EXPECT_EQ(sum(), 200'010'000);
  run(writer_, "update t set words = '0' where id = 1");
  EXPECT_EQ(sum(), 200'009'999);
  const auto before = map_.given_up();
  for (int id = 2; id <= 50; ++id) {
    run(writer_, "update t set words = '0' where id = " + std::to_string(id));
    run(writer_, "pragma wal_checkpoint(truncate)");  // into the file itself, under the mapping
    EXPECT_EQ(sum(), 200'010'000 - id * (id + 1) / 2);
  }
  EXPECT_EQ(map_.given_up(), before);
}

TEST_F(LastingMapTest, FollowsAFileThatGrows) {
  EXPECT_EQ(sum(), 200'010'000);
  run(writer_, "insert into t select id + 20000, words from t");
  run(writer_, "pragma wal_checkpoint(truncate)");
  EXPECT_EQ(sum(), 400'020'000);
  EXPECT_EQ(number(reader_, "select count(*) from t"), 40'000);
}

TEST_F(LastingMapTest, FollowsAFileThatBecomesShorterAndGrowsAgain) {
  EXPECT_EQ(sum(), 200'010'000);
  for (int round = 0; round < 3; ++round) {
    run(writer_, "delete from t where id > 10");
    run(writer_, "vacuum");
    run(writer_, "pragma wal_checkpoint(truncate)");
    ASSERT_LT(std::filesystem::file_size(folder_ + "/t.db"), 100'000u);
    EXPECT_EQ(sum(), 55);  // a page behind the end of the file would end the process here
    run(writer_, "with recursive n(i) as (select 11 union all select i + 1 from n where i < 20000)"
                 " insert into t select i, printf('%0200d', i) from n");
    run(writer_, "pragma wal_checkpoint(truncate)");
    EXPECT_EQ(sum(), 200'010'000);
  }
}

TEST_F(LastingMapTest, LeavesTheConnectionAsItWas) {
  EXPECT_EQ(sum(), 200'010'000);
  map_.detach();
  run(writer_, "update t set words = '0' where id = 1");
  EXPECT_EQ(sum(), 200'009'999);
}

}  // namespace
}  // namespace gongting::host::store
