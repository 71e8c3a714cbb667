#include "web/workflow_run.hpp"

#include <algorithm>
#include <map>

#include "base/json.hpp"
#include "gongting/case_number.hpp"
#include "gongting/error.hpp"
#include "view/view.hpp"
#include "web/plugin_pages.hpp"
#include "workflow/steps.hpp"

namespace gongting::host::web {

namespace wf = gongting::workflow;

namespace {

constexpr int k_most_steps = 100;

plugin_host::Plugin& plugin_of(const Context& context, std::string_view name) {
  auto* plugin = context.services.plugins.find(name);
  if (plugin == nullptr) throw Error{Kind::internal, "there is no plugin " + std::string(name)};
  return *plugin;
}

const workflow::DeclarationFile& file_of(const Context& context, std::string_view plugin, std::string_view record) {
  const auto* file = context.services.workflows.find(plugin, record);
  if (file == nullptr) throw Error{Kind::internal, "plugin.json names no workflow for \"" + std::string(record) + "\""};
  return *file;
}

/// Columns of a step as a map, as wf::Pages reads them.
std::string as_map(const Row& row) {
  Fields fields;
  for (const char* column : {"transition", "from_state", "to_state", "actor_id", "actor_name", "actor_part", "at", "subject",
                             "public_words", "staff_words"})
    fields.emplace_back(column, row[column].value());
  return encode_fields(fields);
}

}  // namespace

WorkflowRun::WorkflowRun(Context& context, PluginBackend& backend, std::string_view plugin, std::string_view record)
    : context_(context), backend_(backend), plugin_(plugin_of(context, plugin)), file_(file_of(context, plugin, record)),
      ground_(context, backend, plugin_, file_), engine_(file_.declared, ground_), pages_(engine_) {}

List WorkflowRun::timeline(const wf::Current& now, bool for_staff) const {
  const auto rows = workflow::steps_of(context_.db(), context_.scope, {plugin_.name(), file_.declared.record, now.id}, 0, k_most_steps);
  List steps;
  for (const auto row : rows) {
    const auto map = as_map(row);
    steps.push_back(pages_.step(ValueRef(map), context_.scope.account_id, for_staff,
                                static_cast<std::int64_t>(rows.size() - steps.size()), steps.empty()));
  }
  return steps;
}

List WorkflowRun::periods(std::int64_t id) const {
  List list;
  auto all = backend_.periods(file_.declared.record, id, true);
  std::reverse(all.begin(), all.end());
  for (const auto& period : all) {
    const Json kept(period);
    const auto status = kept["status"].text();
    list.push_back(Fields{{"rule", kept["rule"].text()},
                          {"title", wf::message(file_.declared.key("limit", kept["rule"].text()))},
                          {"starts", wf::shown_date(kept["start_on"].text())},
                          {"due", wf::shown_date(kept["due"].text())},
                          {"trail", kept["trail"].items()},
                          {"running", kept["stopped_at"].integer() == 0},
                          {"unverified", status != "verified" && status != "signed"},
                          {"calendar_missing", kept["calendar_missing"].boolean()}});
  }
  return list;
}

Fields WorkflowRun::turn(const wf::Current& now, std::string_view variant) const {
  const auto knows = [&](std::string_view key) { return context_.services.views.knows(plugin_.name(), key); };
  return {{"turn", pages_.turn(now, variant, knows)}, {"stages", pages_.stages(now)}};
}

Fields WorkflowRun::head(const wf::Current& now) const {
  const auto& declared = file_.declared;
  std::string number;
  for (const auto& column : declared.number_columns)
    if (number.empty()) number = now.record()[column].text();
  if (const auto parsed = parse_case_number(number)) number = parsed->shown();
  const auto* state = declared.state(now.state);
  const auto base = context_.prefix + "/" + plugin_.name();
  return {{"number", number},
          {"title", now.record()[declared.title_column].text()},
          {"state", text(declared.key("state", now.state))},
          {"tag", state == nullptr ? std::string() : state->tag},
          {"plugin_title", plugin_.manifest().title.in(context_.scope.locale)},
          {"plugin_href", base + (context_.scope.face == Face::portal ? "/" : declared.path)},
          {"back", base + pages_.page_path(now.id)}};
}

/// Each column once: as it was before the first of these steps, and as the last one left it.
List WorkflowRun::changes_since(const Rows& steps) const {
  std::map<std::string, std::pair<Value, Value>> columns;
  for (const auto row : steps) {  // newest first
    if (row.text("changes").empty()) continue;
    const auto changes = parse_json(row.text("changes"));
    for (const auto& [column, change] : Json(changes).fields()) {
      const auto* before = Json(change)["old"].value();
      const auto* after = Json(change)["new"].value();
      auto [at, is_new] = columns.try_emplace(column);
      at->second.first = before == nullptr ? Value() : *before;
      if (is_new && after != nullptr) at->second.second = *after;
    }
  }
  List rows;
  for (const auto& column : file_.declared.changes) {
    const auto found = columns.find(column);
    if (found == columns.end()) continue;
    const auto shown = [&](const Value& value) -> Value {
      const auto* text = std::get_if<std::string>(&value.data());
      if (text == nullptr) return value;
      if (*text == wf::k_no_due) return std::string();
      return column == file_.declared.due_column ? Value(wf::shown_date(*text)) : column.ends_with("_name") ? Value(mask_name(*text)) : value;
    };
    rows.push_back(Fields{{"label", wf::message(file_.declared.key("column", column))},
                          {"before", shown(found->second.first)}, {"now", shown(found->second.second)}});
  }
  return rows;
}

std::string WorkflowRun::stale(const wf::Current& now, std::int64_t version, const Form& typed, std::string_view transition) const {
  const auto rows = workflow::steps_of(context_.db(), context_.scope, {plugin_.name(), file_.declared.record, now.id}, version,
                                       version > 0 ? 20 : 5);
  List steps, fields, words;
  const bool staff = context_.scope.face == Face::console;
  for (const auto row : rows) {
    const auto map = as_map(row);
    steps.push_back(pages_.step(ValueRef(map), context_.scope.account_id, staff, 0, false));
  }
  const auto verdict = transition.empty() ? wf::Verdict{wf::Refusal::no_such_way, {}, nullptr, nullptr} : engine_.examine(now, transition);
  if (verdict)
    fields = pages_.fields(*verdict.way, now, typed);
  else
    for (const auto& [name, value] : typed.values()) {
      const auto* field = file_.declared.field(name);
      const auto* text = std::get_if<std::string>(&value.data());
      // Of a plugin's own form every text a person may have written; keys and ticks are short.
      if (text == nullptr || text->empty() || (field == nullptr && text->size() < 20) || (field != nullptr && field->picks())) continue;
      const auto face = "." + std::string(face_name(context_.scope.face));
      const auto label = field == nullptr ? Value() : wf::message(file_.declared.key("field", name, face));
      words.push_back(Fields{{"label", label}, {"name", name}, {"words", *text}});
    }
  auto model = head(now);
  const auto act = context_.prefix + "/" + plugin_.name() + pages_.page_path(now.id);
  model.insert(model.end(), {{"steps", std::move(steps)},
                             {"changes", changes_since(rows)},
                             {"fields", std::move(fields)},
                             {"words", std::move(words)},
                             {"version", now.version},
                             {"open", bool(verdict)},
                             {"way", verdict ? wf::message(file_.declared.key("act", verdict.way->id, staff ? ".label" : ".title")) : Value()},
                             {"act", act},
                             {"transition", std::string(transition)}});
  return context_.page("workflow/stale.html", plain_fields(context_, plugin_, model), {.status = 409, .title = Message{"workflow.stale.title", {}}}).body;
}

}  // namespace gongting::host::web
