#include "store/sql_text.hpp"

#include <gtest/gtest.h>

namespace gongting::host::store {
namespace {

TEST(HostSql, NumbersItsParameters) {
  const auto sqlite = bind_host_sql("select :a, ':b', \":c\", x::text, :a -- :d\n from t where y=:e", true);
  EXPECT_EQ(sqlite.text, "select ?1, ':b', \":c\", x::text, ?1  \n from t where y=?2");
  EXPECT_EQ(sqlite.parameters, (std::vector<std::string>{"a", "e"}));
  EXPECT_EQ(bind_host_sql("select :a", false).text, "select $1");
}

TEST(PluginSql, IsWrittenBackWithoutCommentsAndWithOtherNames) {
  const auto tokens = scan_plugin_sql("SELECT a.Id, 'It''s -- text' /* x */ FROM Dispute a WHERE \"标题\"=:Title and b<=-1;", Kind::internal);
  const auto bound = write_plugin_sql(tokens, false, [&](std::size_t i) { return tokens[i].text == "dispute" ? std::string("view") : std::string(); });
  EXPECT_EQ(bound.text, "select a.id, 'It''s -- text' from view a where \"标题\"=$1 and b<=-1");
  EXPECT_EQ(bound.parameters, std::vector<std::string>{"Title"});
}

TEST(PluginSql, NothingJoinsWhatACommentParted) {
  const auto tokens = scan_plugin_sql("select 1 -/**/- 2", Kind::internal);
  EXPECT_EQ(write_plugin_sql(tokens, true, [](std::size_t) { return std::string(); }).text, "select 1 - - 2");
}

TEST(PluginSql, ABlankKeepsStringsWhatTheyLookLike) {
  const auto tokens = scan_plugin_sql("select U&'\\0061', U&\"a\"", Kind::internal);
  EXPECT_EQ(write_plugin_sql(tokens, false, [](std::size_t) { return std::string(); }).text, "select u& '\\0061', u& \"a\"");
}

TEST(PluginSql, SignsOfOneDatabaseAreRefused) {
  for (const auto* sql : {"select 1; select 2", "select $1", "select ?", "select @a", "select [a]", "select `a`", "select a::text", "select e'x'",
                          "select 'x", "select \"x", "select a := 1", "select 'a' \\ 'b'", "select #", "select {a}", "select \"a\"\"b\"",
                          "select \"a:b\"", "select \"\"", "select a ^ b"}) {
    EXPECT_THROW(scan_plugin_sql(sql, Kind::internal), Error) << sql;
  }
}

}  // namespace
}  // namespace gongting::host::store
