#include "console/audit_query.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace gongting::host::console {
namespace {

Statement statement(std::vector<http::Form::Field> fields, std::int64_t site = 7) {
  return audit_statement(read_audit_filter(http::Form(std::move(fields))), site);
}

TEST(AuditQuery, AlwaysAsksForOneSite) {
  const auto asked = statement({});
  EXPECT_NE(asked.sql.find("where site_id = :site"), std::string::npos);
  EXPECT_EQ(to_json(asked.params), R"({"site":7,"most":51})");
}

TEST(AuditQuery, PutsWhatWasTypedIntoParametersOnly) {
  const auto asked = statement({{"actor", "' or 1=1 --"}, {"action", "x'"}, {"object", ";drop"}});
  EXPECT_EQ(asked.sql.find("1=1"), std::string::npos);
  EXPECT_EQ(asked.sql.find("drop"), std::string::npos);
  EXPECT_NE(asked.sql.find("actor = :actor"), std::string::npos);
}

TEST(AuditQuery, CountsDaysInShanghai) {
  const auto asked = statement({{"from", "2026-01-02"}, {"to", "2026-01-02"}});
  EXPECT_EQ(to_json(asked.params), R"({"site":7,"from":1767283200000,"to":1767369600000,"most":51})");
}

TEST(AuditQuery, TakesNonsenseAsNotGiven) {
  const auto asked = statement({{"from", "yesterday"}, {"outcome", "maybe"}, {"object_id", "-5"}, {"before", "x"}});
  EXPECT_EQ(to_json(asked.params), R"({"site":7,"most":51})");
}

TEST(AuditQuery, GoesOnBehindTheLastRow) {
  const auto asked = statement({{"before", "12345"}, {"outcome", "refused"}, {"object", "account"}, {"object_id", "9"}});
  EXPECT_NE(asked.sql.find("id < :before"), std::string::npos);
  EXPECT_TRUE(asked.sql.ends_with("order by id desc limit :most"));
}

}  // namespace
}  // namespace gongting::host::console
