#include "web/declared_api.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "http/response_head.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/records.hpp"
#include "web/form_run.hpp"
#include "web/openapi.hpp"
#include "web/plugin_pages.hpp"
#include "web/workflow_run.hpp"

namespace gongting::host::web {

namespace wf = gongting::workflow;

namespace {

constexpr int k_page = 50, k_most = 200, k_forms_per_hour = 60;

http::Response answer(int status, const Fields& fields) {
  http::Response response;
  response.status = status, response.type = "application/json; charset=utf-8", response.body = to_json(fields);
  return response;
}

std::string etag(std::int64_t version) { return "\"" + std::to_string(version) + "\""; }

/// What was sent, encoded; an empty map for an empty body. Errors: bad_input for what is no object.
std::string sent_object(const Context& context) {
  if (context.request.body.empty()) return encode_fields({});
  const auto value = parse_json(context.request.body);
  if (!std::holds_alternative<Fields>(value.data())) throw Error{Kind::bad_input, "the body must be a JSON object"};
  return value.encode();
}

List told_errors(const Context& context, const plugin_host::Plugin& plugin, const Form& form) {
  List errors;
  for (const auto& error : form.errors()) errors.emplace_back(plain_fields(context, plugin, std::get<Fields>(error.data())));
  return errors;
}

/// One request about the records of one workflow.
class RecordApi {
 public:
  RecordApi(Context& context, plugin_host::Plugin& plugin, const workflow::DeclarationFile& file)
      : context_(module_context(context, plugin)), plugin_(plugin), file_(file), backend_(context, plugin) {}

  /// Newest first; `after` is the id of the last one seen.
  http::Response list() {
    std::int64_t after = 0, limit = k_page;
    if (const std::string text(context_.query.text("after")); !text.empty() && (!gongting::detail::read_integer(text, after) || after <= 0))
      throw Error{Kind::bad_input, "\"after\" takes the id of a record"};
    if (const std::string text(context_.query.text("limit")); !text.empty() && (!gongting::detail::read_integer(text, limit) || limit < 1 || limit > k_most))
      throw Error{Kind::bad_input, "\"limit\" takes a number from 1 to " + std::to_string(k_most)};
    const auto rows = query((after > 0 ? " where id < :after" : "") + std::string(" order by id desc limit ") + std::to_string(limit + 1),
                            after > 0 ? Fields{{"after", after}} : Fields());
    List items;
    for (std::size_t i = 0; i < rows.size() && static_cast<std::int64_t>(i) < limit; ++i) items.emplace_back(fields_of(rows[i]));
    Fields model{{"items", std::move(items)}};
    if (static_cast<std::int64_t>(rows.size()) > limit) {
      const auto last = std::to_string(rows[static_cast<std::size_t>(limit - 1)].integer("id"));
      model.emplace_back("next", context_.request.path + "?after=" + last + (limit == k_page ? "" : "&limit=" + std::to_string(limit)));
    }
    return answer(200, model);
  }

  http::Response read() {
    const auto rows = query(" where id = :id", {{"id", context_.id()}});
    if (rows.empty()) throw Error{Kind::not_found, "there is no such record"};
    const auto tag = etag(rows[0].integer("version"));
    if (context_.request.header("if-none-match") == tag) {
      http::Response same;
      same.status = 304;
      same.set("etag", tag);
      return same;
    }
    auto model = fields_of(rows[0]);
    WorkflowRun run(context_, backend_, plugin_.name(), file_.declared.record);
    List actions;
    for (const auto& verdict : run.engine().actions(run.engine().read(context_.id()))) {
      Fields action{{"id", verdict.way->id}, {"open", bool(verdict)}, {"href", context_.request.path + "/act/" + verdict.way->id}};
      if (!verdict) action.emplace_back("why", run.text(verdict.why.key));
      actions.emplace_back(std::move(action));
    }
    model.emplace_back("actions", std::move(actions));
    auto response = answer(200, model);
    response.set("etag", tag);
    return response;
  }

