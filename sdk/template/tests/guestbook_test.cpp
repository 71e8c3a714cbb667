#include <gongting/testing/fake_host.hpp>
#include <gtest/gtest.h>

using namespace gongting;

// [first test]
TEST(Guestbook, KeepsWhatASignedInPersonWrites) {
  test::FakeHost host(gt_plugin_v1);
  host.sign_in({.id = 7, .name = "陈晓明", .roles = {"CITIZEN"}, .permissions = {"guestbook.sign"}});

  const auto answer = host.post("/entries", {{"words", "谢谢调解员"}});
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.location, "/linan/guestbook/entries");
  EXPECT_EQ(host.records("entry").at(0).text("words"), "谢谢调解员");
}
// [/first test]

TEST(Guestbook, ShowsTheFormAgainWhenNothingWasWritten) {
  test::FakeHost host(gt_plugin_v1);
  host.sign_in({.id = 7, .name = "陈晓明", .roles = {"CITIZEN"}, .permissions = {"guestbook.sign"}});

  const auto answer = host.post("/entries", {{"words", " "}});
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(host.last_render().name, "entries.html");
  EXPECT_EQ(host.last_render().error("words"), "form.required");
  EXPECT_TRUE(host.records("entry").empty());
}

TEST(Guestbook, TellsTheNewestToProgramsToo) {
  test::FakeHost host(gt_plugin_v1);
  host.sign_in({.id = 7, .name = "陈晓明", .roles = {"CITIZEN"}, .permissions = {"guestbook.sign"}});
  host.post("/entries", {{"words", "谢谢调解员"}});

  const auto answer = host.run_command("newest", {{"number", 1}});
  EXPECT_EQ(answer.values()["entries"].count(), 1u);
  EXPECT_EQ(host.run_command("newest", {{"nubmer", 1}}).problem, "nubmer: is no argument of newest");
}

TEST(Guestbook, IsNotForGuests) {
  test::FakeHost host(gt_plugin_v1);
  EXPECT_EQ(host.post("/entries", {{"words", "你好"}}).status, 403);
}
