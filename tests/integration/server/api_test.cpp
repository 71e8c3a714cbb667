// The API that falls out of declarations, in the program as a whole: mediation's application, its disputes and their ways.
#include <gtest/gtest.h>

#include "apply.hpp"
#include "base/json.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::Value;
using gongting::host::Json;
using gongting::host::parse_json;

class DeclaredApi : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation"});
    server_ = new Server(*installation_);
    citizen_ = new Browser(register_citizen(server_->portal(), "/linan", 1));
    citizen_->open("/linan/mediation/");
  }
  static void TearDownTestSuite() {
    delete citizen_;
    delete server_;
    delete installation_;
  }

  static std::string application(const std::string& about) {
    const auto point = std::to_string(count(*installation_, "select id as n from gt_point"));
    return R"({"applicant_mobile": "13900000001", "applicant_address": "锦城街道新民里1号", "respondent_kind": "person", "respondent_name": "王建华",)"
           R"( "respondent_mobile": "13900000002", "cause": "neighbour", "facts": ")" + about +
           R"(，排水管被挖断，一下雨院里就积水。", "claims": "请他修好排水管", "amount": 4800050, "point": )" + point + R"(, "truthful": true})";
  }
  static Answer call(Browser& who, const std::string& method, const std::string& path, const std::string& body = "", const std::string& more = "") {
    const auto json = method == "GET" ? std::string() : "Content-Type: application/json\r\nX-CSRF-Token: " + who.token() + "\r\n";
    return who.send(method, "/linan/api/v1/mediation" + path, json + more, body);
  }
  static std::string apply(const std::string& about) {
    const auto answer = call(*citizen_, "POST", "/apply", application(about));
    const auto said = parse_json(answer.body);
    return answer.status == 201 ? Json(said)["id"].text() : "";
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline Browser* citizen_ = nullptr;
};

