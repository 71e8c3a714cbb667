// plugin.json: what is right is read whole, what is wrong is named with file, key and what to write.
#include "plugin_host/manifest.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"

namespace gongting::host::plugin_host {
namespace {

const std::string k_whole = R"({
  "id": "cn.gongting.mediation", "name": "mediation", "version": "0.1.0", "abi": 1, "mark": "调",
  "title": {"zh-CN": "调解", "en": "Mediation"}, "summary": {"zh-CN": "不收费"},
  "needs": ["gt.store/1", "gt.view/1", "gt.event/1"], "personal": true,
  "permissions": [{"id": "mediation.apply", "title": {"zh-CN": "申请调解"}, "roles": ["CITIZEN", "COURT_DIRECTOR"]},
                  {"id": "mediation.list", "title": {"zh-CN": "查看"}, "roles": ["JUDGE"]}],
  "tasks": [{"mark": "调", "title": {"zh-CN": "我要调解"}, "line": {"zh-CN": "先坐下来谈"}, "path": "/apply", "words": ["欠钱"]}],
  "menu": {"portal": [{"title": {"zh-CN": "调解"}, "path": "/"}],
           "console": [{"title": {"zh-CN": "纠纷"}, "path": "/disputes", "permission": "mediation.list"}]},
  "work": {"path": "/work", "record": "dispute", "open": "is_open"},
  "settings": [{"key": "days", "type": "integer", "default": 30, "min": 1, "max": 90, "title": {"zh-CN": "期限"}},
               {"key": "way", "type": "choice", "default": "online", "title": {"zh-CN": "方式"},
                "choices": [{"value": "online", "title": {"zh-CN": "线上"}}, {"value": "point", "title": {"zh-CN": "到场"}}]}],
  "records": [{"name": "dispute", "columns": {"code": "text", "amount_fen": "money", "due": "date", "is_open": "integer"},
               "readers": {"JUDGE": "area", "CITIZEN": "own"}, "audit": {"hide": ["statement"]}},
              {"name": "party", "parent": "dispute", "columns": {"dispute_id": "integer", "name": "text"}}],
  "publishes": [{"type": "mediation.agreed", "title": {"zh-CN": "谈成了"}}],
  "subscribes": ["filing.filed", "mediation.agreed"],
  "schedules": [{"name": "sweep", "daily": "03:05", "title": {"zh-CN": "清理"}}],
  "rules": ["rules/mediation.json"], "locales": ["zh-CN", "en"]
})";

std::string with(std::string from, const std::string& old_text, const std::string& new_text) {
  const auto at = from.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return from.replace(at, old_text.size(), new_text);
}

