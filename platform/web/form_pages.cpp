#include "web/form_pages.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "gongting/format.hpp"
#include "gongting/workflow/pages.hpp"
#include "plugin_host/plugin_host.hpp"
#include "view/view.hpp"
#include "web/form_run.hpp"
#include "web/plugin_pages.hpp"

namespace gongting::host::web {

using forms::Draft;
using gongting::forms::Typed;

namespace {

constexpr int k_begin_per_hour = 30, k_code_per_hour = 20, k_resume_per_hour = 30;

http::Response json_answer(int status, const Fields& fields) {
  http::Response response;
  response.status = status, response.type = "application/json; charset=utf-8", response.body = to_json(fields);
  return response;
}

/// One request to the pages of one form.
class FormPage {
 public:
  FormPage(Context& context, plugin_host::Plugin& plugin, const forms::FormFile& file)
      : context_(module_context(context, plugin)), plugin_(plugin), file_(file), backend_(context, plugin), form_(typed_form(context)),
        form_of_{plugin.name(), file.declared.form, file.declared.draft_days} {}

  http::Response start() {
    List prepare;
    for (const auto& key : file_.prepare) prepare.push_back(said(key));
    auto model = head();
    model.insert(model.end(), {{"here", address()}, {"prepare", std::move(prepare)}, {"drafts", draft_list()}, {"days", file_.declared.draft_days},
                               {"lead", file_.lead ? Value(face_text("lead")) : Value()}});
    if (console()) model.emplace_back("resume", address("/resume"));
    return page("start", std::move(model), 200, title());
  }

  http::Response begin() {
    FormRun run(context_, backend_, plugin_, file_, std::string(face_name(context_.scope.face)));
    const auto draft = drafts().begin(context_.db(), context_.scope, form_of_, run.prefilled());
    return context_.see_other(step_address(draft, 0));
  }

  http::Response step() {
    const auto draft = load();
    if (!draft.sent_to.empty()) return context_.see_other(base() + draft.sent_to);
    const auto number = step_number();
    if (number > draft.reached) return context_.see_other(step_address(draft, draft.reached));
    FormRun run(context_, backend_, plugin_, file_, draft.begun);
    return step_page(run, draft, number, gongting::forms::form_of(draft.typed), draft.typed, 200);
  }

  http::Response save() {
    auto draft = load();
    if (!draft.sent_to.empty()) return context_.see_other(base() + draft.sent_to);
    const auto number = step_number();
    if (number > draft.reached) return context_.see_other(step_address(draft, draft.reached));
    FormRun run(context_, backend_, plugin_, file_, draft.begun);
    auto typed = draft.typed;
    run.engine().merge(number, form_, typed);
    merge_towns(run, number, typed);
    const bool by_itself = form_.check("by_itself");
    std::int64_t version = 0;
    if (form_.has("version") && (!gongting::detail::read_integer(form_.raw("version"), version) || version != draft.version)) {
      if (by_itself) return json_answer(409, {{"version", draft.version}});
      return step_page(run, draft, number, gongting::forms::form_of(typed), typed, 409, changed(run, number, draft.typed, typed));
    }
    if (by_itself || form_.has("save_only") || form_.has("show") || form_.has("add") || form_.has("remove"))
      return keep(run, draft, number, std::move(typed), by_itself);
    if (number + 1 == run.engine().steps()) return send(run, draft, std::move(typed));
    auto values = run.engine().before(number, typed);
    auto checked = gongting::forms::form_of(typed);
    run.engine().read(number, checked, values);
    if (!checked.ok()) return step_page(run, draft, number, checked, typed, 422);
    draft.typed = std::move(typed), draft.reached = std::max(draft.reached, number + 1);
    drafts().save(context_.db(), context_.scope, form_of_, draft, false);
    return context_.see_other(step_address(draft, number + 1));
  }

  http::Response ask_delete() {
    const auto draft = own();
    return page("delete", {{"number", draft.number}, {"action", address("/" + std::to_string(draft.id) + "/delete")}, {"start", address()}}, 200,
                Message{"form.delete_title", {}});
  }
  http::Response remove() {
    drafts().remove(context_.db(), context_.scope, own());
    return context_.see_other(address());
  }

