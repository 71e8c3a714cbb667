#include <filesystem>

#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class R31_Migrations : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    auto session = lease();
    migrate(session, "core", GT_CORE_MIGRATIONS);
  }
  std::string folder(const std::string& name) const { return (folder_ / name).string(); }
  /// What is said when these statements are the plugin's next migration.
  Error refused(const std::string& statements) {
    std::filesystem::remove_all(folder_ / "notes");
    const auto dir = write_file("notes/0001_start.sql", statements);
    auto session = lease();
    const auto error = failure([&] { migrate(session, "notes", dir); });
    EXPECT_FALSE(session.in_transaction());
    EXPECT_FALSE(session.connection().has_table_or_view("notes_one")) << statements;
    return error;
  }
};

TEST_P(R31_Migrations, TheCoreSchemaIsMadeOnceAndTwiceIsOnce) {
  auto session = lease();
  EXPECT_EQ(pending_migrations(session, "core", GT_CORE_MIGRATIONS), 0);
  migrate(session, "core", GT_CORE_MIGRATIONS);
  EXPECT_EQ(session.read("select value from gt_epoch")[0][0].integer(), 1);
  const auto rows = session.read("select number, checksum, applied_at from gt_migration where name = 'core' order by number");
  ASSERT_GE(rows.size(), 1u);
  EXPECT_EQ(rows[0]["checksum"].text().size(), 64u);
  EXPECT_GT(rows[0]["applied_at"].integer(), 1'700'000'000'000);
}

TEST_P(R31_Migrations, APluginsTablesGrowFileByFile) {
  const auto dir = write_file("notes/0001_start.sql",
                              "-- The first; with a semicolon\ncreate table notes_one ({record}, words text default 'a;b');\n\n"
                              "create index notes_one_site\n  on notes_one (site_id, id);\n");
  auto session = lease();
  EXPECT_EQ(pending_migrations(session, "notes", dir), 1);
  migrate(session, "notes", dir);
  session.write("insert into notes_one (id, site_id, area, version, created_at, created_by, updated_at) values (1, 1, '', 1, 0, 0, 0)");
  session.commit();
  EXPECT_EQ(session.read("select words from notes_one")[0][0].text(), "a;b");
  write_file("notes/0002_more.sql",
             "alter table notes_one add column amount bigint;\nupdate notes_one set amount = 5000000000 where id = 1;\n"
             "create unique index if not exists notes_one_words on notes_one (words);\n"
             "create table notes_two (id bigint primary key, one bigint references notes_one (id), raw {bytes});\n"
             "insert into notes_two (id, one) select id, id from notes_one;\n");
  EXPECT_EQ(pending_migrations(session, "notes", dir), 1);
  migrate(session, "notes", dir);
  EXPECT_EQ(session.read("select amount from notes_one")[0][0].integer(), 5000000000);
  EXPECT_EQ(session.read("select one from notes_two")[0][0].integer(), 1);
  migrate(session, "notes", dir);
}

TEST_P(R31_Migrations, AFileThatChangedAfterItRanIsRefused) {
  const auto dir = write_file("notes/0001_start.sql", "create table notes_one (id bigint);\n");
  auto session = lease();
  migrate(session, "notes", dir);
  write_file("notes/0001_start.sql", "create table notes_one (id bigint, more text);\n");
  const auto error = failure([&] { migrate(session, "notes", dir); });
  EXPECT_NE(std::string(error.what()).find("0001_start.sql was changed"), std::string::npos) << error.what();
}

TEST_P(R31_Migrations, ANewerSchemaAndMissingOrLateFilesAreRefused) {
  const auto dir = write_file("notes/0002_second.sql", "create table notes_two (id bigint);\n");
  write_file("notes/0003_third.sql", "create table notes_three (id bigint);\n");
  auto session = lease();
  migrate(session, "notes", dir);
  std::filesystem::rename(folder("notes/0003_third.sql"), folder("third"));
  const auto newer = failure([&] { migrate(session, "notes", dir); });
  EXPECT_NE(std::string(newer.what()).find("newer than this program"), std::string::npos) << newer.what();
  std::filesystem::rename(folder("third"), folder("notes/0003_third.sql"));
  write_file("notes/0001_late.sql", "create table notes_late (id bigint);\n");
  const auto late = failure([&] { migrate(session, "notes", dir); });
  EXPECT_NE(std::string(late.what()).find("came too late"), std::string::npos) << late.what();
  std::filesystem::remove(folder("notes/0001_late.sql"));
  std::filesystem::remove(folder("notes/0002_second.sql"));
  const auto missing = failure([&] { migrate(session, "notes", dir); });
  EXPECT_NE(std::string(missing.what()).find("is missing"), std::string::npos) << missing.what();
}

TEST_P(R31_Migrations, AFailingStatementLeavesNothing) {
  const auto error = refused("create table notes_one (id bigint);\ncreate table notes_two (id nonsense nonsense nonsense(;\n");
  EXPECT_NE(std::string(error.what()).find("0001_start.sql line 2"), std::string::npos) << error.what();
  auto session = lease();
  EXPECT_TRUE(session.read("select 1 from gt_migration where name = 'notes'").empty());
  const auto dir = write_file("notes/0001_start.sql", "create table notes_one (id bigint);\n");
  migrate(session, "notes", dir);
  EXPECT_TRUE(session.connection().has_table_or_view("notes_one"));
}

