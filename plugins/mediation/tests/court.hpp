// A small court for the tests: a point, two citizens, a clerk, two mediators, a director, and the periods of the rules.
#ifndef MEDIATION_TESTS_COURT_HPP
#define MEDIATION_TESTS_COURT_HPP

#include <gongting/testing/fake_host.hpp>

#include <string>

namespace mediation::test {

using gongting::Fields;
using gongting::test::FakeAnswer;
using gongting::test::FakeHost;

inline constexpr std::int64_t k_chen = 11, k_zhou = 12, k_clerk_id = 21, k_wu = 31, k_qian = 32, k_he = 41, k_point = 77;

class Court {
 public:
  FakeHost host{gt_plugin_v1};

  Court() {
    const auto add = [&](std::int64_t id, const char* name, const char* mobile, std::vector<std::string> roles, const char* resident) {
      host.add_person({.id = id, .name = name, .masked_name = name, .mobile = mobile, .masked_mobile = "138****0000",
                       .masked_resident_id = "330***********0018"},
                      std::move(roles), resident);
    };
    add(k_chen, "陈晓明", "13800000000", {}, "330124198001010016");
    add(k_zhou, "周建平", "13900000000", {}, "330124198202020026");
    add(k_wu, "吴芳", "13700000000", {"MEDIATOR"}, "");
    add(k_qian, "钱荣", "13700000001", {"MEDIATOR"}, "");
    gongting::TableWriter points({"id", "name", "kind", "division", "address", "phone"});
    points.integer(k_point), points.text("太湖源镇共享法庭"), points.text("town"), points.text("330112105000"), points.text("镇政府1楼"),
        points.text("0571-63700000");
    host.set_points(gongting::Rows(points.finish()));
    due("MED-02", "2026-11-26"), due("MED-03", "2026-11-27"), due("MED-05.prefiling", "2026-12-21"), due("MED-09", "2027-01-04");
    host.answer("from (select id from dispute where mediator_id", [](gongting::ValueRef) {
      gongting::TableWriter load({"load"});
      load.integer(3);
      return gongting::Rows(load.finish());
    });
  }

  void due(const char* rule, const char* day) {
    host.set_due(rule, {{"rule", rule}, {"article", "某条"}, {"due", day}, {"due_ms", 0}, {"status", "verified"},
                        {"trail", gongting::List{"从某日起算"}}, {"calendar_missing", false}});
  }
  /// Midday of this day in Shanghai.
  void set_today(const std::string& day) {
    while (gongting::date_of(host.now_ms()) < day) host.set_now(host.now_ms() + 86'400'000);
  }

  void as_citizen(std::int64_t id) {
    host.use_face("portal");
    host.sign_in({.id = id, .name = id == k_chen ? "陈晓明" : "周建平", .roles = {"CITIZEN"}, .permissions = {"mediation.apply"}});
  }
  void as_clerk() {
    host.use_face("console");
    host.sign_in({.id = k_clerk_id, .name = "沈立", .roles = {"FILING_CLERK"},
                  .permissions = {"mediation.list", "mediation.screen", "mediation.report", "mediation.reveal"}});
  }
  void as_mediator(std::int64_t id = k_wu) {
    host.use_face("console");
    host.sign_in({.id = id, .name = id == k_wu ? "吴芳" : "钱荣", .roles = {"MEDIATOR"},
                  .permissions = {"mediation.list", "mediation.mediate", "mediation.reveal"}});
  }
  void as_director() {
    host.use_face("console");
    host.sign_in({.id = k_he, .name = "何敏", .roles = {"COURT_DIRECTOR"}, .permissions = {"mediation.list", "mediation.assist"},
                  .point_id = k_point});
  }

  static Fields party_fields(const char* resident_id = "330124198202020026") {
    return {{"applicant_mobile", "13800000000"},   {"applicant_address", "太湖源镇东篱村12号"}, {"respondent_kind", "person"},
            {"respondent_name", "周建平"},         {"respondent_mobile", "139 0000 0000"},      {"respondent_address", ""},
            {"respondent_resident_id", resident_id}, {"respondent_uscc", ""}};
  }
  static Fields story_fields() {
    return {{"cause", "loan"}, {"facts", "2024年3月借给对方五万元，到期只还了两千元。"}, {"claims", "归还借款48000元"}, {"amount", "48,000.50"}};
  }