  http::Response code() {
    const auto draft = own();
    const auto code = drafts().issue_code(context_.db(), context_.scope, draft);
    return page("code", {{"number", draft.number}, {"code", code}, {"minutes", forms::Drafts::k_code_minutes}, {"back", step_address(draft, draft.reached)}},
                200, Message{"form.code_title", {}});
  }

  http::Response ask_resume() { return resume_page(200); }
  http::Response resume() {
    // Only a director who is bound to a point: it is there that the resident stands before him.
    if (!context_.scope.has_role("COURT_DIRECTOR") || context_.scope.point_id == 0) throw Error{Kind::forbidden, "form.directors_only"};
    const auto number = form_.text("number", {.max = 40});
    auto code = form_.text("code", {.max = 12, .message = "form.code_needed"});
    code = gongting::detail::without(gongting::detail::half_width(code), " ");
    if (!form_.ok()) return resume_page(422);
    const auto id = drafts().resume(context_.db(), context_.scope, form_of_, number, code);
    if (id == 0) {
      form_.require(false, "number", {"form.no_such_draft", {}});
      return resume_page(422);
    }
    const auto draft = drafts().find(context_.db(), context_.scope, form_of_, id);
    if (!draft) throw Error{Kind::not_found, "there is no such draft"};
    return context_.see_other(step_address(*draft, draft->reached));
  }

 private:
  bool console() const { return context_.scope.face == Face::console; }
  forms::Drafts drafts() const { return forms::Drafts(context_.services.sealing, context_.services.records); }
  std::string base() const { return context_.prefix + "/" + plugin_.name(); }
  std::string address(const std::string& below = {}) const { return base() + file_.declared.path + below; }
  std::string step_address(const Draft& draft, std::size_t step) const {
    return address("/" + std::to_string(draft.id) + "/steps/" + std::to_string(std::min(step, file_.declared.steps.size() - 1) + 1));
  }
  std::size_t step_number() const {
    const auto step = context_.param("step");
    if (step.size() != 1 || step[0] < '1' || static_cast<std::size_t>(step[0] - '0') > file_.declared.steps.size())
      throw Error{Kind::not_found, "there is no such step"};
    return static_cast<std::size_t>(step[0] - '1');
  }
  Draft load() {
    auto draft = drafts().find(context_.db(), context_.scope, form_of_, context_.id("draft"));
    if (!draft) throw Error{Kind::not_found, "there is no such draft"};
    return *std::move(draft);
  }
  /// Of one's own only, and not yet sent.
  Draft own() {
    auto draft = load();
    if (draft.owner_id != context_.scope.account_id || !draft.sent_to.empty()) throw Error{Kind::not_found, "there is no such draft"};
    return draft;
  }

  std::string said(const std::string& key, const Fields& params = {}) {
    const auto encoded = encode_fields(params);
    return backend_.message(key, ValueRef(encoded));
  }
  bool knows(const std::string& key) const { return context_.services.views.knows(plugin_.name(), key); }
  /// The text of this face, where the plugin makes a difference.
  std::string face_text(const std::string& name, const Fields& params = {}) {
    const auto key = file_.declared.key(name), own = key + "." + std::string(face_name(context_.scope.face));
    return said(knows(own) ? own : key, params);
  }
  std::string title() { return face_text("title"); }
  Fields head() {
    const bool has_menu = !console();
    return {{"title", title()}, {"form_title", title()}, {"plugin_title", plugin_.manifest().title.in(context_.scope.locale)},
            {"plugin_href", base() + (has_menu ? std::string("/") : file_.declared.path)}, {"start", address()}};
  }
  http::Response page(const std::string& name, Fields model, int status, Value title) {
    PageOptions options;
    options.status = status, options.title = std::move(title);
    options.current = "/" + plugin_.name() + (console() ? file_.declared.path : "/");
    return context_.page("form/" + name + ".html", plain_fields(context_, plugin_, model), options);
  }

  List draft_list() {
    List list;
    for (const auto& draft : drafts().list(context_.db(), context_.scope, form_of_)) {
      const bool mine = draft.owner_id == context_.scope.account_id;
      list.push_back(Fields{{"number", draft.number}, {"label", label_of(draft)}, {"href", step_address(draft, draft.reached)},
                            {"remove", mine ? Value(address("/" + std::to_string(draft.id) + "/delete")) : Value()},
                            {"saved_at", time_of(draft.saved_at)}, {"expires", gongting::workflow::shown_date(draft.expires_on)},
                            {"helper", mine ? Value(draft.helper_name) : Value()}, {"owner", mine ? std::string() : mask_name(draft.owner_name)}});
    }
    return list;
  }
  std::string label_of(const Draft& draft) const { return draft_label(file_.declared, draft.typed); }

