// gt.workflow/1 as the host serves it: from the call's arguments to the engine and back.
#include "gongting/error.hpp"
#include "web/plugin_backend.hpp"
#include "web/workflow_run.hpp"

namespace gongting::host::web {

namespace wf = gongting::workflow;
using plugin_host::WorkflowCall;

namespace {

Fields fields_of(ValueRef map) {
  Fields fields;
  map.for_each([&](std::string_view name, ValueRef value) { return fields.emplace_back(name, value.value()), true; });
  return fields;
}

wf::Note note_of(ValueRef said, std::string_view words) {
  const auto text = [&](std::string_view key) { return std::string(said[key].text()); };
  return {std::string(words), text("subject"), text("public"), text("staff")};
}

}  // namespace

Fields PluginBackend::workflow(WorkflowCall what, ValueRef args) {
  WorkflowRun run(context_, *this, plugin_.name(), args["record"].text());
  const auto& engine = run.engine();
  if (what == WorkflowCall::begin)
    return {{"id", engine.begin(args["transition"].text(), fields_of(args["fields"]), fields_of(args["input"]), note_of(args["note"], {}))}};
  const auto now = engine.read(args["id"].integer());
  switch (what) {
    case WorkflowCall::go:
      return {{"version", engine.go(now, args["version"].integer(), args["transition"].text(), fields_of(args["input"]))}};
    case WorkflowCall::note:
      return {{"version", engine.note(now, args["version"].integer(), note_of(args, args["words"].text()))}};
    case WorkflowCall::actions: return run.pages().actions(now, Form(args["form"]));
    case WorkflowCall::timeline: return {{"steps", run.timeline(now, args["staff"].boolean())}};
    case WorkflowCall::periods: return {{"periods", run.periods(now.id)}};
    case WorkflowCall::turn: return run.turn(now, args["variant"].text());
    default: return {{"html", run.stale(now, args["version"].integer(), Form(args["form"]), {})}};
  }
}

}  // namespace gongting::host::web
