#include "web/workflow_pages.hpp"

#include "base/clock.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "http/form.hpp"
#include "web/plugin_pages.hpp"
#include "web/workflow_run.hpp"

namespace gongting::host::web {

namespace wf = gongting::workflow;

namespace {

/// One request to the pages of one workflow.
class ActPage {
 public:
  ActPage(Context& context, plugin_host::Plugin& plugin, const std::string& record)
      : context_(context), backend_(context, plugin), run_(module_context(context, plugin), backend_, plugin.name(), record),
        now_(run_.engine().read(context.id())), form_(typed_form(context)) {}

  http::Response get() {
    const auto verdict = examine(context_.param("transition"));
    return verdict ? ask(*verdict.way, 200) : blocked(verdict, 200);
  }

  http::Response post(std::string id) {
    const bool chooses = id.empty();
    if (chooses) id = form_.raw("act");
    std::int64_t version = 0;
    if (!gongting::detail::read_integer(form_.raw("version"), version) || version != now_.version) return stale(version, id);
    if (chooses && id.empty()) {
      form_.require(false, "act", {"workflow.choose", {}});
      return choose();
    }
    const auto verdict = examine(id);
    if (!verdict) return blocked(verdict, verdict.refusal == wf::Refusal::not_yours ? 403 : 422);
    const auto input = run_.engine().input(now_, *verdict.way, form_);
    if (!form_.ok()) return ask(*verdict.way, 422);
    const bool staff = verdict.actor->face == "console";
    if (staff && verdict.way->confirm && form_.raw("confirmed").empty()) return check(*verdict.way, input);
    return go(*verdict.way, input);
  }

 private:
  wf::Verdict examine(std::string_view id) const {
    auto verdict = run_.engine().examine(now_, id);
    // What comes about by a page of the plugin is no choice here.
    if (verdict.way != nullptr && !verdict.way->offer) return {wf::Refusal::no_such_way, {"workflow.why.no_such_way", {}}, nullptr, nullptr};
    return verdict;
  }

  http::Response page(const std::string& name, Fields model, int status, Value title) {
    auto all = run_.head(now_);
    for (auto& field : model) all.push_back(std::move(field));
    if (!form_.ok()) all.emplace_back("errors", form_.errors());
    PageOptions options;
    options.status = status, options.title = std::move(title);
    options.current = "/" + run_.plugin().name() + (context_.scope.face == Face::portal ? "/" : run_.engine().declared().path);
    return context_.page("workflow/" + name + ".html", plain_fields(context_, run_.plugin(), all), options);
  }

  std::string said(const std::string& key) const { return run_.text(key); }
  std::string key(const wf::Transition& way, std::string_view rest) const { return run_.engine().declared().key("act", way.id, rest); }

  Fields way_model(const wf::Transition& way) const {
    const bool portal = context_.scope.face == Face::portal;
    const auto base = context_.prefix + "/" + run_.plugin().name();
    return {{"way", said(key(way, portal ? ".title" : ".label"))},
            {"effect", said(key(way, portal ? ".effect" : ".hint"))},
            {"button", portal ? said(key(way, ".button")) : std::string()},
            {"leaving", run_.pages().leaves(way)},
            {"rights", portal && run_.pages().leaves(way) ? rights() : std::string()},
            {"version", now_.version},
            {"act", base + run_.pages().act_path(now_.id) + "/" + way.id}};
  }
  /// What the plugin says to whoever ends a matter early; it need not say anything.
  std::string rights() const {
    const auto key = run_.engine().declared().texts + "rights_after";
    auto text = said(key);
    return text == key ? std::string() : text;
  }

  /// The form of this way alone.
  http::Response ask(const wf::Transition& way, int status) {
    auto model = way_model(way);
    model.emplace_back("fields", run_.pages().fields(way, now_, form_));
    return page("act", std::move(model), status, said(key(way, context_.scope.face == Face::portal ? ".title" : ".label")));
  }

