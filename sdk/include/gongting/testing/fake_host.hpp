// A host for unit tests: the plugin is created and called over the real C edge, and what stands behind its services is
// in memory and under the test's control. No database, no socket, no process. Not a judge of SQL or templates: those
// run on the real host's tests.
#ifndef GONGTING_TESTING_FAKE_HOST_HPP
#define GONGTING_TESTING_FAKE_HOST_HPP

#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/case_number.hpp"
#include "gongting/plugin.hpp"
#include "gongting/testing/fake_answers.hpp"
#include "gongting/testing/fake_contacts.hpp"
#include "gongting/testing/fake_commands.hpp"
#include "gongting/testing/fake_periods.hpp"
#include "gongting/testing/fake_records.hpp"
#include "gongting/testing/fake_forms.hpp"
#include "gongting/testing/fake_workflow.hpp"
#include "gongting/testing/html.hpp"
#include "gongting/testing/json_reader.hpp"
#include "gongting/testing/mustache.hpp"

#ifndef GONGTING_PLUGIN_DIR
#define GONGTING_PLUGIN_DIR ""
#endif

/// The plugin under test, linked into the test program.
extern "C" const gt_entry* const gt_plugin_v1;

namespace gongting::test {

class FakeHost {
 public:
  /// Creates and starts the plugin. `folder` is where its templates/ lie; without it pages have no HTML.
  explicit FakeHost(const gt_entry* entry, std::string folder = GONGTING_PLUGIN_DIR)
      : manifest_(entry->manifest), folder_(std::move(folder)) {
    learn_sealed_columns();
    gt_error error{};
    plugin_ = entry->create(&host_, &error);
    if (plugin_ == nullptr) throw std::runtime_error(std::string("create: ") + error.text);
    http_ = reinterpret_cast<const gt_http_v1*>(plugin_->service(plugin_->self, to_str(GT_HTTP_ID)));
    event_handler_ = reinterpret_cast<const gt_event_handler_v1*>(plugin_->service(plugin_->self, to_str(GT_EVENT_HANDLER_ID)));
    schedule_ = reinterpret_cast<const gt_schedule_v1*>(plugin_->service(plugin_->self, to_str(GT_SCHEDULE_ID)));
    learn_workflows();
    learn_forms();
    const auto encoded = detail::call_slot(http_->head, http_->routes, 0, encode_fields({}));
    ValueRef(encoded).for_each([&](std::string_view, ValueRef route) {
      const auto text = [&](std::string_view key) { return std::string(route[key].text()); };
      routes_.push_back({text("face"), text("method"), text("path"), text("permission"), {}, static_cast<int>(route["per_hour"].integer())});
      const auto& permission = routes_.back().permission;
      if (!permission.empty() && permission != "*" && !declared(permission))
        throw std::runtime_error("plugin.json declares no permission " + permission);
      return true;
    });
    if (plugin_->start(plugin_->self, &error) != GT_OK) throw std::runtime_error(std::string("start: ") + error.text);
  }
  ~FakeHost() {
    plugin_->stop(plugin_->self);
    plugin_->destroy(plugin_->self);
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // --- the request ---
  void sign_in(FakeUser user) { user_ = std::move(user), signed_in_ = true; }
  void sign_out() { user_ = {.id = 0, .roles = {}}, signed_in_ = false; }
  /// "portal" (at first), "console" or "api".
  void use_face(std::string face) { face_ = std::move(face); }
  void use_locale(std::string locale) { locale_ = std::move(locale); }
  /// Fields are texts, or lists of texts. The path is below the plugin's address and may carry a query.
  FakeAnswer get(std::string_view path) { return call("GET", path, {}); }
  FakeAnswer post(std::string_view path, Fields form = {}) { return call("POST", path, std::move(form)); }
  FakeAnswer call(std::string_view method, std::string_view path, Fields form, Value json = {}, List files = {}) {
    const auto mark = path.find('?');
    const auto plain = path.substr(0, mark);
    for (std::size_t number = 0; number < routes_.size(); ++number) {
      Fields params;
      const auto& route = routes_[number];
      if (route.face != face_ || route.method != method || !matches(route.path, plain, params)) continue;
      if (!allowed(route.permission)) return {.status = 403, .problem = "the user may not do this"};
      Fields args{{"route", std::int64_t(number)}, {"method", method}, {"path", plain}, {"params", std::move(params)},
                  {"query", mark == std::string_view::npos ? Fields{} : query_of(path.substr(mark + 1))},
                  {"form", std::move(form)}, {"json", std::move(json)}, {"files", std::move(files)}};
      return run(std::move(args));
    }
    if (const auto* declared = forms_.at(plain)) return form_page(*declared, method, plain, std::move(form));
    return {.status = 404, .problem = "no route of the " + face_ + " fits"};
  }

  // --- what nobody waits for ---
  /// Tells the plugin of an event.
  FakeAnswer deliver(std::string_view type, std::string_view record_type, std::int64_t record, Fields payload = {},
                     std::string_view delivery = "delivery-1") {
    return run_background(event_handler_->head, event_handler_->deliver,
                          {{"type", type}, {"delivery", delivery}, {"record_type", record_type}, {"record", record},
                           {"payload", std::move(payload)}, {"at_ms", now_ms_}});
  }
  /// The day's moment of a schedule has come.
  FakeAnswer run_daily(std::string_view name) { return run_background(schedule_->head, schedule_->run, {{"name", name}}); }

  /// Goes a way of a workflow as the host's own page does: the fields are those of its form. 303, or how it failed: 403, 409,
  /// 422, where `field_error()` says what is wrong with a field and `problem` why the way is closed.
  FakeAnswer act(const std::string& record, std::int64_t id, std::string_view transition, Fields form = {}) {
    field_errors_.clear();
    return run({{"form", form}}, [&](FakeAnswer& answer) {
      const auto encoded = encode_fields(form);
      go_from_page(record, id, transition, Form(ValueRef(encoded)), answer);
    });
  }
  /// What was wrong with this field of the last act(); empty when nothing was.
  std::string field_error(const std::string& field) const {
    const auto found = field_errors_.find(field);
    return found == field_errors_.end() ? std::string() : found->second;
  }

  /// Runs a command as API and command line do. What it answered is in `result`; else `problem` says how it failed.
  FakeAnswer run_command(std::string_view name, Fields arguments = {}) {
    return run({}, [&](FakeAnswer& answer) { answer.result = call_own_command(name, arguments); });
  }

  // --- what the test sets ---
  /// From now on the person has to show once more who he is, where a handler asks for it.
  void ask_again(bool again = true) { ask_again_ = again; }
  void set_identity_level(int level) { level_ = level; }
  void set_now(std::int64_t ms) { now_ms_ = ms; }
  std::int64_t now_ms() const { return now_ms_; }
  void set_setting(const std::string& key, Value value) { settings_[key] = std::move(value); }
  void add_person(Person person, std::vector<std::string> roles = {}, std::string resident_id = {}) {
    people_.push_back({std::move(person), std::move(roles), std::move(resident_id)});
  }
  void set_points(Rows points) { points_ = std::move(points); }
  void set_divisions(Rows divisions) { divisions_ = std::move(divisions); }
  void enable_module(const std::string& name) { modules_.insert(name); }
  /// What clock().due() answers for this rule, whatever day it starts on.
  void set_due(const std::string& rule, Fields due) { due_[rule] = std::move(due); }
  /// Answers the queries that contain this text, before the records in memory are asked.
  void answer(std::string part_of_sql, std::function<Rows(ValueRef params)> answerer) {
    answers_.emplace_back(std::move(part_of_sql), std::move(answerer));
  }
  void answer(std::string part_of_sql, Rows rows) {
    answer(std::move(part_of_sql), [rows = std::move(rows)](ValueRef) { return rows; });
  }
  std::int64_t add_record(const std::string& type, const Fields& fields) {
    const std::string encoded = encode_fields(fields);
    return records_.insert(type, ValueRef(encoded), k_site, user_.id, now_ms_);
  }

  // --- what the plugin did ---
  const std::vector<FakeRecord>& records(const std::string& type) const { return records_.of(type); }
  /// Periods that were begun, also those that were stopped.
  const std::vector<FakePeriod>& periods() const { return periods_.all(); }
  /// The history that workflows left, in the order in which it came.
  const std::vector<FakeStep>& steps() const { return steps_; }
  /// Forms that were begun, in the order in which they were; also those that were sent.
  const std::vector<FakeDraft>& drafts() const { return forms_.drafts(); }
  const forms::Declaration& form(std::string_view name) const { return forms_.form(name); }
  const workflow::Declaration& declaration(const std::string& record) const { return declarations_.at(record); }
  /// "party/7/mobile: reason" for each sealed column that was opened.
  const std::vector<std::string>& opened() const { return opened_; }
  const std::vector<FakeRender>& renders() const { return renders_; }
  const FakeRender& last_render() const {
    if (renders_.empty()) throw std::runtime_error("no page was rendered");
    return renders_.back();
  }
  const std::vector<FakeQuery>& queries() const { return queries_; }
  /// "type/id/account/part" of each link.
  const std::set<std::string>& links() const { return links_; }
  const std::vector<std::string>& log_lines() const { return log_; }
  const std::vector<FakeReceipt>& receipts() const { return receipts_; }
  /// Notices, services, invitations and signatures.
  FakeContacts& contacts() { return contacts_; }
  /// What the plugin told, in its order.
  const std::vector<FakeEvent>& events() const { return events_; }
  /// "dispute/7" of each record whose readers were told.
  const std::vector<std::string>& told_live() const { return told_live_; }
  const std::vector<Route>& routes() const { return routes_; }

 private:
  static constexpr std::int64_t k_site = 1;
  struct KnownPerson {
    Person person;
    std::vector<std::string> roles;
    std::string resident_id;
  };

  static FakeHost& of(void* self) { return *static_cast<FakeHost*>(self); }
  bool declared(std::string_view word) const {
    return manifest_.find('"' + std::string(word) + '"') != std::string::npos;
  }

  /// {"name": "party", "columns": {"mobile": "sealed:mobile"}}, in this order.
  void learn_sealed_columns() {
    const auto text_from = [&](std::size_t quote) { return manifest_.substr(quote + 1, manifest_.find('"', quote + 1) - quote - 1); };
    for (auto at = manifest_.find("\"sealed"); at != std::string::npos; at = manifest_.find("\"sealed", at + 1)) {
      const auto colon = manifest_.find_last_not_of(" \n", at - 1);
      if (manifest_[colon] != ':') continue;
      auto record = at;
      for (int open = 2; open > 0 && record > 0;) {
        --record;
        open += manifest_[record] == '}' ? 1 : manifest_[record] == '{' ? -1 : 0;
      }
      const auto name = manifest_.find("\"name\"", record);
      const auto kind = text_from(at);
      records_.seal(text_from(manifest_.find('"', manifest_.find(':', name))),
                    text_from(manifest_.rfind('"', manifest_.rfind('"', colon) - 1)),
                    kind.find(':') == std::string::npos ? "" : kind.substr(kind.find(':') + 1));
    }
  }

  // --- gt.workflow/1: the files of the plugin's folder, gone by with the host's own engine ---
  void learn_workflows() {
    const auto manifest = JsonReader(manifest_).read().encode();
    ValueRef(manifest)["workflows"].for_each([&](std::string_view, ValueRef name) {
      std::ifstream file(folder_ + "/" + std::string(name.text()));
      if (!file) throw std::runtime_error("there is no " + std::string(name.text()));
      const auto declared = JsonReader(std::string(std::istreambuf_iterator<char>(file), {})).read().encode();
      auto read = workflow::read_declaration(ValueRef(declared));
      declarations_.emplace(read.record, std::move(read));
      return true;
    });
    rules_ = reinterpret_cast<const gt_workflow_rules_v1*>(plugin_->service(plugin_->self, to_str(GT_WORKFLOW_RULES_ID)));
    const auto names = detail::call_slot(rules_->head, rules_->list, 0, encode_fields({}));
    ValueRef(names).for_each([&](std::string_view, ValueRef one) {
      one["options"].for_each([&](std::string_view, ValueRef field) { return own_options_[std::string(one["record"].text())].emplace(field.text()), true; });
      return true;
    });
  }
  // --- gt.form/1: the files of the plugin's folder, filled in with the host's own engine ---
  void learn_forms() {
    form_rules_ = reinterpret_cast<const gt_form_rules_v1*>(plugin_->service(plugin_->self, to_str(GT_FORM_RULES_ID)));
    forms_.learn(manifest_, folder_, *form_rules_);
  }
  FakeFormGround form_ground(const forms::Declaration& declared, const std::string& begun) {
    return FakeFormGround(declared, begun, {caller(), user_.point_id, Rows(points(ValueRef())), Rows(divisions(ValueRef())), forms_.names(declared.form),
                                            [this](const std::string& role) { return holders(role); },
                                            [this](gt_call gt_form_rules_v1::*slot, Fields asked) {
                                              auto args = request_;
                                              args.emplace_back("declared", std::move(asked));
                                              return detail::call_slot(form_rules_->head, form_rules_->*slot, scope_, encode_fields(args));
                                            }});
  }
  FakeForms::Ground form_grounds() {
    return [this](const forms::Declaration& declared, const std::string& begun) { return form_ground(declared, begun); };
  }
  FakeAnswer form_page(const forms::Declaration& declared, std::string_view method, std::string_view path, Fields form) {
    if (!allowed(face_ == "portal" ? declared.portal : declared.console)) return {.status = 403, .problem = "the user may not do this"};
    const auto encoded = encode_fields(form);
    return run({{"form", std::move(form)}}, [&](FakeAnswer& answer) {
      forms_.serve(declared, method, path.substr(declared.path.size()), caller(), Form(ValueRef(encoded)), form_grounds(), answer, renders_);
      if (!answer.location.empty()) answer.location.insert(0, base());
    });
  }
  std::string form_drafts(ValueRef args) { return encode_fields({{"drafts", forms_.listed(forms_.form(args["form"].text()), caller())}}); }
  std::string read_form(ValueRef args) { return encode_fields(forms_.read(args, face_, form_grounds())); }
  std::string form_fields(ValueRef args) { return encode_fields({{"fields", forms_.fields(args, face_, form_grounds())}}); }

  FakeCaller caller() const { return {user_.id, now_ms_, user_.name, face_, signed_in_, user_.permissions, level_}; }
  std::vector<forms::Option> holders(const std::string& role) const {
    std::vector<forms::Option> options;
    for (const auto& known : people_)
      for (const auto& held : known.roles)
        if (held == role) options.push_back({std::to_string(known.person.id), known.person.name, {}});
    return options;
  }
  FakeGround ground(const workflow::Declaration& declared) {
    return FakeGround(declared, caller(),
                      {records_, links_, steps_, periods_, contacts_.kept.notices, events_, due_,
                       [this](const std::string& role) { return holders(role); },
                       [this](gt_call gt_workflow_rules_v1::*slot, Fields asked) {
                         auto args = request_;
                         args.emplace_back("workflow", std::move(asked));
                         return detail::call_slot(rules_->head, rules_->*slot, scope_, encode_fields(args));
                       },
                       own_options_[declared.record], [](const std::string& key) { return key; }});
  }
  const workflow::Declaration& declared_for(ValueRef args) const {
    const auto found = declarations_.find(std::string(args["record"].text()));
    if (found == declarations_.end()) throw Error{Kind::internal, "plugin.json names no workflow for " + std::string(args["record"].text())};
    return found->second;
  }
  static Fields fields_of(ValueRef map) {
    Fields fields;
    map.for_each([&](std::string_view name, ValueRef value) { return fields.emplace_back(name, value.value()), true; });
    return fields;
  }
  static workflow::Note note_of(ValueRef said, std::string_view words) {
    const auto text = [&](std::string_view key) { return std::string(said[key].text()); };
    return {std::string(words), text("subject"), text("public"), text("staff")};
  }
  void go_from_page(const std::string& record, std::int64_t id, std::string_view transition, Form form, FakeAnswer& answer) {
    auto stand = ground(declarations_.at(record));
    const workflow::Engine engine(declarations_.at(record), stand);
    const auto now = engine.read(id);
    const auto verdict = engine.examine(now, transition);
    const bool offered = verdict.way == nullptr || verdict.way->offer;
    if (form.has("version") && form.integer("version", {.required = false}) != now.version) throw Error{Kind::conflict, "workflow.why.changed"};
    if (!offered) throw Error{Kind::invalid, "workflow.why.no_such_way"};
    if (verdict.refusal == workflow::Refusal::not_yours) throw Error{Kind::forbidden, verdict.why.key};
    if (!verdict) throw Error{Kind::invalid, verdict.why.key};
    const auto input = engine.input(now, *verdict.way, form);
    for (const auto& error : form.errors()) {
      const auto encoded = error.encode();
      field_errors_[std::string(ValueRef(encoded)["field"].text())] = std::string(ValueRef(encoded)["text"].message_key());
    }
    if (!form.ok()) throw Error{Kind::invalid, "form.invalid"};
    engine.go(now, now.version, transition, input);
    answer.status = 303, answer.location = base() + workflow::Pages(engine).page_path(id);
  }
  template <class Serve>
  std::string with_engine(ValueRef args, Serve&& serve) {
    const auto& declared = declared_for(args);
    auto stand = ground(declared);
    const workflow::Engine engine(declared, stand);
    return encode_fields(serve(engine, stand));
  }
  std::string begin_way(ValueRef args) {
    return with_engine(args, [&](const auto& engine, auto&) {
      return Fields{{"id", engine.begin(args["transition"].text(), fields_of(args["fields"]), fields_of(args["input"]), note_of(args["note"], {}))}};
    });
  }
  std::string go_way(ValueRef args) {
    return with_engine(args, [&](const auto& engine, auto&) {
      return Fields{{"version", engine.go(engine.read(args["id"].integer()), args["version"].integer(), args["transition"].text(),
                                          fields_of(args["input"]))}};
    });
  }
  std::string note_way(ValueRef args) {
    return with_engine(args, [&](const auto& engine, auto&) {
      return Fields{{"version", engine.note(engine.read(args["id"].integer()), args["version"].integer(), note_of(args, args["words"].text()))}};
    });
  }
  std::string way_actions(ValueRef args) {
    return with_engine(args, [&](const auto& engine, auto&) { return workflow::Pages(engine).actions(engine.read(args["id"].integer()), Form(args["form"])); });
  }
  std::string way_timeline(ValueRef args) {
    return with_engine(args, [&](const auto& engine, auto& stand) {
      return Fields{{"steps", stand.timeline(workflow::Pages(engine), args["id"].integer(), args["staff"].boolean())}};
    });
  }
  std::string way_periods(ValueRef args) {
    return with_engine(args, [&](const auto&, auto& stand) { return Fields{{"periods", stand.periods(args["id"].integer())}}; });
  }
  std::string way_turn(ValueRef args) {
    return with_engine(args, [&](const auto& engine, auto&) {
      const auto now = engine.read(args["id"].integer());
      const workflow::Pages pages(engine);
      return Fields{{"turn", pages.turn(now, args["variant"].text(), [](std::string_view) { return true; })}, {"stages", pages.stages(now)}};
    });
  }
  /// The page has no HTML here; what was typed can be seen in last_render().
  std::string way_stale(ValueRef args) {
    renders_.push_back({"workflow/stale.html", "workflow.stale.title", "page", std::string(args["form"].exact())});
    return encode_fields({{"page", 0}});
  }

  static const gt_table* find_service(void* self, gt_str id) noexcept {
    FakeHost& host = of(self);
    const auto name = to_view(id);
    if (name == GT_LOG_ID) return &host.log_table_.head;
    if (!host.declared(name)) return nullptr;
    return name == GT_STORE_ID   ? &host.store_table_.head
           : name == GT_VIEW_ID  ? &host.view_table_.head
           : name == GT_SITE_ID  ? &host.site_table_.head
           : name == GT_CLOCK_ID ? &host.clock_table_.head
           : name == GT_EVENT_ID ? &host.event_table_.head
           : name == GT_RECEIPT_ID ? &host.receipt_table_.head
           : name == GT_FORM_ID ? &host.form_table_.head
           : name == GT_WORKFLOW_ID ? &host.workflow_table_.head
           : name == GT_COMMAND_ID ? &host.command_table_.head
           : name == GT_LIVE_ID ? &host.live_table_.head
           : name == GT_IDENTITY_ID ? &host.identity_table_.head
                                 : host.contacts_.find(name);
  }

  template <std::string (FakeHost::*method)(ValueRef)>
  static gt_kind slot(void* self, gt_scope scope, gt_str args, gt_sink result, gt_error* error) noexcept {
    return detail::guard(error, [&] {
      FakeHost& host = of(self);
      if (scope != host.scope_ && scope != 0) throw Error{Kind::internal, "the handle of a request was kept after it"};
      const ValueRef value(to_view(args));
      value.check();
      detail::answer(result, (host.*method)(value));
    });
  }

  static bool matches(std::string_view pattern, std::string_view path, Fields& params) {
    while (!pattern.empty() || !path.empty()) {
      if (pattern.empty() || path.empty() || pattern[0] != '/' || path[0] != '/') return false;
      pattern.remove_prefix(1), path.remove_prefix(1);
      const auto wanted = pattern.substr(0, pattern.find('/')), given = path.substr(0, path.find('/'));
      if (wanted.starts_with('{')) params.emplace_back(std::string(wanted.substr(1, wanted.size() - 2)), given);
      else if (wanted != given) return false;
      pattern.remove_prefix(wanted.size()), path.remove_prefix(given.size());
    }
    return true;
  }
  static Fields query_of(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
      const auto pair = text.substr(0, text.find('&'));
      text.remove_prefix(std::min(pair.size() + 1, text.size()));
      const auto sign = pair.find('=');
      fields.emplace_back(std::string(pair.substr(0, sign)),
                          sign == std::string_view::npos ? std::string_view{} : pair.substr(sign + 1));
    }
    return fields;
  }
  bool allowed(const std::string& permission) const {
    if (permission.empty()) return true;
    if (permission == "*") return signed_in_;
    for (const auto& held : user_.permissions)
      if (held == permission) return true;
    return false;
  }

