// How much the store costs on top of raw SQLite: the session look-up and the list of 20 rows out of 100,000, by hand with
// kept statements, through the host's reads, and through a plugin's view. Not a test; prints microseconds.
//   build/dev/tests/unit/store/store_bench [conninfo of a PostgreSQL database that it may fill]
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/json.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"
#include "store/records.hpp"

using namespace gongting;
using namespace gongting::host;
using namespace gongting::host::store;

namespace {

constexpr int k_rows = 100'000, k_runs = 5'000;

/// The median of several rounds, in microseconds a call.
double microseconds(const std::function<void(int)>& run) {
  std::vector<double> rounds;
  int call = 0;
  for (int round = 0; round < 7; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < k_runs; ++i) run(call++);
    rounds.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() / k_runs);
  }
  std::sort(rounds.begin(), rounds.end());
  return rounds[rounds.size() / 2];
}

constexpr const char* k_list =
    "select id, code, title, state, received_at from mediation_dispute where site_id = 1 and id < :after order by id desc limit 20";
constexpr const char* k_plugin_list =
    "select id, code, title, state, received_at from dispute where id < :after order by id desc limit 20";
constexpr const char* k_session =
    "select s.account_id, s.face, s.seen_at, a.name, e.value from gt_session s join gt_account a on a.id = s.account_id "
    "join gt_epoch e on e.id = 1 where s.token_hash = :token";

std::int64_t after_of(int call) { return 1000 + (call * 7919LL) % (k_rows - 1000); }

void fill(Session& session) {
  session.write(
      "insert into gt_account (id, login, kind, name, password_hash, password_changed_at, password_old, must_change, locked_until, status, "
      "version, created_at) values (7, 'x', 'citizen', '王某', '', 0, '', 0, 0, 'open', 1, 0)");
  session.write("insert into gt_session (token_hash, account_id, face, created_at, seen_at, idle_ms, ends_at, client) "
                "values ('0123456789abcdef0123456789abcdef', 7, 'console', 0, 0, 0, 0, '')");
  session.write(
      "insert into mediation_dispute (id, site_id, area, version, created_at, created_by, updated_at, code, title, state, received_at) "
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + std::to_string(k_rows) + ") "
      "select i, 1 + i % 2, '330112', 1, 0, 0, 0, '浙0112调' || i, '邻里之间因采光引起的纠纷', 'mediating', 1760000000000 + i from n");
  session.commit();
}

/// Raw SQLite: kept statements, cells read and added up.
void raw(const std::string& file) {
  sqlite3* db = nullptr;
  sqlite3_open(file.c_str(), &db);
  sqlite3_exec(db, "pragma mmap_size = 1073741824", nullptr, nullptr, nullptr);
  sqlite3_stmt *session = nullptr, *list = nullptr;
  sqlite3_prepare_v2(db, k_session, -1, &session, nullptr);
  sqlite3_prepare_v2(db, k_list, -1, &list, nullptr);
  std::size_t bytes = 0;
  const auto drain = [&](sqlite3_stmt* statement) {
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        if (sqlite3_column_text(statement, i) != nullptr) bytes += static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
      }
    }
    sqlite3_reset(statement);
  };
  std::printf("raw SQLite     session %6.1f\n", microseconds([&](int) {
                sqlite3_bind_text(session, 1, "0123456789abcdef0123456789abcdef", -1, SQLITE_STATIC);
                drain(session);
              }));
  std::printf("raw SQLite     list    %6.1f\n", microseconds([&](int call) {
                sqlite3_bind_int64(list, 1, after_of(call));
                drain(list);
              }));
  sqlite3_finalize(session);
  sqlite3_finalize(list);
  sqlite3_close(db);
  if (bytes == 0) std::printf("nothing was read\n");
}

void measure(const StoreConfig& config, const std::string& migrations) {
  const auto database = Database::open(config);
  Records records(*database, parse_record_types("mediation", parse_json(R"([{"name": "dispute",
      "columns": {"code": "text", "title": "text", "state": "text", "received_at": "time"},
      "readers": {"FILING_CLERK": "site", "JUDGE": "area", "CITIZEN": "own"}}])")));
  const auto far = std::chrono::steady_clock::now() + std::chrono::hours(1);
  {
    auto session = database->lease(far);
    migrate(session, "core", GT_CORE_MIGRATIONS);
    migrate(session, "mediation", migrations);
    records.install(session);
    fill(session);
  }
  if (config.kind == "sqlite") raw(config.url);
  const auto deadline = [] { return std::chrono::steady_clock::now() + std::chrono::seconds(10); };
  const char* name = config.kind.c_str();
  std::printf("%-8s       lease   %6.1f\n", name, microseconds([&](int) { database->lease(deadline()); }));
  std::printf("%-8s host  session %6.1f\n", name, microseconds([&](int) {
                database->lease(deadline()).read(k_session, {{"token", "0123456789abcdef0123456789abcdef"}});
              }));
  std::printf("%-8s host  list    %6.1f\n", name, microseconds([&](int call) { database->lease(deadline()).read(k_list, {{"after", after_of(call)}}); }));
  Scope scope;
  scope.site_id = 1, scope.account_id = 7, scope.plugin = "mediation";
  const auto list = [&](const std::string& role, const std::vector<std::string>& areas) {
    scope.roles = {"CITIZEN", role};
    scope.areas = areas;
    return microseconds([&](int call) {
      auto session = database->lease(deadline());
      const auto params = encode_fields({{"after", after_of(call)}});
      records.query(session, scope, "mediation", k_plugin_list, ValueRef(params));
    });
  };
  std::printf("%-8s view  list    %6.1f\n", name, list("FILING_CLERK", {}));
  std::printf("%-8s area  list    %6.1f\n", name, list("JUDGE", {"330112"}));
  std::printf("%-8s both          %6.1f\n", name, microseconds([&](int call) {
                scope.roles = {"CITIZEN", "FILING_CLERK"};
                auto session = database->lease(deadline());
                session.read(k_session, {{"token", "0123456789abcdef0123456789abcdef"}});
                const auto params = encode_fields({{"after", after_of(call)}});
                records.query(session, scope, "mediation", k_plugin_list, ValueRef(params));
              }));
  std::vector<double> commits;
  for (int i = 0; i < 200; ++i) {
    const auto start = std::chrono::steady_clock::now();
    auto session = database->lease(deadline());
    session.write("update gt_epoch set value = value + 1");
    session.commit();
    commits.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(commits.begin(), commits.end());
  std::printf("%-8s commit        %6.0f (99 of 100: %.0f)\n", name, commits[100], commits[197]);
}

}  // namespace

int main(int count, char** arguments) {
  const auto folder = std::filesystem::temp_directory_path() / "gt-store-bench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "migrations");
  std::FILE* file = std::fopen((folder / "migrations/0001_start.sql").c_str(), "w");
  std::fputs("create table mediation_dispute ({record}, code text, title text, state text, received_at bigint);\n"
             "create index mediation_dispute_site on mediation_dispute (site_id, id);\n", file);
  std::fclose(file);
  const auto migrations = (folder / "migrations").string();
  measure({"sqlite", (folder / "store.db").string(), 4}, migrations);
  if (count > 1) measure({"postgres", arguments[1], 4}, migrations);
  std::filesystem::remove_all(folder);
  return 0;
}
