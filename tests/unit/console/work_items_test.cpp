#include "console/work_items.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"

namespace gongting::host::console {
namespace {

TEST(WorkItems, ReadsAListAndAnObjectWithAList) {
  const auto list = read_work(R"([{"title":"诉前调1号","href":"/linan/mediation/disputes/1","due":"2026-11-20","state":"调解中","kind":"主持调解","tag":"do"}])",
                              "/linan/mediation");
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].title, "诉前调1号");
  EXPECT_EQ(list[0].href, "/linan/mediation/disputes/1");
  EXPECT_EQ(list[0].due, "2026-11-20");
  EXPECT_EQ(list[0].tag, "do");
  EXPECT_EQ(read_work(R"({"items":[{"title":"a"},{"title":"b"}]})", "/m").size(), 2u);
}

TEST(WorkItems, RefusesWhatIsNoList) {
  EXPECT_THROW(read_work("<html>", "/m"), Error);
  EXPECT_THROW(read_work("{}", "/m"), Error);
  EXPECT_THROW(read_work("7", "/m"), Error);
}

TEST(WorkItems, LeadsOnlyToThePluginsOwnPages) {
  const auto href = [](const std::string& given) {
    return read_work(R"([{"title":"a","href":")" + given + R"("}])", "/linan/mediation")[0].href;
  };
  EXPECT_EQ(href("/disputes/1"), "/linan/mediation/disputes/1");
  EXPECT_EQ(href("https://evil.example/"), "/linan/mediation/");
  EXPECT_EQ(href("javascript:alert(1)"), "/linan/mediation/");
  EXPECT_EQ(href("//evil.example/"), "/linan/mediation//evil.example/");
  EXPECT_EQ(href("/linan/mediation_other/1"), "/linan/mediation/linan/mediation_other/1");
  EXPECT_EQ(href(""), "/linan/mediation/");
}

TEST(WorkItems, DropsADateThatIsNoneAndATagItDoesNotKnow) {
  const auto item = read_work(R"([{"title":"a","due":"soon","tag":"x\" onclick=\"y"}])", "/m")[0];
  EXPECT_EQ(item.due, "");
  EXPECT_EQ(item.tag, "");
}

TEST(WorkItems, SortsByDueDateWithoutDateLast) {
  auto items = read_work(R"([{"title":"none"},{"title":"late","due":"2026-01-03"},{"title":"early","due":"2026-01-01"}])", "/m");
  sort_by_due(items);
  EXPECT_EQ(items[0].title, "early");
  EXPECT_EQ(items[1].title, "late");
  EXPECT_EQ(items[2].title, "none");
}

TEST(WorkItems, SaysHowNearADateIs) {
  std::int64_t days = 0;
  EXPECT_EQ(due_state("2026-11-19", "2026-11-21", days), Due::over);
  EXPECT_EQ(days, -2);
  EXPECT_EQ(due_state("2026-11-21", "2026-11-21", days), Due::today);
  EXPECT_EQ(due_state("2026-11-28", "2026-11-21", days), Due::soon);
  EXPECT_EQ(due_state("2026-11-29", "2026-11-21", days), Due::later);
  EXPECT_EQ(due_state("", "2026-11-21", days), Due::none);
}

}  // namespace
}  // namespace gongting::host::console
