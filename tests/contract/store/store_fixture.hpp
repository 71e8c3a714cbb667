// A fresh database for each test, on SQLite and on PostgreSQL, with two sites, some points and two plugins' records.
#ifndef GONGTING_TESTS_STORE_FIXTURE_HPP
#define GONGTING_TESTS_STORE_FIXTURE_HPP

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "auth/sealing.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"
#include "store/records.hpp"

namespace gongting::host::store {

constexpr std::int64_t k_linan = 101, k_linhai = 102;
constexpr std::int64_t k_town = 201, k_other_town = 202, k_linhai_point = 301;
constexpr std::int64_t k_wang = 11, k_li = 12, k_clerk = 13, k_judge = 14, k_director = 15;

inline std::chrono::steady_clock::time_point in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

/// The kind of failure of what `run` does; fails the test when it does not fail.
template <class F>
Error failure(F&& run) {
  try {
    run();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was refused";
  return Error{Kind::internal, "nothing was refused"};
}
#define EXPECT_REFUSED(wanted, statement)                              \
  do {                                                                 \
    const ::gongting::Error refused = failure([&] { statement; });     \
    EXPECT_EQ(refused.kind(), Kind::wanted) << refused.what();         \
  } while (false)

/// Folders and databases of one test, gone after it.
class StoreTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override;
  void TearDown() override;

  bool sqlite() const { return std::string(GetParam()) == "sqlite"; }
  /// The database of this test, opened once more.
  std::unique_ptr<Database> open(int pool = 4) const;
  Session lease(std::chrono::milliseconds time = std::chrono::seconds(20)) { return database_->lease(in(time)); }
  std::string write_file(const std::string& name, const std::string& text) const;

  std::filesystem::path folder_;
  StoreConfig config_;
  std::unique_ptr<Database> database_;
};

/// With the core schema, two sites and the plugins "mediation" and "feedback".
class RecordsTest : public StoreTest {
 protected:
  void SetUp() override;

  Scope scope(std::int64_t account, const std::string& role, std::int64_t site = k_linan) const;
  Scope citizen(std::int64_t account, std::int64_t site = k_linan) const { return scope(account, "CITIZEN", site); }
  Scope clerk(std::int64_t site = k_linan) const { return scope(k_clerk, "FILING_CLERK", site); }

  Rows query(const Scope& who, const std::string& sql, const Fields& params = {}, const std::string& plugin = "mediation");
  /// The same, in an open session.
  Rows query(Session& session, const Scope& who, const std::string& sql, const Fields& params = {});
  std::int64_t count(const Scope& who, const std::string& type = "dispute") {
    return query(who, "select count(*) from " + type)[0][0].integer();
  }
  std::int64_t insert(const Scope& who, const std::string& type, const Fields& fields, const std::string& plugin = "mediation");
  std::int64_t update(const Scope& who, const std::string& type, std::int64_t id, std::int64_t version, const Fields& fields);
  void remove(const Scope& who, const std::string& type, std::int64_t id, std::int64_t version);
  std::int64_t dispute(const Scope& who, const std::string& title, Fields more = {});
  Rows host(const std::string& sql, const Fields& params = {}) { return lease().read(sql, params); }

  std::optional<auth::Sealing> sealing_;
  std::unique_ptr<Records> records_;
};

/// Record types of the two plugins.
std::vector<RecordType> test_types();

}  // namespace gongting::host::store

#endif
