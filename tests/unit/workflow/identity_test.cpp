// A way that asks how sure the platform is of who goes it.
#include <gtest/gtest.h>

#include "gongting/workflow/engine.hpp"

namespace gongting::workflow {
namespace {

/// A record that is open, and a caller of whom the platform is as sure as the test says.
class OneRecord final : public Ground {
 public:
  int level = 1;
  bool went = false;

  std::string record(std::int64_t) override { return encode_fields({{"version", 1}, {"state", "OPEN"}}); }
  std::vector<std::string> parts(std::int64_t) override { return {"party"}; }
  bool can(std::string_view) override { return true; }
  bool signed_in() override { return true; }
  std::string_view face() override { return "portal"; }
  int identity() override { return level; }
  std::string today() override { return "2026-11-22"; }
  std::vector<Option> towns() override { return {}; }
  std::vector<Message> guards(const std::vector<std::string>& names, ValueRef) override { return std::vector<Message>(names.size()); }
  Fields effects(const Transition&, bool, ValueRef, const Fields&) override { return {}; }
  std::vector<Option> options(const Field&, ValueRef) override { return {}; }
  std::int64_t insert(const Fields&) override { return 7; }
  std::int64_t update(std::int64_t, std::int64_t version, const Fields&) override { return went = true, version + 1; }
  void add_step(std::int64_t, const Step&) override {}
  Period period(std::string_view) override { return {}; }
  void start_period(std::int64_t, std::string_view, std::int64_t, std::string_view) override {}
  void stop_periods(std::int64_t) override {}
  void notify(std::int64_t, const NoticeTo&, const Fields&) override {}
  void publish(std::int64_t, const Step&) override {}
};

class WorkflowIdentity : public ::testing::Test {
 protected:
  static Declaration declared() {
    Declaration all;
    all.record = "plea", all.state_column = "state";
    all.actors = {{"party", "portal", "party", ""}};
    all.states = {{"OPEN", "", "", StateKind::open, 0}, {"SHUT", "", "", StateKind::final, 0}};
    const auto way = [&](const char* id, const char* from, int identity) {
      Transition one;
      one.id = id, one.from = {from}, one.to = "SHUT", one.who = {"party"}, one.identity = identity, one.guards = {"any"};
      all.transitions.push_back(one);
    };
    way("talk", "OPEN", 0), way("sign", "OPEN", 2), way("bind", "OPEN", 3), way("file", "NONE", 2);
    return all;
  }
  std::string why(const char* way) { return engine_.examine(engine_.read(7), way).why.key; }

  const Declaration declared_ = declared();
  OneRecord ground_;
  Engine engine_{declared_, ground_};
};

TEST_F(WorkflowIdentity, IsAskedByTheWayAndToldWithWhatToDo) {
  EXPECT_EQ(why("talk"), "");
  EXPECT_EQ(why("sign"), "workflow.why.identity_seen");
  EXPECT_EQ(why("bind"), "workflow.why.identity_verified");
  ground_.level = 2;
  EXPECT_EQ(why("sign"), "");
  EXPECT_EQ(why("bind"), "workflow.why.identity_verified");
  ground_.level = 3;
  EXPECT_EQ(why("bind"), "");
}

TEST_F(WorkflowIdentity, ClosesTheWayItselfAndNotOnlyItsButton) {
  for (const auto* way : {"sign", "bind"}) {
    try {
      engine_.go(engine_.read(7), 1, way, {});
      ADD_FAILURE() << way;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::invalid);
    }
  }
  EXPECT_THROW(engine_.begin("file", {}, {}), Error);
  EXPECT_FALSE(ground_.went);
  EXPECT_EQ(engine_.go(engine_.read(7), 1, "talk", {}), 2);
}

TEST_F(WorkflowIdentity, IsShownAmongTheOffersAsClosed) {
  std::string offers;
  for (const auto& verdict : engine_.actions(engine_.read(7))) offers += verdict.way->id + (verdict ? " open, " : " closed, ");
  EXPECT_EQ(offers, "talk open, sign closed, bind closed, ");
}

}  // namespace
}  // namespace gongting::workflow
