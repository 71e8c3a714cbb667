#include "web/pattern.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"

namespace gongting::host::web {
namespace {

TEST(Pattern, TakesTheValuesOfNamedSegments) {
  const Pattern pattern("/points/{point}/modules/{module}");
  const auto params = pattern.match("/points/17/modules/mediation");
  ASSERT_TRUE(params);
  EXPECT_EQ(*params, (PathParams{{"point", "17"}, {"module", "mediation"}}));
  EXPECT_EQ(pattern.text(), "/points/{point}/modules/{module}");
}

TEST(Pattern, MatchesWholePathsOnly) {
  const Pattern pattern("/points/{id}");
  for (const auto* path : {"", "/", "/points", "/points/", "/points/1/", "/points/1/2", "/point/1", "/Points/1",
                           "points/1", "//points/1", "/a/points/1"})
    EXPECT_FALSE(pattern.match(path)) << path;
}

TEST(Pattern, TheRootAndATrailingSlashArePathsOfTheirOwn) {
  EXPECT_TRUE(Pattern("/").match("/"));
  EXPECT_FALSE(Pattern("/").match(""));
  EXPECT_TRUE(Pattern("/a/").match("/a/"));
  EXPECT_FALSE(Pattern("/a/").match("/a"));
  EXPECT_FALSE(Pattern("/a").match("/a/"));
}

TEST(Pattern, AValueIsTakenAsItStands) {
  const auto params = Pattern("/files/{name}").match("/files/共庭 {x}.pdf");
  ASSERT_TRUE(params);
  EXPECT_EQ(params->front().second, "共庭 {x}.pdf");
}

TEST(Pattern, CountsLiteralsSoThatTheMoreExactOneComesFirst) {
  EXPECT_GT(Pattern("/points/new").literals(), Pattern("/points/{id}").literals());
  EXPECT_EQ(Pattern("/{a}/{b}").literals(), 0);
}

TEST(Pattern, AMistakeInAProgramIsSaidAtTheStart) {
  for (const auto* text :
       {"", "points", "{id}", "/points/{}", "/points/{id", "/points/id}", "/points/a{id}", "/points/{id}b"})
    EXPECT_THROW(Pattern{text}, Error) << text;
}

}  // namespace
}  // namespace gongting::host::web