  http::Response choose() {
    return page("choose", {{"todo", run_.pages().actions(now_, form_)}}, 422, Message{"workflow.next", {}});
  }

  /// What will happen, before it does.
  http::Response check(const wf::Transition& way, const Fields& input) {
    const auto& declared = run_.engine().declared();
    auto model = way_model(way);
    model.emplace_back("to", said(declared.key("state", way.to)));
    if (!way.article.empty()) model.emplace_back("article", said(way.article));
    if (way.limit == wf::LimitKind::start) add_limit(way.rule, model);
    List given, hidden;
    wf::RecordSource source(run_.engine().ground(), now_);
    const gongting::forms::FieldPages fields(source, run_.pages().keys());
    for (const auto& [field, required] : run_.engine().fields(way)) {
      auto lines = fields.summary(*field, input);
      if (lines.empty() && (required || field->kept == "public")) lines.push_back(Fields{{"label", fields.keys().label(field->name)}, {"value", ""}});
      for (auto& line : lines) given.push_back(std::move(line));
      for (const auto& [name, value] : form_.values())
        for (const auto& typed : gongting::forms::inputs_of(*field))
          if (name == typed || name.starts_with(typed + "-")) hidden.push_back(Fields{{"name", name}, {"value", value}});
    }
    model.emplace_back("given", std::move(given)), model.emplace_back("hidden", std::move(hidden));
    return page("check", std::move(model), 200, Message{"workflow.check.title", {}});
  }

  void add_limit(const std::string& rule, Fields& model) {
    const auto computed = Value(backend_.compute(rule, today(), 0, 0));
    const Json period(computed);
    model.emplace_back("limit", said(run_.engine().declared().key("limit", rule)));
    model.emplace_back("limit_due", wf::shown_date(period["due"].text()));
    model.emplace_back("limit_trail", period["trail"].items());
  }

  http::Response go(const wf::Transition& way, const Fields& input) {
    run_.engine().go(now_, now_.version, way.id, input);
    const auto base = context_.prefix + "/" + run_.plugin().name();
    const bool portal = context_.scope.face == Face::portal;
    try {
      run_.engine().read(now_.id);
    } catch (const Error& error) {  // who gave a matter away does not see it any more
      if (error.kind() != Kind::not_found) throw;
      return context_.see_other(base + (portal ? "/" : run_.engine().declared().path));
    }
    return context_.see_other(base + run_.pages().page_path(now_.id) + (portal ? "?done=act" : ""));
  }

  http::Response blocked(const wf::Verdict& verdict, int status) {
    return page("blocked", {{"why", run_.pages().why(verdict, now_)}}, status, Message{"workflow.blocked.title", {}});
  }

  http::Response stale(std::int64_t version, const std::string& id) {
    http::Response response;
    response.body = run_.stale(now_, version, form_, id);
    response.status = 409;
    return response;
  }

  Context& context_;
  PluginBackend backend_;
  WorkflowRun run_;
  wf::Current now_;
  Form form_;
};

}  // namespace

void add_workflow_pages(Router& router, plugin_host::PluginHost& plugins, const Workflows& workflows) {
  for (auto* plugin : plugins.plugins())
    for (const auto& file : workflows.of(plugin->name())) {
      const auto pattern = "/" + plugin->name() + file.declared.path + "/{id}/act";
      const auto record = file.declared.record;
      for (const auto face : {Face::portal, Face::console}) {
        router.post(face, pattern, k_signed_in, [plugin, record](Context& context) { return ActPage(context, *plugin, record).post({}); });
        router.get(face, pattern + "/{transition}", k_signed_in, [plugin, record](Context& context) { return ActPage(context, *plugin, record).get(); });
        router.post(face, pattern + "/{transition}", k_signed_in,
                    [plugin, record](Context& context) { return ActPage(context, *plugin, record).post(std::string(context.param("transition"))); });
      }
    }
}

}  // namespace gongting::host::web
