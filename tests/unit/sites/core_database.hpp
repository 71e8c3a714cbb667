// A database file of its own for each test, with the core schema and a little of Lin'an and Linhai.
#ifndef GONGTING_TESTS_CORE_DATABASE_HPP
#define GONGTING_TESTS_CORE_DATABASE_HPP

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/clock.hpp"
#include "sites/changes.hpp"
#include "sites/holidays.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"

namespace gongting::host {

class CoreDatabase : public testing::Test {
 protected:
  CoreDatabase() {
    folder_ = std::filesystem::temp_directory_path() / ("gt_test_" + std::to_string(getpid()) + "_" +
                                                        testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    if (const char* server = std::getenv("GT_TEST_POSTGRES")) {
      // The same tests on PostgreSQL, in a schema of their own: "host=… user=… dbname=…".
      schema_ = "gt_test_" + std::to_string(getpid());
      command(server, "drop schema if exists " + schema_ + " cascade");
      command(server, "create schema " + schema_);
      database_ =
          store::Database::open({"postgres", std::string(server) + " options='-c search_path=" + schema_ + "'", 4});
    } else {
      database_ = store::Database::open({"sqlite", (folder_ / "test.db").string(), 4});
    }
    auto db = lease();
    store::migrate(db, "core", GT_SOURCE_DIR "/platform/migrations");
  }
  ~CoreDatabase() override {
    set_clock_for_test({});
    database_.reset();
    if (!schema_.empty()) command(std::getenv("GT_TEST_POSTGRES"), "drop schema " + schema_ + " cascade");
    std::filesystem::remove_all(folder_);
  }

  store::Session lease() { return database_->lease(std::chrono::steady_clock::now() + std::chrono::seconds(20)); }
  static void command(const std::string& server, const std::string& sql) {
    const auto database = store::Database::open({"postgres", server, 1});
    auto db = database->lease(std::chrono::steady_clock::now() + std::chrono::seconds(20));
    db.write(sql);
    db.commit();
  }
  static Scope system() {
    Scope scope;
    scope.request_id = "test";
    scope.client = "192.0.2.1";
    scope.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    return scope;
  }
  std::int64_t count(const std::string& sql, const Fields& params = {}) {
    auto db = lease();
    return db.read(sql, params)[0].integer("n");
  }

  static constexpr auto k_divisions =
      "code,name,parent_code,level\n330000000000,浙江省,,province\n330100000000,杭州市,330000000000,city\n"
      "330112000000,临安区,330100000000,county\n330112001000,锦城街道,330112000000,town\n"
      "330112001001,新民里社区,330112001000,village\n330112100000,板桥镇,330112000000,town\n"
      "331000000000,台州市,330000000000,city\n331082000000,临海市,331000000000,county\n"
      "331082001000,古城街道,331082000000,town\n";
  static constexpr auto k_courts =
      "court_code,name,level,division_code,parent_court_code\n浙,浙江省高级人民法院,high,330000000000,\n"
      "浙01,杭州市中级人民法院,intermediate,330100000000,浙\n浙0112,杭州市临安区人民法院,basic,330112000000,浙01\n"
      "浙10,台州市中级人民法院,intermediate,331000000000,浙\n浙1082,临海市人民法院,basic,331082000000,浙10\n";

  void import_places() {
    auto db = lease();
    std::istringstream divisions(k_divisions), courts(k_courts);
    sites::import_divisions(db, system(), divisions);
    sites::import_courts(db, system(), courts);
    db.commit();
  }
  std::int64_t add_site(const std::string& slug, const std::string& court, const std::string& policy = "asvs") {
    auto db = lease();
    sites::Site site;
    site.slug = slug;
    site.court_code = court;
    site.phone = "12368";
    site.address = "人民路1号";
    site.password_policy = policy;
    const auto id = sites::add_site(db, system(), site);
    db.commit();
    return id;
  }
  std::int64_t add_point(std::int64_t site, const std::string& name, const std::string& division) {
    auto db = lease();
    sites::Point point;
    point.site_id = site;
    point.name = name;
    point.division = division;
    const auto id = sites::add_point(db, system(), point);
    db.commit();
    return id;
  }

  std::filesystem::path folder_;
  std::string schema_;
  std::unique_ptr<store::Database> database_;
};

}  // namespace gongting::host

#endif