TEST_F(DeclaredApi, TakesAFormAsThePageDoes) {
  const auto answer = call(*citizen_, "POST", "/apply", application("一号院墙"));
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto said = parse_json(answer.body);
  EXPECT_EQ(answer.header("location"), "/linan/mediation/disputes/" + Json(said)["id"].text() + "?done=apply");
  EXPECT_EQ(count(*installation_, "select amount_fen as n from mediation_dispute where id = " + Json(said)["id"].text()), 4800050);

  const auto refused = call(*citizen_, "POST", "/apply", R"({"respondent_kind": "person", "applicant_mobile": 12})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.header("content-type"), "application/problem+json; charset=utf-8");
  const auto problem = parse_json(refused.body);
  EXPECT_EQ(Json(problem)["status"].integer(), 422);
  std::string fields;
  for (const auto& error : Json(problem)["errors"].items()) fields += Json(error)["field"].text() + "=" + Json(error)["text"].text() + ";";
  EXPECT_EQ(fields.substr(0, fields.find(';')), "applicant_mobile=请写11位手机号码，例如 13800000000");
  EXPECT_NE(fields.find("respondent_name="), std::string::npos);
  EXPECT_EQ(call(*citizen_, "POST", "/apply", "[]").status, 400);
  auto guest = server_->portal();
  guest.open("/linan/mediation/");
  EXPECT_EQ(call(guest, "POST", "/apply", application("二号院墙")).status, 401);
}

TEST_F(DeclaredApi, TheSameKeyIsTheSameApplication) {
  const auto body = application("三号院墙");
  const auto first = call(*citizen_, "POST", "/apply", body, "Idempotency-Key: k-3\r\n");
  const auto again = call(*citizen_, "POST", "/apply", body, "Idempotency-Key: k-3\r\n");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(call(*citizen_, "POST", "/apply", application("四号院墙"), "Idempotency-Key: k-3\r\n").status, 422) << "another content under the same key";
}

TEST_F(DeclaredApi, ListsOnesOwnNewestFirst) {
  auto other = register_citizen(server_->portal(), "/linan", 2);
  EXPECT_EQ(call(other, "GET", "/disputes").body, R"({"items":[]})");
  std::vector<std::string> made;
  for (const auto* about : {"五号院墙", "六号院墙", "七号院墙"}) made.push_back(apply(about));
  const auto first = parse_json(call(*citizen_, "GET", "/disputes?limit=2").body);
  ASSERT_EQ(Json(first)["items"].items().size(), 2u);
  EXPECT_EQ(Json(Json(first)["items"].items()[0])["id"].text(), made[2]);
  EXPECT_EQ(Json(Json(first)["items"].items()[1])["id"].text(), made[1]);
  const auto next = Json(first)["next"].text();
  EXPECT_TRUE(next.starts_with("/linan/api/v1/mediation/disputes?after=")) << next;
  const auto second = parse_json(citizen_->send("GET", next).body);
  EXPECT_EQ(Json(Json(second)["items"].items()[0])["id"].text(), made[0]);
  EXPECT_EQ(call(*citizen_, "GET", "/disputes?limit=0").status, 400);
  EXPECT_EQ(call(*citizen_, "GET", "/disputes?after=x").status, 400);
}

TEST_F(DeclaredApi, GoesAWayOfTheVersionThatIsMeant) {
  const auto id = apply("八号院墙");
  const auto read = call(*citizen_, "GET", "/disputes/" + id);
  EXPECT_EQ(read.header("etag"), "\"1\"");
  EXPECT_EQ(call(*citizen_, "GET", "/disputes/" + id, "", "If-None-Match: \"1\"\r\n").status, 304);
  const auto dispute = parse_json(read.body);
  EXPECT_EQ(Json(dispute)["state"].text(), "APPLIED");
  ASSERT_EQ(Json(dispute)["actions"].items().size(), 1u);
  const auto href = Json(Json(dispute)["actions"].items()[0])["href"].text();
  EXPECT_EQ(href, "/linan/api/v1/mediation/disputes/" + id + "/act/withdraw");

  const auto way = "/disputes/" + id + "/act/withdraw";
  const std::string reason = R"({"reason": "双方自己谈好了"})", same = "If-Match: \"1\"\r\n";
  EXPECT_EQ(call(*citizen_, "POST", way, reason).status, 428);
  EXPECT_EQ(call(*citizen_, "POST", way, reason, "If-Match: \"2\"\r\n").status, 412);
  EXPECT_EQ(call(*citizen_, "POST", way, "{}", same).status, 422);
  EXPECT_EQ(call(*citizen_, "POST", "/disputes/" + id + "/act/admit", "{}", same).status, 403) << "a clerk's";
  EXPECT_EQ(call(*citizen_, "POST", "/disputes/" + id + "/act/agree", "{}", same).status, 404) << "no way from here";
  auto other = register_citizen(server_->portal(), "/linan", 3);
  EXPECT_EQ(call(other, "GET", "/disputes/" + id).status, 404);
  EXPECT_EQ(call(other, "POST", way, reason, same).status, 404);
  const auto done = call(*citizen_, "POST", way, reason, same);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.header("etag"), "\"2\"");
  const auto said = parse_json(done.body);
  EXPECT_EQ(Json(said)["state"].text(), "TERMINATED");
}

TEST_F(DeclaredApi, DescribesItself) {
  const auto answer = server_->portal().send("GET", "/linan/api/v1/openapi.json");
  ASSERT_EQ(answer.status, 200);
  const auto document = parse_json(answer.body);
  EXPECT_EQ(Json(document)["openapi"].text(), "3.1.0");
  const Json paths = Json(document)["paths"];
  for (const auto* path : {"/mediation/disputes", "/mediation/disputes/{id}", "/mediation/disputes/{id}/act/withdraw", "/mediation/disputes/{id}/act/designate", "/mediation/apply"})
    EXPECT_TRUE(paths[path].exists()) << path;
  EXPECT_FALSE(paths["/mediation/disputes/{id}/act/agree"].exists()) << "pages of the plugin bring it about";
  const Json form = Json(document)["components"]["schemas"]["mediation_application"];
  EXPECT_EQ(form["properties"]["amount"]["type"].text(), "integer");
  EXPECT_EQ(form["properties"]["facts"]["maxLength"].integer(), 2000);
  EXPECT_EQ(form["properties"]["applicant"]["properties"]["resident_id"]["type"].text(), "string");
}

}  // namespace
}  // namespace server_test
