#include "workflow/diagram.hpp"

#include <gtest/gtest.h>

namespace gongting::host::workflow {
namespace {

gongting::workflow::Declaration declared() {
  gongting::workflow::Declaration visit;
  visit.record = "visit";
  visit.states = {{"ASKED", "", "", gongting::workflow::StateKind::open, 1}, {"GONE", "", "", gongting::workflow::StateKind::ended, 1}};
  visit.actors = {{"clerk", "console", "", "visits.receive"}};
  visit.transitions.resize(2);
  visit.transitions[0].id = "ask", visit.transitions[0].from = {"NONE"}, visit.transitions[0].to = "ASKED", visit.transitions[0].who = {"clerk"};
  visit.transitions[1].id = "leave", visit.transitions[1].from = {"ASKED"}, visit.transitions[1].to = "GONE", visit.transitions[1].who = {"clerk"};
  visit.transitions[1].limit = gongting::workflow::LimitKind::stop;
  return visit;
}

std::string text(const std::string& key) { return key == "step.leave" ? "走 \"了\"" : key; }

}  // namespace

TEST(Diagram, SaysEveryWayInATable) {
  EXPECT_EQ(diagram_table(declared(), text),
            "| workflow.table.from | workflow.table.way | workflow.table.to | workflow.table.who | workflow.table.limit | "
            "workflow.table.article |\n| --- | --- | --- | --- | --- | --- |\n"
            "| — | step.ask | state.ASKED | part.clerk | | |\n"
            "| state.ASKED | 走 \"了\" | state.GONE | part.clerk | workflow.table.stops | |\n");
}

TEST(Diagram, GivesDotEveryStateAndArrow) {
  const auto dot = diagram_dot(declared(), text);
  EXPECT_NE(dot.find("ASKED [label=\"state.ASKED\"]"), std::string::npos) << dot;
  EXPECT_NE(dot.find("GONE [label=\"state.GONE\", peripheries=2]"), std::string::npos) << dot;
  EXPECT_NE(dot.find("ASKED -> GONE [label=\"走 \\\"了\\\"\"]"), std::string::npos) << dot;
}

// Where Graphviz is not installed, pages show the table alone.
TEST(Diagram, HasAPlaceForEveryStateAndArrow) {
  const auto model = encode_fields(diagram_model(declared(), text, "来访"));
  const ValueRef drawing(model);
  if (drawing.count() == 0) GTEST_SKIP() << "dot is not installed";
  EXPECT_EQ(drawing["nodes"].count(), 3u);  // the beginning is one
  EXPECT_EQ(drawing["arrows"].count(), 2u);
  bool found = false;
  drawing["arrows"].for_each([&](std::string_view, ValueRef arrow) {
    arrow["words"].for_each([&](std::string_view, ValueRef line) { return found = found || line["words"].text() == "走 \"了\"", true; });
    return true;
  });
  EXPECT_TRUE(found);
}

// dot breaks lines that are longer than its own measure.
TEST(Diagram, TakesTextsOfAnyLength) {
  const auto long_text = [](const std::string& key) { return key + std::string(300, 'x') + " and more words"; };
  const auto model = encode_fields(diagram_model(declared(), long_text, "来访"));
  if (ValueRef(model).count() == 0 && encode_fields(diagram_model(declared(), text, "来访")) == encode_fields({})) GTEST_SKIP() << "dot is not installed";
  EXPECT_EQ(ValueRef(model)["nodes"].count(), 3u);
  EXPECT_EQ(ValueRef(model)["arrows"].count(), 2u);
}

}  // namespace gongting::host::workflow
