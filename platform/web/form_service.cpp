// gt.form/1 as the host serves it: from the call's arguments to the engine and back.
#include "gongting/error.hpp"
#include "gongting/format.hpp"
#include "web/form_run.hpp"

namespace gongting::host::web {

using gongting::forms::Typed;
using plugin_host::FormCall;

namespace {

Typed typed_of(ValueRef map) {
  Typed typed;
  map.for_each([&](std::string_view name, ValueRef value) { return typed.emplace(name, value.text()), true; });
  return typed;
}

}  // namespace

Fields PluginBackend::form(FormCall what, ValueRef args) {
  const auto* file = context_.services.forms.find(plugin_.name(), args["form"].text());
  if (file == nullptr) throw Error{Kind::internal, "plugin.json names no form \"" + std::string(args["form"].text()) + "\""};
  auto* plugin = context_.services.plugins.find(plugin_.name());
  if (what == FormCall::drafts) {
    List list;
    const forms::Drafts drafts(context_.services.sealing, context_.services.records);
    for (const auto& draft : drafts.list(context_.db(), context_.scope, {plugin_.name(), file->declared.form, file->declared.draft_days}))
      list.push_back(Fields{{"id", draft.id}, {"number", draft.number}, {"label", draft_label(file->declared, draft.typed)},
                            {"href", file->declared.path + "/" + std::to_string(draft.id) + "/steps/" +
                                         std::to_string(std::min(draft.reached, file->declared.steps.size() - 1) + 1)},
                            {"saved_at", time_of(draft.saved_at)}, {"expires_on", draft.expires_on}});
    return {{"drafts", std::move(list)}};
  }
  FormRun run(context_, *this, *plugin, *file, std::string(face_name(context_.scope.face)));
  const auto typed = typed_of(args["typed"]);
  if (what == FormCall::read) {
    Fields values;
    Form form;
    run.engine().read_all(typed, run.engine().steps(), values, form);
    return {{"values", std::move(values)}, {"errors", form.errors()}};
  }
  const auto step = args["step"].integer();
  if (step < 1 || static_cast<std::size_t>(step) > run.engine().steps()) throw Error{Kind::internal, "the form has no step " + std::to_string(step)};
  auto form = gongting::forms::form_of(typed);
  args["errors"].for_each([&](std::string_view, ValueRef error) {
    const auto text = error["text"];
    form.require(false, error["field"].text(), {std::string(text.tag() == Tag::message ? text.message_key() : text.text()), {}});
    return true;
  });
  return {{"fields", run.pages().fields(static_cast<std::size_t>(step - 1), form, typed)}};
}

}  // namespace gongting::host::web