  /// The town that was chosen for a list of points: no field's value, and kept all the same.
  static void merge_towns(const FormRun& run, std::size_t number, const Form& sent, Typed& typed) {
    for (const auto& field : run.engine().step(number).fields)
      if (const auto town = field.name + "_town"; field.type == "point" && sent.has(town)) typed[town] = sent.raw(town).substr(0, 12);
  }
  void merge_towns(const FormRun& run, std::size_t number, Typed& typed) const { merge_towns(run, number, form_, typed); }

  /// Saves what was typed, unchecked, and leads to where the button says.
  http::Response keep(const FormRun& run, Draft& draft, std::size_t number, Typed typed, bool by_itself) {
    for (const auto& field : run.engine().step(number).fields) {
      if (field.type != "table") continue;
      const auto form = gongting::forms::form_of(typed);
      const auto rows = gongting::forms::rows_of(field, form);
      if (form_.raw("add") == field.name && rows < static_cast<std::size_t>(field.max.value_or(50)))
        for (const auto& column : field.columns) typed[gongting::forms::cell_of(field, rows, column)];
      if (form_.raw("remove").starts_with(field.name + "-")) remove_row(field, rows, form_.raw("remove").substr(field.name.size() + 1), typed);
    }
    draft.typed = std::move(typed);
    drafts().save(context_.db(), context_.scope, form_of_, draft, by_itself);
    if (by_itself) return json_answer(200, {{"version", draft.version}, {"at", time_of(draft.saved_at).substr(11)}});
    return context_.see_other(form_.has("save_only") ? address() : step_address(draft, number));
  }
  static void remove_row(const gongting::forms::Field& table, std::size_t rows, const std::string& which, Typed& typed) {
    std::int64_t row = 0;
    if (!gongting::detail::read_integer(which, row) || row < 0 || static_cast<std::size_t>(row) >= rows) return;
    for (auto at = static_cast<std::size_t>(row); at < rows; ++at)
      for (const auto& column : table.columns) {
        if (at + 1 < rows) typed[gongting::forms::cell_of(table, at, column)] = typed[gongting::forms::cell_of(table, at + 1, column)];
        else typed.erase(gongting::forms::cell_of(table, at, column));
      }
  }

  http::Response send(FormRun& run, Draft& draft, Typed typed) {
    Fields values;
    Form checked;
    const auto bad = run.engine().read_all(typed, run.engine().steps(), values, checked);
    if (bad < run.engine().steps()) return step_page(run, draft, bad, checked, typed, 422);
    FormRun::Taken taken;
    try {
      taken = run.submit(values, draft.owner_id, draft.owner_name);
    } catch (const Error& error) {
      if (error.kind() != Kind::invalid) throw;
      checked.require(false, "", {error.what(), {}});
      context_.db().rollback();
      return step_page(run, draft, run.engine().steps() - 1, checked, typed, 422);
    }
    drafts().sent(context_.db(), context_.scope, draft, taken.location);
    return context_.see_other(base() + taken.location);
  }

  /// What stands in the draft where something else was typed.
  List changed(const FormRun& run, std::size_t number, const Typed& stored, const Typed& typed) {
    List list;
    for (const auto& field : run.engine().step(number).fields)
      for (const auto& input : gongting::forms::inputs_of(field)) {
        const auto was = stored.find(input), is = typed.find(input);
        if (was == stored.end() || was->second.empty() || (is != typed.end() && is->second == was->second)) continue;
        list.push_back(Fields{{"label", said(file_.declared.key("field", input))}, {"stored", was->second}});
      }
    if (list.empty()) list.push_back(Fields{{"label", said("form.changed_elsewhere")}, {"stored", ""}});
    return list;
  }

