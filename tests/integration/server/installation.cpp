#include "installation.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "base/random.hpp"
#include "http_client.hpp"
#include "store/connection.hpp"

namespace server_test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* k_divisions =
    "code,name,parent_code,level\n330000000000,浙江省,,province\n330100000000,杭州市,330000000000,city\n"
    "330112000000,临安区,330100000000,county\n330112001000,锦城街道,330112000000,town\n"
    "330112001001,新民里社区,330112001000,village\n331000000000,台州市,330000000000,city\n"
    "331082000000,临海市,331000000000,county\n331082001000,古城街道,331082000000,town\n";
constexpr const char* k_courts =
    "court_code,name,level,division_code,parent_court_code\n浙,浙江省高级人民法院,high,330000000000,\n"
    "浙01,杭州市中级人民法院,intermediate,330100000000,浙\n浙0112,杭州市临安区人民法院,basic,330112000000,浙01\n"
    "浙10,台州市中级人民法院,intermediate,331000000000,浙\n浙1082,临海市人民法院,basic,331082000000,浙10\n";
constexpr const char* k_points =
    "name,kind,division_code,address,phone,opening\n锦城街道共享法庭,TOWN,330112001000,锦城街道便民服务中心,12368,\n";

void must(const CommandResult& result) {
  if (result.code != 0)
    throw std::runtime_error("the installation could not be prepared: " + result.error + result.out);
}

fs::path folder_of(const std::string& plugin) {
  const auto fixture = fs::path(GT_FIXTURE_PLUGINS) / plugin;
  return fs::exists(fixture) ? fixture : fs::path(GT_PLUGINS) / plugin;
}

std::string postgres_server() {
  const char* server = std::getenv("GT_TEST_POSTGRES");
  if (server == nullptr) throw std::runtime_error("GT_TEST_STORE is postgres, and GT_TEST_POSTGRES names no server");
  return server;
}

std::string make_database() {
  auto name = "gt_server_" + gongting::host::random_token(9);
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::tolower(c));
  const auto server = gongting::host::store::Database::open({"postgres", postgres_server(), 1});
  server->lease(Clock::now() + std::chrono::seconds(20)).connection().execute("create database " + name);
  return name;
}

/// Workers that were killed may still have connections.
void drop_database(const std::string& name) {
  const auto server = gongting::host::store::Database::open({"postgres", postgres_server(), 1});
  auto db = server->lease(Clock::now() + std::chrono::seconds(20));
  db.connection().execute("drop database " + name + " with (force)");
  const auto roles = db.read("select rolname from pg_roles where starts_with(rolname, :name)", {{"name", "gt_" + name + "_"}});
  for (const auto row : roles)
    db.connection().execute("drop role \"" + row.text("rolname") + "\"");
}

}  // namespace

const std::vector<Staff>& staff() {
  static const std::vector<Staff> all{{"clerk", "方婷", "FILING_CLERK", "linan"},
                                      {"mediator", "周建国", "MEDIATOR", "linan"},
                                      {"director", "李秀英", "COURT_DIRECTOR", "linan"},
                                      {"president", "郑国平", "PRESIDENT", "linan"},
                                      {"siteadmin", "何伟", "SYS_ADMIN", "linan"},
                                      {"sysadmin", "徐磊", "SYS_ADMIN", ""},
                                      {"secadmin", "孙洁", "SEC_ADMIN", ""},
                                      {"auditadmin", "马俊", "AUDIT_ADMIN", ""},
                                      {"seaside", "林海燕", "FILING_CLERK", "linhai"}};
  return all;
}

Installation::Installation(Filled filled, const std::vector<std::string>& plugins, const std::string& more) {
  char name[] = "/tmp/gongting-server-XXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  first_port_ = process_test::free_ports(3);
  const char* kind = std::getenv("GT_TEST_STORE");
  if (kind != nullptr && std::string_view(kind) == "postgres") database_name_ = make_database();
  fs::create_directory(folder_ / "plugins");
  for (const auto& plugin : plugins) fs::create_directory_symlink(folder_of(plugin), folder_ / "plugins" / plugin);
  configure(more);
  fill(filled);
}

void Installation::fill(Filled filled) {
  if (filled == Filled::nothing) return;
  migrated_ = run({"migrate"});
  if (filled == Filled::tables) return;
  must(run({"divisions", "import", write_file(folder_ / "divisions.csv", k_divisions)}));
  must(run({"courts", "import", write_file(folder_ / "courts.csv", k_courts)}));
  must(run({"site", "add", "linan", "--court", "浙0112"}));
  must(run({"site", "add", "linhai", "--court", "浙1082", "--host", "linhai.example"}));
  must(run({"points", "import", write_file(folder_ / "points.csv", k_points), "--site", "linan"}));
  for (const auto& person : staff()) {
    std::vector<std::string> add{"user", "add", person.login, "--name", person.name, "--role", person.role};
    if (!person.site.empty()) add.insert(add.end(), {"--site", person.site});
    if (person.role == "COURT_DIRECTOR")
      add.insert(add.end(), {"--point", std::to_string(count(*this, "select id as n from gt_point"))});
    must(run(add, "Zhi-Yong-Yi-Ci-2026\n"));
    must(run({"user", "passwd", "--keep", person.login}, std::string(k_password) + "\n"));
  }
}

Installation::~Installation() {
  try {
    if (!database_name_.empty()) drop_database(database_name_);
  } catch (const std::exception& error) {
    ADD_FAILURE() << "the database could not be taken away: " << error.what();
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Installation::configure(const std::string& more) {
  // Most tests do in a minute what a person does in a month.
  const std::string limits = more.find("rate_limits") == more.npos ? R"("rate_limits": false, )" : "";
  const auto store_text = sqlite() ? std::string() : R"("store": {"kind": "postgres", "url": ")" + store().url + R"("}, )";
  const auto text = R"({"listen": {"portal": )" + std::to_string(first_port_) + R"(}, "var": ")" + var().string() +
                    R"(", "plugins": [")" + (folder_ / "plugins").string() + R"("], )" + store_text + limits +
                    R"("argon2": {"memory_kib": 8, "passes": 1})" + (more.empty() ? "" : ", " + more) + "}";
  write_file(folder_ / "new.json", text);
  fs::rename(folder_ / "new.json", config_file());
}

gongting::host::store::StoreConfig Installation::store() const {
  if (sqlite()) return {"sqlite", (var() / "gongting.db").string(), 2};
  return {"postgres", postgres_server() + " dbname=" + database_name_, 2};  // the last word wins in libpq
}

std::unique_ptr<gongting::host::store::Database> Installation::database() const {
  return gongting::host::store::Database::open(store());
}

std::int64_t count(const Installation& installation, const std::string& sql, const gongting::Fields& parameters) {
  const auto database = installation.database();
  auto db = database->lease(std::chrono::steady_clock::now() + std::chrono::seconds(20));
  return db.read(sql, parameters)[0].integer("n");
}

CommandResult Installation::run(std::vector<std::string> arguments, const std::string& input,
                                const std::vector<std::string>& environment) const {
  arguments.insert(arguments.end(), {"--config", config_file().string()});
  return process_test::run_command(GT_PROGRAM, arguments, environment, input);
}

std::string write_file(const fs::path& file, const std::string& text) {
  std::ofstream(file) << text;
  return file.string();
}

}  // namespace server_test
