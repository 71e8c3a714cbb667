#include "store/record_types.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace gongting::host::store {
namespace {

/// What is said against these records of the plugin "mediation".
std::string refusal(const std::string& json, const std::string& plugin = "mediation") {
  try {
    parse_record_types(plugin, parse_json(json));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::bad_input);
    return error.what();
  }
  ADD_FAILURE() << "was accepted: " << json;
  return {};
}

TEST(RecordTypes, AreReadFromTheManifest) {
  const auto types = parse_record_types("mediation", parse_json(R"([
    {"name": "dispute", "columns": {"code": "text", "amount_fen": "money", "photo": "bytes"},
     "readers": {"JUDGE": "area", "CITIZEN": "own"}, "audit": {"hide": ["photo"]}, "page": "/disputes/{id}"},
    {"name": "party", "parent": "dispute", "columns": {"person": "text"}}])"));
  ASSERT_EQ(types.size(), 2u);
  EXPECT_EQ(types[0].table(), "mediation_dispute");
  EXPECT_EQ(types[0].view(Reach::area), "gtv_mediation_dispute_area");
  EXPECT_EQ(types[0].column("amount_fen")->type, ColumnType::money);
  EXPECT_EQ(types[0].column("nothing"), nullptr);
  EXPECT_EQ(types[0].readers.at("CITIZEN"), Reach::own);
  EXPECT_TRUE(types[0].hides("photo"));
  EXPECT_EQ(types[0].page, "/disputes/{id}");
  EXPECT_EQ(types[1].page, "");
  EXPECT_EQ(types[1].parent_column, "dispute_id");
  EXPECT_EQ(types[1].column("dispute_id")->type, ColumnType::integer);
  EXPECT_TRUE(parse_record_types("mediation", Value()).empty());
}

TEST(RecordTypes, EachMistakeIsNamed) {
  for (const char* page : {"\"/disputes\"", "\"disputes/{id}\"", "5"})
    EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"text"},"page":)" + std::string(page) + "}]").find("\"page\" is a path"), std::string::npos) << page;
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"string"}}])").find("unknown type \"string\""), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"text"},"readers":{"JUDGE":"court"}}])").find("unknown reach \"court\""), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","parent":"b","columns":{"x":"text"}}])").find("its parent \"b\""), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","parent":"a"}])").find("its own ancestor"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","parent":"b"},{"name":"b","parent":"a"}])").find("its own ancestor"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"site_id":"integer"}}])").find("\"site_id\" is the host's"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"b":"text"}},{"name":"b","columns":{"x":"text"}}])").find("name of a record type"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"select":"text"}}])").find("word of SQL"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"gt_x":"text"}}])").find("word of SQL"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"from","columns":{"x":"text"}}])").find("word of SQL"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"A b","columns":{"x":"text"}}])").find("a-z"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x; drop":"text"}}])").find("a-z"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a"}])").find("no columns"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"text"},"colour":1}])").find("unknown key \"colour\""), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"text"}},{"name":"a","columns":{"x":"text"}}])").find("twice"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"text"}},{"name":"b","parent":"a","readers":{"JUDGE":"site"}}])").find("readers"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"a","columns":{"x":"text"},"audit":{"hide":["y"]}}])").find("audit.hide"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":"b","columns":{"x":"text"}},{"name":"a","parent":"b","columns":{"b_id":"text"}}])").find("has to be an integer"), std::string::npos);
  EXPECT_NE(refusal(R"({"name":"a"})").find("not a list"), std::string::npos);
  EXPECT_NE(refusal(R"(["a"])").find("not an object"), std::string::npos);
  EXPECT_NE(refusal("[]", "gt").find("name"), std::string::npos);
  EXPECT_NE(refusal("[]", "Bad-name").find("name"), std::string::npos);
  EXPECT_NE(refusal(R"([{"name":")" + std::string(60, 'a') + R"(","columns":{"x":"text"}}])").find("too long"), std::string::npos);
}

}  // namespace
}  // namespace gongting::host::store