  http::Response step_page(FormRun& run, const Draft& draft, std::size_t number, const Form& form, const Typed& typed, int status, List changed = {}) {
    const auto& step = run.engine().step(number);
    const auto href = [&](std::size_t which) { return step_address(draft, which); };
    auto model = head();
    model.insert(model.end(), {{"number", draft.number}, {"step_title", run.pages().title(number)}, {"place", static_cast<std::int64_t>(number + 1)},
                               {"count", static_cast<std::int64_t>(run.engine().steps())}, {"action", step_address(draft, number)},
                               {"version", draft.version}, {"saved_at", time_of(draft.saved_at)}, {"days", file_.declared.draft_days},
                               {"fields", run.pages().fields(number, form, typed)}, {"stages", run.pages().stages(number, draft.reached, href)}, {"review", step.review},
                               {"intro", intro(step.id, draft)}, {"last", number + 1 == run.engine().steps()}, {"changed", std::move(changed)}});
    if (step.review) add_review(run, draft, number, typed, model);
    if (number > 0) model.emplace_back("back", step_address(draft, number - 1)), model.emplace_back("back_title", run.pages().title(number - 1));
    if (!console()) model.emplace_back("code", address("/" + std::to_string(draft.id) + "/code"));
    if (!form.ok()) model.emplace_back("errors", form.errors());
    return page("step", std::move(model), status,
                // Said here: the title is the host's text, and the step's words are the plugin's.
                Message{"form.step_of", {{"place", static_cast<std::int64_t>(number + 1)}, {"step_title", said(run.pages().title(number).key)}}});
  }
  void add_review(const FormRun& run, const Draft& draft, std::size_t number, const Typed& typed, Fields& model) {
    const auto href = [&](std::size_t which) { return step_address(draft, which); };
    model.emplace_back("summary", run.pages().summary(number, run.engine().before(number, typed), href));
    model.emplace_back("after", file_.after ? Value(face_text("after")) : Value());
  }
  /// Words above a step, of the face on which the draft was begun or for all; there need not be any.
  Value intro(const std::string& step, const Draft& draft) {
    const auto key = file_.declared.key("step", step, ".words"), own = key + "." + draft.begun;
    if (!knows(own) && !knows(key)) return {};
    return said(knows(own) ? own : key, {{"owner", draft.owner_name}});
  }

  http::Response resume_page(int status) {
    auto model = head();
    model.insert(model.end(), {{"action", address("/resume")}, {"number", form_.raw("number")}});
    if (!form_.ok()) model.emplace_back("errors", form_.errors());
    return page("resume", std::move(model), status, Message{"form.resume", {}});
  }

  Context& context_;
  plugin_host::Plugin& plugin_;
  const forms::FormFile& file_;
  PluginBackend backend_;
  Form form_;
  forms::FormOf form_of_;
};

template <http::Response (FormPage::*serve)()>
Handler handler(plugin_host::Plugin* plugin, const forms::FormFile* file) {
  return [plugin, file](Context& context) { return (FormPage(context, *plugin, *file).*serve)(); };
}

}  // namespace

void add_form_pages(Router& router, plugin_host::PluginHost& plugins, const Forms& forms) {
  for (auto* plugin : plugins.plugins()) {
    if (!plugin->running()) continue;
    for (const auto& file : forms.of(plugin->name())) {
      const auto path = "/" + plugin->name() + file.declared.path, draft = path + "/{draft}";
      for (const auto face : {Face::portal, Face::console}) {
        const auto& permission = face == Face::portal ? file.declared.portal : file.declared.console;
        if (permission.empty()) continue;
        router.get(face, path, permission, handler<&FormPage::start>(plugin, &file));
        router.post(face, path, permission, handler<&FormPage::begin>(plugin, &file), k_begin_per_hour);
        router.get(face, draft + "/steps/{step}", permission, handler<&FormPage::step>(plugin, &file));
        router.post(face, draft + "/steps/{step}", permission, handler<&FormPage::save>(plugin, &file));
        router.get(face, draft + "/delete", permission, handler<&FormPage::ask_delete>(plugin, &file));
        router.post(face, draft + "/delete", permission, handler<&FormPage::remove>(plugin, &file));
        if (face == Face::portal) router.post(face, draft + "/code", permission, handler<&FormPage::code>(plugin, &file), k_code_per_hour);
        if (face == Face::portal) continue;
        router.get(face, path + "/resume", permission, handler<&FormPage::ask_resume>(plugin, &file));
        router.post(face, path + "/resume", permission, handler<&FormPage::resume>(plugin, &file), k_resume_per_hour);
      }
    }
  }
}

}  // namespace gongting::host::web