  static Fields site_fields() {
    return {{"id", k_site}, {"slug", "linan"}, {"name", "杭州市临安区人民法院"}, {"short_name", "临安法院"},
            {"court_code", "浙0112"}, {"division", "330112000000"}, {"phone", "12368"}};
  }

  /// What the plugin wrote, so that it can be taken back as the host does.
  struct Written {
    FakeRecords records;
    std::set<std::string> links;
    std::vector<FakeEvent> events;
    FakePeriods periods;
    std::vector<FakeReceipt> receipts;
    std::vector<FakeStep> steps;
    FakeContacts::Written contacts;
  };
  Written written() const { return {records_, links_, events_, periods_, receipts_, steps_, contacts_.kept}; }
  void take_back(Written before) {
    records_ = std::move(before.records), links_ = std::move(before.links), events_ = std::move(before.events);
    periods_ = std::move(before.periods), receipts_ = std::move(before.receipts);
    steps_ = std::move(before.steps), contacts_.kept = std::move(before.contacts);
  }

  FakeAnswer run_background(const gt_table& table, gt_call call_of_edge, Fields args) {
    args.insert(args.end(), {{"site", site_fields()}, {"base", base()}, {"prefix", "/linan"}, {"locale", locale_},
                             {"request_id", "test-job"}, {"now_ms", now_ms_}, {"deadline_ms", now_ms_ + 60'000}});
    auto before = written();
    std::string result;
    gt_error error{};
    ++scope_;
    const auto kind = call_of_edge(table.self, scope_, to_str(encode_fields(args)), {&result, detail::collect}, &error);
    ++scope_;  // the handle ends with its call
    if (kind == GT_OK) return {};
    take_back(std::move(before));
    return {.status = http_status(static_cast<Kind>(kind)), .problem = error.text};
  }

  FakeAnswer run(Fields args) {
    return run(args, [&](FakeAnswer& answer) { handle(answer); });
  }
  void handle(FakeAnswer& answer) {
    std::string result;
    gt_error error{};
    const auto kind = http_->handle(http_->head.self, scope_, to_str(encode_fields(request_)), {&result, detail::collect}, &error);
    if (kind != GT_OK) throw Error{static_cast<Kind>(kind), error.text};
    const ValueRef found(result);
    found.check();
    answer.status = static_cast<int>(found["status"].integer(200));
    answer.type = found["type"].text(), answer.body = found["body"].text(), answer.location = found["location"].text();
    found["headers"].for_each([&](std::string_view key, ValueRef value) {
      return answer.headers.emplace_back(std::string(key), value.value()), true;
    });
  }
  template <class Body>
  FakeAnswer run(Fields args, Body&& body) {
    args.insert(args.end(), {{"user", Fields{{"id", user_.id}, {"name", user_.name}, {"signed_in", signed_in_},
                                             {"roles", List(user_.roles.begin(), user_.roles.end())},
                                             {"permissions", List(user_.permissions.begin(), user_.permissions.end())},
                                             {"point_id", user_.point_id}}},
                             {"site", site_fields()},
                             {"base", base()}, {"prefix", "/linan"}, {"host", "court.example"}, {"tls", true}, {"face", face_}, {"locale", locale_}, {"request_id", "test-request"},
                             {"now_ms", now_ms_}, {"deadline_ms", now_ms_ + 10'000}, {"peer", "127.0.0.1"}});
    auto before = written();
    request_ = std::move(args);
    contacts_.kept.confirmed = false;
    ++scope_;
    FakeAnswer answer;
    try {
      body(answer);
    } catch (const Error& error) {
      answer.status = http_status(error.kind());
      answer.problem = error.what();
    }
    ++scope_;  // the handle ends with its call
    if (answer.status >= 400) take_back(std::move(before));  // the host rolls back
    return answer;
  }
  std::string proof() const {
    const auto encoded = encode_fields(request_);
    return std::string(ValueRef(encoded)["form"]["_proof"].text());
  }
  std::string base() const {
    const auto at = manifest_.find('"', manifest_.find(':', manifest_.find("\"name\""))) + 1;
    const auto name = manifest_.substr(at, manifest_.find('"', at) - at);
    return (face_ == "api" ? "/linan/api/v1/" : "/linan/") + name;
  }

  // --- gt.store/1 ---
  std::string query(ValueRef args) {
    const std::string sql(args["sql"].text());
    queries_.push_back({sql, args["params"].value()});
    for (const auto& [part, answerer] : answers_)
      if (sql.find(part) != std::string::npos) return answerer(args["params"]).encoded();
    if (auto rows = records_.query(sql, args["params"])) return rows->encoded();
    throw Error{Kind::internal, "this test has no answer for the query (use FakeHost::answer): " + sql};
  }
  static std::string type_of(ValueRef args) { return std::string(args["type"].text()); }
  std::string insert(ValueRef args) {
    return encode_fields({{"id", records_.insert(type_of(args), args["fields"], k_site, user_.id, now_ms_)}});
  }
  std::string update(ValueRef args) {
    return encode_fields({{"version", records_.update(type_of(args), args["id"].integer(), args["version"].integer(),
                                                      args["fields"], now_ms_)}});
  }
  std::string remove(ValueRef args) {
    records_.remove(type_of(args), args["id"].integer(), args["version"].integer());
    return encode_fields({});
  }
  static std::string link_of(ValueRef args) {
    return type_of(args) + '/' + std::to_string(args["id"].integer()) + '/' + std::to_string(args["account"].integer()) +
           '/' + std::string(args["part"].text());
  }
  std::string link_person(ValueRef args) { return links_.insert(link_of(args)), encode_fields({}); }
  std::string unlink_person(ValueRef args) { return links_.erase(link_of(args)), encode_fields({}); }
  std::string next_number(ValueRef args) {
    return encode_fields({{"number", ++numbers_[std::string(args["series"].text())]}});
  }
  std::string next_case_number(ValueRef args) {
    const std::string special(args["special"].text()), type(args["type"].text());
    const auto year = static_cast<int>(args["year"].integer());
    const auto serial = ++numbers_[".case." + special + "." + type + "." + std::to_string(year)];
    return encode_fields({{"number", CaseNumber{year, "浙0112", special, type, serial}.text()}, {"serial", serial}});
  }
  std::string open_sealed(ValueRef args) {
    if (args["reason"].text().empty()) throw Error{Kind::bad_input, "say why a sealed column is opened"};
    List values;
    args["columns"].for_each([&](std::string_view, ValueRef column) {
      values.push_back(records_.open(type_of(args), args["id"].integer(), column.text()));
      opened_.push_back(type_of(args) + '/' + std::to_string(args["id"].integer()) + '/' + std::string(column.text()) + ": " +
                        std::string(args["reason"].text()));
      return true;
    });
    return encode_fields({{"values", std::move(values)}});
  }

  // --- gt.view/1 ---
  std::string render(ValueRef args) {
    const ValueRef title = args["title"];
    renders_.push_back({std::string(args["template"].text()),
                        std::string(title.tag() == Tag::message ? title.message_key() : title.text()),
                        std::string(args["layout"].text()), std::string(args["model"].exact())});
    std::string html;
    std::ifstream file(folder_ + "/templates/" + renders_.back().name);
    if (!folder_.empty() && !file) throw Error{Kind::internal, "there is no template " + renders_.back().name};
    if (file) {
      Fields model = std::get<Fields>(args["model"].value().data());
      model.emplace_back("base", base());
      const std::string encoded = encode_fields(model);
      const auto partial = [&](const std::string& name) {
        for (const auto* below : {"/templates/partials/", "/templates/"})
          if (std::ifstream inner(folder_ + below + name + ".html"); inner) return std::string(std::istreambuf_iterator<char>(inner), {});
        return std::string();
      };
      html = Mustache(std::string(std::istreambuf_iterator<char>(file), {}), partial).render(ValueRef(encoded));
    }
    return encode_fields({{"html", std::move(html)}});
  }
  std::string message(ValueRef args) { return encode_fields({{"text", args["key"].text()}}); }
  std::string qr(ValueRef) { return encode_fields({{"svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"}}); }

  // --- gt.site/1 ---
  std::string setting(ValueRef args) {
    const auto found = settings_.find(std::string(args["key"].text()));
    return encode_fields({{"value", found == settings_.end() ? Value() : found->second}});
  }
  std::string people(ValueRef args) {
    TableWriter table({"id", "name", "point_id", "point_name"});
    for (const auto& known : people_)
      for (const auto& role : known.roles)
        if (role == args["role"].text())
          table.integer(known.person.id), table.text(known.person.name), table.null(), table.text("");
    return table.finish();
  }
  std::string person(ValueRef args) {
    if (args["mobile"].boolean()) must_be_personal();
    for (const auto& known : people_) {
      const auto& person = known.person;
      if (person.id == args["id"].integer())
        return encode_fields({{"id", person.id}, {"name", person.name}, {"masked_name", person.masked_name},
                              {"mobile", args["mobile"].boolean() ? person.mobile : ""},
                              {"masked_mobile", person.masked_mobile}, {"masked_resident_id", person.masked_resident_id}});
    }
    return encode_fields({});
  }
  std::string find_person(ValueRef args) {
    must_be_personal();
    for (const auto& known : people_)
      if (known.person.name == args["name"].text() && known.resident_id == args["resident_id"].text())
        return encode_fields({{"id", known.person.id}});
    return encode_fields({{"id", 0}});
  }
  void must_be_personal() const {
    if (!declared("personal")) throw Error{Kind::forbidden, "plugin.json does not say \"personal\": true"};
  }
  std::string points(ValueRef) { return with_columns(points_, {"id", "name", "kind", "division", "address", "phone"}); }
  std::string divisions(ValueRef) { return with_columns(divisions_, {"code", "name", "level"}); }
  static std::string with_columns(const Rows& rows, const std::vector<std::string>& columns) {
    return rows.encoded().empty() ? TableWriter(columns).finish() : rows.encoded();
  }
  std::string module_enabled(ValueRef args) {
    return encode_fields({{"enabled", modules_.count(std::string(args["name"].text())) > 0}});
  }

  // --- gt.event/1, gt.receipt/1 ---
  std::string publish(ValueRef args) {
    if (!declared(args["type"].text()))
      throw Error{Kind::internal, "plugin.json does not declare the event " + std::string(args["type"].text())};
    return encode_fields({{"told", fake_publish(events_, args)}});
  }
  std::string give_receipt(ValueRef args) { return encode_fields(fake_receipt(receipts_, args, now_ms_)); }
  std::string receipts_of(ValueRef args) { return fake_receipts_of(receipts_, args); }

  // --- gt.command/1, gt.live/1, gt.identity/1 ---
  std::string call_own_command(std::string_view name, const Fields& given) {
    const auto manifest = JsonReader(manifest_).read().encode();
    Fields command;
    ValueRef(manifest)["commands"].for_each([&](std::string_view, ValueRef one) {
      if (one["name"].text() != name) return true;
      if (!allowed(std::string(one["permission"].text()))) throw Error{Kind::forbidden, "the user may not do this"};
      command = {{"name", name}, {"arguments", fake_arguments(one, given)}};
      return false;
    });
    if (command.empty()) throw Error{Kind::not_found, "plugin.json declares no command " + std::string(name)};
    const auto* handler = reinterpret_cast<const gt_command_handler_v1*>(plugin_->service(plugin_->self, to_str(GT_COMMAND_HANDLER_ID)));
    auto args = request_;
    args.emplace_back("command", std::move(command));
    return detail::call_slot(handler->head, handler->run, scope_, encode_fields(args));
  }
  std::string call_command(ValueRef args) {
    if (!args["plugin"].text().empty()) throw Error{Kind::not_found, "this host has no other plugin"};
    return call_own_command(args["name"].text(), fields_of(args["arguments"]));
  }
  static std::string record_of(ValueRef args) { return std::string(args["record_type"].text()) + '/' + std::to_string(args["record"].integer()); }
  std::string publish_live(ValueRef args) { return told_live_.push_back(record_of(args)), encode_fields({}); }
  std::string watch_live(ValueRef args) { return encode_fields({{"href", "/linan/live/" + record_of(args)}, {"version", args["version"].integer()}}); }
  /// The page has no HTML here; that it was asked for can be seen in last_render().
  std::string step_up(ValueRef) {
    if (!ask_again_) return encode_fields({{"page", 0}});
    renders_.push_back({"account/step_up.html", "step_up.title", "page", encode_fields({})});
    return encode_fields({{"page", 1}});
  }
  std::string identity_level(ValueRef) { return encode_fields({{"level", signed_in_ ? level_ : 0}}); }

  // --- gt.clock/1, gt.log/1 ---
  std::string now(ValueRef) { return encode_fields({{"ms", now_ms_}, {"today", date_of(now_ms_)}}); }
  const Fields& due_of(ValueRef args) const {
    const auto found = due_.find(std::string(args["rule"].text()));
    if (found == due_.end()) throw Error{Kind::not_found, "this test knows no rule " + std::string(args["rule"].text())};
    return found->second;
  }
  std::string compute(ValueRef args) { return encode_fields(due_of(args)); }
  std::string start_period(ValueRef args) { return encode_fields(periods_.start(args, due_of(args))); }
  std::string stop_periods(ValueRef args) { return encode_fields({{"stopped", periods_.stop(args)}}); }
  std::string pause_period(ValueRef args) {
    auto& period = periods_.running(args);
    period.paused_on = args["on"].text();
    return encode_fields(period.fields());
  }
  std::string resume_period(ValueRef args) {
    auto& period = periods_.running(args);
    period.paused_on.clear();
    return encode_fields(period.fields());
  }
  std::string extend_period(ValueRef args) {
    auto& period = periods_.running(args);
    period.extend += static_cast<int>(args["amount"].integer());
    period.consent = args["consent"].text();
    return encode_fields(period.fields());
  }
  std::string assign_period(ValueRef args) {
    auto& period = periods_.running(args);
    period.responsible = args["responsible"].integer(), period.role = args["role"].text();
    return encode_fields(period.fields());
  }
  std::string list_periods(ValueRef args) { return encode_fields({{"periods", periods_.of(args)}}); }
  std::string rules(ValueRef) {
    List rules;
    for (const auto& [rule, due] : due_) rules.push_back(Fields{{"rule", rule}, {"title", rule}, {"status", "verified"}});
    return encode_fields({{"rules", std::move(rules)}});
  }
  std::string write_log(ValueRef args) {
    log_.push_back(std::string(args["level"].text()) + ": " + std::string(args["text"].text()));
    return encode_fields({});
  }

  std::string manifest_, folder_;
  gt_host host_{sizeof(gt_host), GT_ABI_MAJOR, this, find_service};
  gt_store_v1 store_table_{{sizeof(gt_store_v1), 0, this}, slot<&FakeHost::query>, slot<&FakeHost::insert>,
                           slot<&FakeHost::update>, slot<&FakeHost::remove>, slot<&FakeHost::link_person>,
                           slot<&FakeHost::unlink_person>, slot<&FakeHost::next_number>, slot<&FakeHost::open_sealed>,
                           slot<&FakeHost::next_case_number>};
  gt_view_v1 view_table_{{sizeof(gt_view_v1), 0, this}, slot<&FakeHost::render>, slot<&FakeHost::message>,
                         slot<&FakeHost::qr>};
  gt_site_v1 site_table_{{sizeof(gt_site_v1), 0, this}, slot<&FakeHost::setting>, slot<&FakeHost::people>,
                         slot<&FakeHost::person>, slot<&FakeHost::find_person>, slot<&FakeHost::points>,
                         slot<&FakeHost::divisions>, slot<&FakeHost::module_enabled>};
  gt_clock_v1 clock_table_{{sizeof(gt_clock_v1), 0, this}, slot<&FakeHost::now>, slot<&FakeHost::compute>,
                           slot<&FakeHost::rules>, slot<&FakeHost::start_period>, slot<&FakeHost::stop_periods>,
                           slot<&FakeHost::pause_period>, slot<&FakeHost::resume_period>, slot<&FakeHost::extend_period>,
                           slot<&FakeHost::assign_period>, slot<&FakeHost::list_periods>};
  gt_event_v1 event_table_{{sizeof(gt_event_v1), 0, this}, slot<&FakeHost::publish>};
  gt_receipt_v1 receipt_table_{{sizeof(gt_receipt_v1), 0, this}, slot<&FakeHost::give_receipt>, slot<&FakeHost::receipts_of>};
  gt_form_v1 form_table_{{sizeof(gt_form_v1), 0, this}, slot<&FakeHost::form_drafts>, slot<&FakeHost::read_form>, slot<&FakeHost::form_fields>};
  gt_workflow_v1 workflow_table_{{sizeof(gt_workflow_v1), 0, this}, slot<&FakeHost::begin_way>, slot<&FakeHost::go_way>,
                                 slot<&FakeHost::note_way>, slot<&FakeHost::way_actions>, slot<&FakeHost::way_timeline>,
                                 slot<&FakeHost::way_periods>, slot<&FakeHost::way_turn>, slot<&FakeHost::way_stale>};
  gt_command_v1 command_table_{{sizeof(gt_command_v1), 0, this}, slot<&FakeHost::call_command>};
  gt_live_v1 live_table_{{sizeof(gt_live_v1), 0, this}, slot<&FakeHost::publish_live>, slot<&FakeHost::watch_live>};
  gt_identity_v1 identity_table_{{sizeof(gt_identity_v1), 0, this}, slot<&FakeHost::step_up>, slot<&FakeHost::identity_level>};
  gt_log_v1 log_table_{{sizeof(gt_log_v1), 0, this}, slot<&FakeHost::write_log>};

  gt_plugin* plugin_ = nullptr;
  const gt_http_v1* http_ = nullptr;
  const gt_event_handler_v1* event_handler_ = nullptr;
  const gt_schedule_v1* schedule_ = nullptr;
  std::vector<Route> routes_;
  gt_scope scope_ = 1;
  FakeUser user_{.id = 0, .roles = {}};
  bool signed_in_ = false;
  std::string face_ = "portal", locale_ = "zh-CN";
  std::int64_t now_ms_ = 1'795'228'200'000;  // 2026-11-21 10:30 in Shanghai
  FakeRecords records_;
  FakePeriods periods_;
  std::set<std::string> links_;
  std::vector<FakeStep> steps_;
  std::map<std::string, workflow::Declaration> declarations_;
  std::map<std::string, std::set<std::string>> own_options_;
  const gt_workflow_rules_v1* rules_ = nullptr;
  const gt_form_rules_v1* form_rules_ = nullptr;
  FakeForms forms_;
  Fields request_;
  std::map<std::string, std::string> field_errors_;
  std::map<std::string, std::int64_t> numbers_;
  std::map<std::string, Value> settings_;
  std::vector<KnownPerson> people_;
  Rows points_, divisions_;
  std::set<std::string> modules_;
  std::map<std::string, Fields> due_;
  std::vector<std::pair<std::string, std::function<Rows(ValueRef)>>> answers_;
  std::vector<FakeRender> renders_;
  std::vector<FakeQuery> queries_;
  std::vector<std::string> opened_;
  std::vector<std::string> log_;
  std::vector<FakeEvent> events_;
  std::vector<FakeReceipt> receipts_;
  FakeContacts contacts_{{links_, [this] { return now_ms_; }, [this] { return user_.id; }, [this] { return proof(); },
                          [this](gt_scope scope) { return scope == scope_; }}};
  std::vector<std::string> told_live_;
  bool ask_again_ = false;
  int level_ = 1;
};

}  // namespace gongting::test

#endif