TEST_P(R31_Migrations, AFailureSpoilsTheCallersTransactionToo) {
  const auto good = write_file("good/0001_start.sql", "create table good_one (id bigint);\n");
  const auto bad = write_file("notes/0001_start.sql", "create table notes_one (id bigint);\ninsert into notes_one (nothing) values (1);\n");
  auto session = lease();
  session.begin();
  migrate(session, "good", good);
  EXPECT_REFUSED(internal, migrate(session, "notes", bad));
  EXPECT_REFUSED(internal, session.commit());
  EXPECT_FALSE(session.connection().has_table_or_view("good_one"));
  EXPECT_FALSE(session.connection().has_table_or_view("notes_one"));
}

TEST_P(R31_Migrations, APluginTouchesItsOwnTablesOnly) {
  const std::vector<std::string> others = {
      "create table other_thing (id bigint);\n",
      "create table gt_extra (id bigint);\n",
      "create table \"gt_extra\" (id bigint);\n",
      "drop table gt_account;\n",
      "alter table gt_account add column x text;\n",
      "alter table notes_x rename to gt_x;\n",
      "create index notes_i on gt_account (login);\n",
      "create index gt_i on notes_x (id);\n",
      "insert into gt_account (id) values (1);\n",
      "update gt_session set account_id = 1;\n",
      "delete from gt_audit;\n",
      "delete from GT_AUDIT;\n",
      "create table notes_one as select * from gt_account;\n",
      "create table notes_one (id bigint references gt_account (id));\n",
      "create view notes_v as select 1;\n",
      "create trigger notes_t after insert on gt_audit begin select 1; end;\n",
      "create temp table notes_one (id bigint);\n",
      "create table main.notes_one (id bigint);\n",
      "create table if not exists gt_extra (id bigint);\n",
      "pragma writable_schema = 1;\n",
      "attach database 'x' as notes_x;\n",
      "grant all on gt_account to public;\n",
      "select 1;\n",
      "create table notes_one (id bigint); drop table gt_account;\n",
      "create table notes_one (id bigint) /* ; */; drop table gt_account;\n",
      "create table notes_one (id bigint);\nupdate notes_one set id = pg_sleep(1);\n",
      "create table notes_one (id bigint);\nupdate notes_one set id = load_extension('x');\n",
  };
  for (const auto& statement : others) {
    const auto error = refused(statement);
    EXPECT_EQ(error.kind(), Kind::internal) << statement;
    EXPECT_NE(std::string(error.what()).find("0001_start.sql line"), std::string::npos) << error.what();
  }
}

TEST_P(R31_Migrations, BadFileNamesAndUnfinishedStatementsAreNamed) {
  auto session = lease();
  const auto dir = write_file("notes/start.sql", "");
  EXPECT_REFUSED(internal, migrate(session, "notes", dir));
  std::filesystem::remove(folder("notes/start.sql"));
  write_file("notes/0001_a.sql", "create table notes_one (id bigint)");
  const auto error = failure([&] { migrate(session, "notes", dir); });
  EXPECT_NE(std::string(error.what()).find("does not end with a semicolon"), std::string::npos) << error.what();
  write_file("notes/0001_b.sql", "");
  EXPECT_REFUSED(internal, migrate(session, "notes", dir));
}

TEST_P(R31_Migrations, ViewsFollowTheTables) {
  auto session = lease();
  const auto dir = write_file("notes/0001_start.sql", "create table notes_one ({record}, words text);\n");
  migrate(session, "notes", dir);
  const auto types = [](const std::string& more) {
    RecordType type;
    type.plugin = "notes", type.name = "one";
    type.columns = {{"words", ColumnType::text}};
    if (!more.empty()) type.columns.push_back({more, ColumnType::integer});
    type.readers["CITIZEN"] = Reach::site;
    return std::vector<RecordType>{type};
  };
  Records before(*database_, types(""));
  before.install(session);
  before.install(session);
  Scope scope;
  scope.site_id = 1, scope.account_id = 1, scope.roles = {"CITIZEN"};
  const auto nothing = encode_fields({});
  EXPECT_TRUE(before.query(session, scope, "notes", "select words from one", ValueRef(nothing)).empty());
  // A table that lacks what the manifest says is named.
  Records early(*database_, types("amount"));
  const auto error = failure([&] { early.install(session); });
  EXPECT_NE(std::string(error.what()).find("notes_one"), std::string::npos) << error.what();
  EXPECT_FALSE(session.in_transaction());
  // A column that a view shows can still go, because the views go first.
  write_file("notes/0002_amount.sql", "alter table notes_one drop column words;\nalter table notes_one add column words bigint;\n"
                                      "alter table notes_one add column amount bigint;\n");
  session.begin();
  migrate(session, "notes", dir);
  early.install(session);
  session.commit();
  EXPECT_TRUE(early.query(session, scope, "notes", "select amount, words from one", ValueRef(nothing)).empty());
}

INSTANTIATE_TEST_SUITE_P(Store, R31_Migrations, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