  /// Chen applies against Zhou. Answers the dispute's id.
  std::int64_t apply() { return apply_with(party_fields()); }
  /// Against somebody who has no account here.
  std::int64_t apply_against_a_stranger() { return apply_with(party_fields("")); }
  std::int64_t apply_with(const Fields& parties) {
    as_citizen(k_chen);
    EXPECT_EQ(host.post("/apply").status, 303);
    const auto id = host.drafts().back().id;
    const auto step = [&](int number) { return "/apply/" + std::to_string(id) + "/steps/" + std::to_string(number); };
    EXPECT_EQ(host.post(step(1), parties).status, 303) << host.last_render().name;
    EXPECT_EQ(host.post(step(2), story_fields()).status, 303);
    EXPECT_EQ(host.post(step(3), {{"point", std::to_string(k_point)}}).status, 303);
    const auto sent = host.post(step(4), {{"truthful", "1"}});
    EXPECT_EQ(sent.status, 303) << sent.problem;
    return host.records("dispute").back().id();
  }

  std::string path(std::int64_t id, const std::string& rest = {}) { return "/disputes/" + std::to_string(id) + rest; }
  const gongting::test::FakeRecord& dispute(std::int64_t id) {
    for (const auto& record : host.records("dispute"))
      if (record.id() == id) return record;
    throw std::runtime_error("no such dispute");
  }
  std::string state(std::int64_t id) { return dispute(id).text("state"); }
  Fields with_version(std::int64_t id, Fields fields) {
    fields.emplace_back("version", std::to_string(dispute(id).version()));
    return fields;
  }
  /// A way of the workflow, as the host's page goes it.
  FakeAnswer act(std::int64_t id, const std::string& act, Fields fields = {}) {
    return host.act("dispute", id, act, with_version(id, std::move(fields)));
  }
  FakeAnswer party_act(std::int64_t id, const std::string& act, Fields fields = {}) { return this->act(id, act, std::move(fields)); }

  void to_in_progress(std::int64_t id) {
    as_clerk();
    EXPECT_EQ(act(id, "admit").status, 303);
    EXPECT_EQ(act(id, "designate", {{"mediator", std::to_string(k_wu)}}).status, 303);
    as_mediator();
    EXPECT_EQ(act(id, "accept").status, 303);
    as_citizen(k_zhou);
    EXPECT_EQ(act(id, "consent").status, 303);
    EXPECT_EQ(state(id), "IN_PROGRESS");
  }
  FakeAnswer save_agreement(std::int64_t id, const char* result = "周建平归还48,000元") {
    as_mediator();
    return host.post(path(id, "/agreement/edit"),
                     with_version(id, {{"edition", std::to_string(host.records("agreement").size())},
                                       {"facts", "2024年3月借款五万元，尚欠四万八千元，双方没有争议。"},
                                       {"result", result},
                                       {"performance", "每月15日前还8,000元"}}));
  }
  FakeAnswer sign(std::int64_t id, std::int64_t who, const char* subject, std::string hash = {},
                  const char* proof = gongting::test::FakeContacts::k_proof) {
    as_citizen(who);
    if (hash.empty()) {
      host.get(path(id, std::string("/sign/") + subject));
      hash = std::string(host.last_render().model()["hash"].text());
    }
    return host.post(path(id, std::string("/sign/") + subject), {{"hash", hash}, {"_proof", proof}});
  }
  void to_agreed(std::int64_t id) {
    to_in_progress(id);
    EXPECT_EQ(save_agreement(id).status, 303);
    EXPECT_EQ(act(id, "draft").status, 303);
    EXPECT_EQ(sign(id, k_chen, "agreement").status, 303);
    EXPECT_EQ(sign(id, k_zhou, "agreement").status, 303);
    EXPECT_EQ(state(id), "AGREED");
  }
};

}  // namespace mediation::test

#endif