std::string refusal(const std::string& text) {
  try {
    parse_manifest(text, "mediation/plugin.json");
    return "accepted";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Manifest, ReadsAllThatIsDeclared) {
  const Manifest manifest = parse_manifest(k_whole, "mediation/plugin.json");
  EXPECT_EQ(manifest.id, "cn.gongting.mediation");
  EXPECT_EQ(manifest.name, "mediation");
  EXPECT_EQ(manifest.title.in("en"), "Mediation");
  EXPECT_EQ(manifest.title.in("de"), "调解");
  EXPECT_TRUE(manifest.personal);
  EXPECT_TRUE(manifest.needs_service("gt.view/1"));
  EXPECT_FALSE(manifest.needs_service("gt.site/1"));
  ASSERT_NE(manifest.permission("mediation.apply"), nullptr);
  EXPECT_EQ(manifest.permission("mediation.apply")->roles.size(), 2u);
  EXPECT_EQ(manifest.tasks.at(0).path, "/apply");
  EXPECT_EQ(manifest.console_menu.at(0).permission, "mediation.list");
  EXPECT_EQ(manifest.work_path, "/work");
  EXPECT_EQ(manifest.work_record + "." + manifest.work_open, "dispute.is_open");
  EXPECT_EQ(manifest.tasks.at(0).words, std::vector<std::string>{"欠钱"});
  ASSERT_NE(manifest.setting("days"), nullptr);
  EXPECT_EQ(*manifest.setting("days")->max, 90);
  EXPECT_EQ(manifest.setting("way")->choices.at(1).title.in("zh-CN"), "到场");
  EXPECT_EQ(std::get<std::string>(manifest.setting("way")->otherwise.data()), "online");
  EXPECT_EQ(std::get<List>(manifest.records.data()).size(), 2u);
  EXPECT_EQ(manifest.rules.at(0), "rules/mediation.json");
  ASSERT_NE(manifest.event("mediation.agreed"), nullptr);
  EXPECT_EQ(manifest.event("mediation.agreed")->title.in("en"), "谈成了");
  EXPECT_EQ(manifest.subscribes, (std::vector<std::string>{"filing.filed", "mediation.agreed"}));
  ASSERT_NE(manifest.schedule("sweep"), nullptr);
  EXPECT_EQ(manifest.schedule("sweep")->minute, 3 * 60 + 5);
  EXPECT_EQ(manifest.text, k_whole);
}

TEST(Manifest, NamesFileKeyAndReason) {
  struct Case {
    const char *from, *to, *said;
  };
  const Case cases[] = {
      {"\"abi\": 1", "\"abi\": 2", "mediation/plugin.json: abi: this platform loads plugins of abi 1"},
      {"\"name\": \"mediation\"", "\"name\": \"Mediation\"", "name: must be snake_case"},
      {"cn.gongting.mediation", "mediation", "id: must be a reverse domain name"},
      {"\"0.1.0\"", "\"1.0\"", "version: must be three numbers"},
      {"\"mark\": \"调\"", "\"mark\": \"调解\"", "mark: must be one character"},
      {"\"title\": {\"zh-CN\": \"调解\", ", "\"title\": {", "title: needs a text for \"zh-CN\""},
      {"\"needs\"", "\"need\"", "need: is not a known key"},
      {"\"mediation.apply\"", "\"filing.apply\"", "permissions[0].id: must be mediation.<verb>"},
      {"\"mediation.list\", \"title\"", "\"mediation.apply\", \"title\"", "permissions[1].id: is declared twice"},
      {"\"permission\": \"mediation.list\"", "\"permission\": \"mediation.lost\"", "menu.console[0].permission: is not declared"},
      {"\"record\": \"dispute\", \"open\"", "\"record\": \"matter\", \"open\"", "work.record: is no record type of this plugin"},
      {"\"open\": \"is_open\"", "\"open\": \"open\"", "work.open: is no column of dispute"},
      {"\"path\": \"/apply\"", "\"path\": \"//evil.example\"", "tasks[0].path: must be an address below"},
      {"\"default\": 30", "\"default\": 300", "settings[0].default: lies outside of min and max"},
      {"\"default\": 30", "\"default\": \"30\"", "settings[0].default: must be a whole number"},
      {"\"default\": \"online\"", "\"default\": \"letter\"", "settings[1].default: is none of the choices"},
      {"\"type\": \"integer\"", "\"type\": \"number\"", "settings[0].type: must be text, integer, boolean or choice"},
      {"\"code\": \"text\"", "\"code\": \"varchar\"", "records[0].columns.code: must be text, integer"},
      {"\"code\": \"text\"", "\"site_id\": \"integer\"", "records[0].columns.site_id: is a column that the host adds"},
      {"\"code\": \"text\"", "\"party\": \"text\"", "records[0].columns.party: has the name of a record type"},
      {"\"JUDGE\": \"area\"", "\"JUDGE\": \"all\"", "records[0].readers.JUDGE: must be none, own, point, area or site"},
      {"\"parent\": \"dispute\"", "\"parent\": \"matter\"", "records[1].parent: is no other record type"},
      {"\"parent\": \"dispute\", ", "", "records[1].readers: is missing"},
      {"rules/mediation.json", "../secret.json", "rules[0]: must be a file inside of the plugin's folder"},
      {"{\"type\": \"mediation.agreed\"", "{\"type\": \"filing.agreed\"", "publishes[0].type: must be mediation.<word>, with the plugin's own name: filing.agreed"},
      {"{\"type\": \"mediation.agreed\"", "{\"type\": \"mediation\"", "publishes[0].type: must be mediation.<word>"},
      {", \"gt.event/1\"", "", "needs: lacks \"gt.event/1\""},
      {"\"filing.filed\"", "\"filed\"", "subscribes[0]: must be an event's type such as mediation.agreed: filed"},
      {"\"filing.filed\"", "\"mediation.agreed\"", "subscribes[1]: is named twice"},
      {"\"03:05\"", "\"3:05\"", "schedules[0].daily: must be a time of the day in Shanghai such as 03:30: 3:05"},
      {"\"03:05\"", "\"24:00\"", "schedules[0].daily: must be a time of the day"},
      {"\"sweep\"", "\"Sweep\"", "schedules[0].name: must be snake_case"},
      {"\"personal\": true", "\"personal\": 1", "personal: must be true or false"},
      {"\"mark\": \"调\",\n", "\"mark\": \"调\", \"mark\": \"诉\",\n", "mark"},
  };
  for (const auto& [from, to, said] : cases) {
    const std::string reason = refusal(with(k_whole, from, to));
    EXPECT_NE(reason.find(said), std::string::npos) << to << " said: " << reason;
    EXPECT_EQ(reason.find("mediation/plugin.json: "), 0u) << reason;
  }
}

TEST(Manifest, RefusesWhatIsNoObject) {
  for (const char* text : {"", "[]", "\"text\"", "{", "{} {}", "null"}) EXPECT_NE(refusal(text), "accepted") << text;
}

}  // namespace
}  // namespace gongting::host::plugin_host
