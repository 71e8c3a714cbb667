#include "store_fixture.hpp"

#include <cstdlib>
#include <fstream>

#include "base/json.hpp"
#include "base/random.hpp"
#include "store/connection.hpp"

namespace gongting::host::store {

namespace {

constexpr const char* k_mediation = R"([
  {"name": "dispute",
   "columns": {"code": "text", "state": "text", "title": "text", "statement": "text", "amount_fen": "money", "score": "real",
               "urgent": "boolean", "due": "date", "received_at": "time", "photo": "bytes"},
   "readers": {"FILING_CLERK": "site", "JUDGE": "area", "COURT_DIRECTOR": "point", "MEDIATOR": "own", "CITIZEN": "own"},
   "audit": {"hide": ["statement"]}},
  {"name": "party", "parent": "dispute", "columns": {"person": "text", "mobile": "sealed:mobile", "resident_id": "sealed:resident_id", "remark": "sealed"}},
  {"name": "phone", "parent": "party", "columns": {"number": "text"}}
])";

constexpr const char* k_feedback = R"([
  {"name": "opinion", "columns": {"words": "text"}, "readers": {"FILING_CLERK": "site", "CITIZEN": "own", "GUEST": "none"}}
])";

constexpr const char* k_mediation_schema = R"(
create table mediation_dispute ({record}, code text unique, state text not null default 'filed', title text not null,
  statement text, amount_fen bigint, score double precision, urgent bigint, due text, received_at bigint, photo {bytes});
create index mediation_dispute_site on mediation_dispute (site_id, id);
create table mediation_party ({record}, dispute_id bigint not null references mediation_dispute (id), person text,
  mobile text, mobile_sealed text, resident_id text, resident_id_sealed text, remark text, remark_sealed text);
create index mediation_party_dispute on mediation_party (dispute_id);
create table mediation_phone ({record}, party_id bigint not null, number text);
)";

/// "host=… dbname=a" -> the same with another database; the last word wins in libpq.
std::string with_database(const std::string& conninfo, const std::string& name) { return conninfo + " dbname=" + name; }

}  // namespace

std::vector<RecordType> test_types() {
  auto types = parse_record_types("mediation", parse_json(k_mediation));
  for (auto& type : parse_record_types("feedback", parse_json(k_feedback))) types.push_back(std::move(type));
  return types;
}

void StoreTest::SetUp() {
  const char* server = std::getenv("GT_TEST_POSTGRES");
  if (!sqlite() && server == nullptr) {
    GTEST_SKIP() << "no PostgreSQL: run the tests by tests/with_postgres ctest …, which sets GT_TEST_POSTGRES";
  }
  auto name = "gt_" + random_token(9);
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::tolower(c));
  folder_ = std::filesystem::temp_directory_path() / name;
  std::filesystem::create_directory(folder_);
  config_.pool = 4;
  if (sqlite()) {
    config_.kind = "sqlite";
    config_.url = (folder_ / "store with a blank.db").string();
  } else {
    config_.kind = "postgres";
    config_.url = with_database(server, name);
    Database::open({"postgres", server, 1})->lease(in(std::chrono::seconds(10))).connection().execute("create database " + name);
  }
  database_ = open();
}

void StoreTest::TearDown() {
  database_.reset();
  if (config_.kind == "postgres" && !config_.url.empty()) {
    const std::string name = folder_.filename();
    auto admin = Database::open({"postgres", std::getenv("GT_TEST_POSTGRES"), 1});
    auto session = admin->lease(in(std::chrono::seconds(10)));
    session.connection().execute("drop database " + name + " with (force)");
    for (const auto& row : session.read("select rolname from pg_roles where rolname like :name", {{"name", "gt\\_" + name + "%"}})) {
      session.connection().execute("drop role \"" + std::string(row[0].text()) + "\"");
    }
  }
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

std::unique_ptr<Database> StoreTest::open(int pool) const {
  auto config = config_;
  config.pool = pool;
  return Database::open(config);
}

std::string StoreTest::write_file(const std::string& name, const std::string& text) const {
  const auto path = folder_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
  return path.parent_path().string();
}

void RecordsTest::SetUp() {
  StoreTest::SetUp();
  if (IsSkipped()) return;
  auto session = lease();
  migrate(session, "core", GT_CORE_MIGRATIONS);
  migrate(session, "mediation", write_file("mediation/0001_start.sql", k_mediation_schema));
  migrate(session, "feedback", write_file("feedback/0001_start.sql", "create table feedback_opinion ({record}, words text);\n"));
  records_ = std::make_unique<Records>(*database_, test_types(), &sealing_.emplace(folder_ / "key"));
  records_->install(session);
  for (const auto& [id, slug, division] : {std::tuple{k_linan, "linan", "330112"}, std::tuple{k_linhai, "linhai", "331082"}}) {
    session.write(
        "insert into gt_site (id, slug, court_code, name, short_name, division, phone, address, password_policy, status, version, "
        "created_at) values (:id, :slug, :slug, :slug, :slug, :division, '', '', 'asvs', 'open', 1, 0)",
        {{"id", id}, {"slug", slug}, {"division", division}});
  }
  for (const auto& [id, site, division] : {std::tuple{k_town, k_linan, "330112100"}, std::tuple{k_other_town, k_linan, "330112107"},
                                           std::tuple{k_linhai_point, k_linhai, "331082100"}}) {
    session.write(
        "insert into gt_point (id, site_id, name, kind, division, address, phone, opening, status, version, created_at) "
        "values (:id, :site, 'point', 'town', :division, '', '', '', 'open', 1, 0)",
        {{"id", id}, {"site", site}, {"division", division}});
  }
  session.commit();
}

Scope RecordsTest::scope(std::int64_t account, const std::string& role, std::int64_t site) const {
  Scope scope;
  scope.site_id = site;
  scope.account_id = account;
  scope.account_name = "account " + std::to_string(account);
  scope.client = "10.0.0.1";
  scope.request_id = "request-1";
  scope.plugin = "mediation";
  scope.roles = {"CITIZEN"};
  if (role != "CITIZEN") scope.roles.push_back(role);
  return scope;
}

Rows RecordsTest::query(const Scope& who, const std::string& sql, const Fields& params, const std::string& plugin) {
  auto session = lease();
  const auto encoded = encode_fields(params);
  return records_->query(session, who, plugin, sql, ValueRef(encoded));
}

Rows RecordsTest::query(Session& session, const Scope& who, const std::string& sql, const Fields& params) {
  const auto encoded = encode_fields(params);
  return records_->query(session, who, "mediation", sql, ValueRef(encoded));
}

std::int64_t RecordsTest::insert(const Scope& who, const std::string& type, const Fields& fields, const std::string& plugin) {
  auto session = lease();
  const auto encoded = encode_fields(fields);
  const auto id = records_->insert(session, who, plugin, type, ValueRef(encoded));
  session.commit();
  return id;
}

std::int64_t RecordsTest::update(const Scope& who, const std::string& type, std::int64_t id, std::int64_t version, const Fields& fields) {
  auto session = lease();
  const auto encoded = encode_fields(fields);
  const auto next = records_->update(session, who, "mediation", type, id, version, ValueRef(encoded));
  session.commit();
  return next;
}

void RecordsTest::remove(const Scope& who, const std::string& type, std::int64_t id, std::int64_t version) {
  auto session = lease();
  records_->remove(session, who, "mediation", type, id, version);
  session.commit();
}

std::int64_t RecordsTest::dispute(const Scope& who, const std::string& title, Fields more) {
  more.emplace_back("title", title);
  return insert(who, "dispute", more);
}

}  // namespace gongting::host::store
