// A backend whose answers are fixed and whose questions are kept, for the contract between plugin and host.
#ifndef GONGTING_TESTS_CONTRACT_PLUGINS_FAKE_BACKEND_HPP
#define GONGTING_TESTS_CONTRACT_PLUGINS_FAKE_BACKEND_HPP

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "plugin_host/backend.hpp"

namespace gongting::host::plugin_host {

class FakeBackend : public Backend {
 public:
  /// "insert note {…}": every question in its order, values as JSON.
  std::vector<std::string> asked;
  std::function<void()> on_query = [] {};

  Rows query(std::string_view sql, ValueRef params) override {
    note("query", sql, params);
    on_query();
    TableWriter table({"id", "words", "amount"});
    table.integer(5'000'000'000), table.text("甲"), table.integer(7);
    table.integer(2), table.text("<乙>"), table.null();
    return Rows(table.finish());
  }
  std::int64_t insert(std::string_view type, ValueRef fields) override { return note("insert", type, fields), 41; }
  std::int64_t update(std::string_view type, std::int64_t id, std::int64_t version, ValueRef fields) override {
    if (version != 1) throw Error{Kind::conflict, "the record changed meanwhile"};
    note("update " + std::to_string(id), type, fields);
    return version + 1;
  }
  void remove(std::string_view type, std::int64_t id, std::int64_t version) override {
    note("remove " + std::to_string(id) + " " + std::to_string(version), type, {});
  }
  void link_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) override {
    note("link " + std::to_string(id) + " " + std::to_string(account) + " " + std::string(part), type, {});
  }
  void unlink_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) override {
    note("unlink " + std::to_string(id) + " " + std::to_string(account) + " " + std::string(part), type, {});
  }
  std::int64_t next_number(std::string_view series) override { return note("number", series, {}), 12; }
  CaseNumber next_case_number(std::string_view type, std::string_view special, int year) override {
    note("case number " + std::to_string(year) + " " + std::string(special), type, {});
    return {year, "浙0112", std::string(special), std::string(type), 7};
  }
  std::vector<std::string> open_sealed(std::string_view type, std::int64_t id, const std::vector<std::string>& columns,
                                       std::string_view reason) override {
    note("open " + std::to_string(id) + " " + columns.at(0) + " " + columns.at(1) + " (" + std::string(reason) + ")", type, {});
    return {"13800000000", ""};
  }

  std::string render(std::string_view name, ValueRef title, ValueRef model, std::string_view layout) override {
    note("render " + std::string(layout) + " " + std::string(title.message_key()), name, model);
    return "<html>" + std::string(name) + "</html>";
  }
  std::string message(std::string_view key, ValueRef params) override {
    return note("message", key, params), std::string(params["name"].text()) + "，您好";
  }
  std::string qr(std::string_view text) override { return "<svg>" + std::string(text) + "</svg>"; }