  http::Response act() {
    WorkflowRun run(context_, backend_, plugin_.name(), file_.declared.record);
    const auto now = run.engine().read(context_.id());
    const auto expected = context_.request.header("if-match");
    if (expected.empty()) return problem(context_, 428, "say which version of the record is meant: If-Match with its ETag");
    if (expected != etag(now.version)) return problem(context_, 412, run.text("workflow.why.changed"));
    auto verdict = run.engine().examine(now, context_.param("transition"));
    if (verdict.way != nullptr && !verdict.way->offer) verdict = {wf::Refusal::no_such_way, {"workflow.why.no_such_way", {}}, nullptr, nullptr};
    if (verdict.refusal == wf::Refusal::no_such_way) return problem(context_, 404, run.text(verdict.why.key));
    if (!verdict) return problem(context_, verdict.refusal == wf::Refusal::not_yours ? 403 : 422, run.text(verdict.why.key));
    const auto sent = sent_object(context_);
    Fields typed;
    ValueRef(sent).for_each([&](std::string_view name, ValueRef value) {
      return typed.emplace_back(name, value.tag() == Tag::integer ? std::to_string(value.integer()) : std::string(value.text())), true;
    });
    const auto encoded = encode_fields(typed);
    Form form{ValueRef(encoded)};
    const auto input = run.engine().input(now, *verdict.way, form);
    if (!form.ok()) return problem(context_, 422, context_.message("api.fields"), told_errors(context_, plugin_, form));
    const auto version = run.engine().go(now, now.version, verdict.way->id, input);
    auto response = answer(200, {{"id", std::to_string(now.id)}, {"state", verdict.way->to}, {"version", version}});
    response.set("etag", etag(version));
    return response;
  }

 private:
  Rows query(const std::string& rest, const Fields& params) {
    std::string columns = "id, version, " + file_.declared.state_column;
    for (const auto& column : file_.declared.api_columns)
      if (column != file_.declared.state_column) columns += ", " + column;
    const auto encoded = encode_fields(params);
    return backend_.query("select " + columns + " from " + file_.declared.record + rest, ValueRef(encoded));
  }
  /// Ids are texts: 63 bits are more than a number of JavaScript holds.
  static Fields fields_of(const Row& row) {
    Fields fields;
    for (std::size_t i = 0; i < row.size(); ++i)
      fields.emplace_back(row.name(i), row.name(i) == "id" ? Value(std::to_string(row[i].integer())) : row[i].value());
    return fields;
  }

  Context& context_;
  plugin_host::Plugin& plugin_;
  const workflow::DeclarationFile& file_;
  PluginBackend backend_;
};

/// A form that is sent as a whole.
http::Response take_form(Context& context, plugin_host::Plugin& plugin, const forms::FormFile& file) {
  PluginBackend backend(module_context(context, plugin), plugin);
  FormRun run(context, backend, plugin, file, std::string(face_name(context.scope.face)));
  const auto sent = sent_object(context);
  const auto typed = run.engine().typed_of(ValueRef(sent));
  Fields values;
  Form form;
  if (run.engine().read_all(typed, run.engine().steps(), values, form) < run.engine().steps())
    return problem(context, 422, context.message("api.fields"), told_errors(context, plugin, form));
  try {
    const auto taken = run.submit(values, context.scope.account_id, context.scope.account_name);
    auto response = answer(201, {{"id", std::to_string(taken.record)}});
    response.set("location", context.prefix + "/" + plugin.name() + taken.location);
    return response;
  } catch (const Error& error) {
    if (error.kind() != Kind::invalid) throw;
    context.db().rollback();
    return problem(context, 422, backend.message(error.what(), ValueRef()));
  }
}

}  // namespace

http::Response problem(const Context& context, int status, std::string_view detail, List errors) {
  Fields fields{{"type", "about:blank"}, {"title", http::reason_of(status)}, {"status", status}, {"detail", detail}, {"instance", context.request.path},
                {"request_id", context.request.id}};
  if (!errors.empty()) fields.emplace_back("errors", std::move(errors));
  auto response = answer(status, fields);
  response.type = "application/problem+json; charset=utf-8";
  return response;
}

void add_declared_api(Router& router, plugin_host::PluginHost& plugins, const Workflows& workflows, const Forms& forms) {
  for (const auto face : {Face::portal, Face::console}) {
    router.get(face, "/api/v1/openapi.json", k_anyone, [&plugins, &workflows, &forms](Context& context) {
      return answer(200, openapi(context, plugins, workflows, forms));
    });
    for (auto* plugin : plugins.plugins()) {
      if (!plugin->running()) continue;
      for (const auto& file : workflows.of(plugin->name())) {
        if (file.declared.api_columns.empty()) continue;
        const auto path = "/api/v1/" + plugin->name() + file.declared.path;
        router.get(face, path, k_signed_in, [plugin, &file](Context& context) { return RecordApi(context, *plugin, file).list(); });
        router.get(face, path + "/{id}", k_signed_in, [plugin, &file](Context& context) { return RecordApi(context, *plugin, file).read(); });
        router.post(face, path + "/{id}/act/{transition}", k_signed_in, [plugin, &file](Context& context) { return RecordApi(context, *plugin, file).act(); });
      }
      for (const auto& file : forms.of(plugin->name()))
        if (!file.declared.api.empty())
          router.post(face, "/api/v1/" + plugin->name() + file.declared.path, file.declared.api,
                      [plugin, &file](Context& context) { return take_form(context, *plugin, file); }, k_forms_per_hour);
    }
  }
}

}  // namespace gongting::host::web