  Value setting(std::string_view key) override { return note("setting", key, {}), "您好"; }
  Rows people(std::string_view role) override {
    TableWriter table({"id", "name", "point_id", "point_name"});
    table.integer(9), table.text(role), table.null(), table.text("");
    return Rows(table.finish());
  }
  Fields person(std::int64_t id, bool mobile) override {
    if (id != 7) return {};
    return {{"id", 7}, {"name", "陈晓明"}, {"masked_name", "陈*明"}, {"mobile", mobile ? "13800000000" : ""},
            {"masked_mobile", "138****0000"}, {"masked_resident_id", "1101***********02X"}};
  }
  std::int64_t find_person(std::string_view name, std::string_view) override { return name == "陈晓明" ? 7 : 0; }
  Fields workflow(WorkflowCall what, ValueRef args) override {
    note("workflow " + std::to_string(static_cast<int>(what)), args["record"].text(), args["input"]);
    return {{"id", 43}, {"version", args["version"].integer() + 1}, {"html", "<p>stale</p>"}};
  }
  Fields command(std::string_view plugin, std::string_view name, ValueRef arguments) override {
    note("command " + std::string(plugin), name, arguments);
    return {{"answer", arguments["number"].integer() * 2}};
  }
  void publish_live(std::string_view type, std::int64_t id) override { note("live " + std::to_string(id), type, {}); }
  Fields watch_live(std::string_view type, std::int64_t id, std::int64_t version) override {
    note("watch " + std::to_string(id) + " " + std::to_string(version), type, {});
    return {{"href", "/linan/live/exercises/note/" + std::to_string(id)}, {"version", version}};
  }
  std::string show_again(int within_min) override {
    note("step up", std::to_string(within_min), {});
    return within_min < 10 ? "<p>who are you?</p>" : "";
  }
  int identity_level(std::int64_t account) override { return account == 7 ? 3 : 1; }
  Fields form(FormCall what, ValueRef args) override {
    note("form " + std::to_string(static_cast<int>(what)), args["form"].text(), args["typed"]);
    return {{"drafts", List{Fields{{"id", 9}, {"number", "D-2026-11-0001"}}}}, {"values", Fields{{"words", "好"}}},
            {"errors", List{Fields{{"field", "words"}, {"text", Message{"form.required", {}}}}}}, {"fields", List{Fields{{"kind", "line"}}}}};
  }
  Rows points() override { return Rows(TableWriter({"id", "name", "kind", "division", "address", "phone"}).finish()); }
  Rows divisions(std::string_view under) override {
    TableWriter table({"code", "name", "level"});
    table.text(std::string(under) + "100"), table.text("锦城街道"), table.text("town");
    return Rows(table.finish());
  }
  bool module_enabled(std::string_view name) override { return name == "mediation"; }
  bool publish(std::string_view type, std::string_view record_type, std::int64_t record, ValueRef payload,
               std::string_view key) override {
    note("publish " + std::string(type) + " " + std::to_string(record) + " " + std::string(key), record_type, payload);
    return key != "told before";
  }
  Fields tell_persons(const TellPersons& what) override {
    note("tell " + std::to_string(what.record) + " " + std::to_string(what.account) + std::string(what.part) + " " + std::string(what.text) + " " + std::string(what.key),
         what.record_type, what.params);
    return {{"told", 2}};
  }
  Fields serve_document(const ServeDocument& what) override {
    note("serve " + std::to_string(what.record) + " " + std::to_string(what.account) + " " + std::string(what.title) + " " + std::string(what.href) + " " +
             std::string(what.label) + " (" + std::string(what.document) + ")",
         what.record_type, {});
    return {{"id", 5}, {"state", "effective"}};
  }
  Rows served_documents(std::string_view record_type, std::int64_t record) override {
    note("served " + std::to_string(record), record_type, {});
    TableWriter table({"id", "title"});
    table.integer(5), table.text("调解书");
    return Rows(table.finish());
  }
  Fields invite(const InvitePerson& whom) override {
    note("invite " + std::to_string(whom.record) + " " + std::string(whom.name) + " " + std::string(whom.part) + " " + std::string(whom.way) + " " +
             std::string(whom.mobile) + " " + std::to_string(whom.days) + " " + std::to_string(whom.account),
         whom.record_type, {});
    return {{"id", 6}, {"account", 9}, {"link", "/linan/join/6.x"}, {"code", "12345678"}};
  }
  void revoke_invitation(std::string_view record_type, std::int64_t record, std::int64_t id) override {
    note("revoke " + std::to_string(record) + " " + std::to_string(id), record_type, {});
  }
  Rows invitations_of(std::string_view record_type, std::int64_t record) override {
    note("invitations " + std::to_string(record), record_type, {});
    TableWriter table({"id", "state"});
    table.integer(6), table.text("open");
    return Rows(table.finish());
  }
  Fields step_up() override { return note("step up", "", {}), Fields{{"way", "password"}}; }
  std::string confirm_step_up() override { return note("confirm", "", {}), "stepup.wrong_code"; }
  Fields sign_document(const SignDocument& what) override {
    note("sign " + std::to_string(what.record) + " " + std::string(what.what) + " " + std::string(what.label) + " " + std::string(what.name) + " (" +
             std::string(what.document) + ")",
         what.record_type, {});
    return {{"hash", "ab"}, {"way", "password"}, {"at", 7}, {"receipt", "HZ-1"}, {"href", "/linan/receipts/HZ-1"}};
  }
  Rows signatures_of(std::string_view record_type, std::int64_t record) override {
    note("signatures " + std::to_string(record), record_type, {});
    TableWriter table({"what", "hash"});
    table.text("调解书"), table.text("ab");
    return Rows(table.finish());
  }
  Fields give_receipt(const TakenIn& taken) override {
    note("receipt " + std::string(taken.what) + " " + std::to_string(taken.record) + " " + std::string(taken.label) + " " +
             std::string(taken.by) + " (" + std::string(taken.content) + ")", taken.record_type, {});
    return {{"number", "HZ-330112-2026-000001"}, {"href", "/linan/receipts/HZ-330112-2026-000001"}};
  }
  Rows receipts_of(std::string_view record_type, std::int64_t record) override {
    note("receipts of " + std::to_string(record), record_type, {});
    TableWriter table({"number", "what", "given_at", "href"});
    table.text("HZ-330112-2026-000001"), table.text("调解申请"), table.integer(7), table.text("/linan/receipts/HZ-330112-2026-000001");
    return Rows(table.finish());
  }
  Fields compute(std::string_view rule, std::string_view from, int pause, int extend) override {
    note("compute " + std::to_string(pause) + " " + std::to_string(extend), rule, {});
    if (rule != "mediation.term") throw Error{Kind::not_found, "there is no rule " + std::string(rule)};
    return {{"rule", rule}, {"title", "调解"}, {"article", "第十一条"}, {"due", "2026-12-01"}, {"task_due", "2026-11-30"}, {"due_ms", 1}, {"status", "verified"},
            {"trail", List{std::string(from) + " 起", "30 日"}}, {"calendar_missing", true}};
  }
  List rules() override {
    return {Fields{{"rule", "mediation.term"}, {"title", "调解"}, {"kind", "after"}, {"unit", "day"}, {"count", 30}, {"status", "choice"}}};
  }
  Fields start_period(const PeriodStart& start) override {
    note("start " + std::to_string(start.id) + " " + std::string(start.from) + " " + std::string(start.about) + " " +
             std::to_string(start.responsible) + std::string(start.role) + " " + std::string(start.type), start.rule, {});
    return period(0, "");
  }
  int stop_periods(std::string_view type, std::int64_t id, std::string_view rule, std::string_view why) override {
    note("stop " + std::to_string(id) + " " + std::string(why) + " " + std::string(rule), type, {});
    return 2;
  }
  Fields pause_period(std::int64_t id, std::string_view on, std::string_view reason) override {
    note("pause " + std::to_string(id) + " " + std::string(reason), on, {});
    return period(0, on);
  }
  Fields resume_period(std::int64_t id, std::string_view on) override {
    note("resume " + std::to_string(id), on, {});
    return period(0, "");
  }
  Fields extend_period(std::int64_t id, int amount, std::string_view consent, bool further) override {
    note("extend " + std::to_string(id) + " " + std::to_string(amount) + (further ? " further" : ""), consent, {});
    if (amount > 30) throw Error{Kind::invalid, "30 days at most"};
    return period(amount, "");
  }
  Fields assign_period(std::int64_t id, std::int64_t responsible, std::string_view role) override {
    note("assign " + std::to_string(id) + " " + std::to_string(responsible), role, {});
    return period(0, "");
  }
  List periods(std::string_view type, std::int64_t id, bool all) override {
    note("periods " + std::to_string(id) + (all ? " all" : ""), type, {});
    return {period(3, "2026-11-05")};
  }

 private:
  static Fields period(int extend, std::string_view paused_on) {
    return {{"id", 77}, {"version", 1}, {"rule", "mediation.term"}, {"due", "2026-12-01"}, {"trail", List{"30 日"}},
            {"start_on", "2026-11-01"}, {"extend", extend}, {"paused_on", paused_on}, {"started_at", 5}, {"stopped_at", 0},
            {"status", "signed"}, {"consequence_allowed", true}};
  }
  void note(const std::string& what, std::string_view which, ValueRef value) {
    asked.push_back(what + " " + std::string(which) + (value.is_null() ? "" : " " + to_json(value.value())));
  }
};

}  // namespace gongting::host::plugin_host

#endif
