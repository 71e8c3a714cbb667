#include "web/openapi.hpp"

#include <algorithm>

#include "auth/sessions.hpp"
#include "base/json.hpp"
#include "view/view.hpp"
#include "web/context.hpp"

namespace gongting::host::web {

namespace {

using gongting::forms::Field;

Fields reference(const std::string& to) { return {{"$ref", "#/components/" + to}}; }

/// Under its key where there is something to say.
void put(Fields& into, const char* key, const std::optional<std::int64_t>& value) {
  if (value) into.emplace_back(key, *value);
}

Fields object_of(Fields properties, List required) {
  Fields object{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) object.emplace_back("required", std::move(required));
  return object;
}

Fields schema_of(const Field& field, const std::string& title);

Fields parts_schema(const Field& field) {
  Fields properties;
  List required;
  for (const auto& part : field.parts) {
    properties.emplace_back(part.name, Fields{{"type", "string"}});
    if (part.required) required.emplace_back(part.name);
  }
  return object_of(std::move(properties), std::move(required));
}

Fields rows_schema(const Field& field) {
  Fields properties;
  List required;
  for (const auto& column : field.columns) {
    properties.emplace_back(column.name, schema_of(column, {}));
    if (column.required) required.emplace_back(column.name);
  }
  Fields schema{{"type", "array"}, {"items", object_of(std::move(properties), std::move(required))}};
  put(schema, "minItems", field.min), put(schema, "maxItems", field.max);
  return schema;
}

Fields schema_of(const Field& field, const std::string& title) {
  Fields schema;
  if (field.type == "table") schema = rows_schema(field);
  else if (!field.parts.empty()) schema = parts_schema(field);
  else if (field.type == "tick") schema = {{"type", "boolean"}};
  else if (field.type == "number" || field.type == "money") schema = {{"type", "integer"}};
  else if (field.type == "date") schema = {{"type", "string"}, {"format", "date"}};
  else schema = {{"type", "string"}};
  if (field.type == "number" || field.type == "money") put(schema, "minimum", field.min), put(schema, "maximum", field.max);
  if (field.is_text()) put(schema, "minLength", field.min), put(schema, "maxLength", field.max);
  if (!field.values.empty()) schema.emplace_back("enum", List(field.values.begin(), field.values.end()));
  if (!title.empty()) schema.emplace_back("description", field.type == "money" ? title + " (fen)" : title);
  return schema;
}

/// What an operation answers when it fails.
void add_failures(Fields& responses, std::initializer_list<int> statuses) {
  for (const int status : statuses) responses.emplace_back(std::to_string(status), reference("responses/Problem"));
}

Fields json_content(Fields schema) { return {{"application/json", Fields{{"schema", std::move(schema)}}}}; }

Fields parameter(const char* name, const char* in, bool required, const char* description) {
  return {{"name", name}, {"in", in}, {"required", required}, {"description", description}, {"schema", Fields{{"type", "string"}}}};
}

class Document {
 public:
  explicit Document(const Context& context) : context_(context) {}

  void add(const plugin_host::Plugin& plugin, const workflow::DeclarationFile& file) {
    const auto& declared = file.declared;
    const auto name = plugin.name() + "_" + declared.record;
    Fields properties{{"id", Fields{{"type", "string"}}}, {"version", Fields{{"type", "integer"}}}};
    properties.emplace_back(declared.state_column, Fields{{"type", "string"}, {"enum", states(declared)}});
    for (const auto& column : declared.api_columns)
      if (column != declared.state_column) properties.emplace_back(column, column_schema(plugin, declared.record, column));
    schemas_.emplace_back(name, object_of(std::move(properties), {"id", "version", declared.state_column}));
    const auto path = "/" + plugin.name() + declared.path;
    Fields list{{"200", Fields{{"description", "Newest first"}, {"content", json_content(object_of(
        {{"items", Fields{{"type", "array"}, {"items", reference("schemas/" + name)}}}, {"next", Fields{{"type", "string"}}}}, {"items"}))}}}};
    add_failures(list, {400, 401, 404});
    paths_.emplace_back(path, Fields{{"get", operation(name + "_list", plugin, "List",
        {parameter("after", "query", false, "The id of the last record that was seen"), parameter("limit", "query", false, "How many, 1 to 200")}, {}, std::move(list))}});
    Fields one{{"200", Fields{{"description", "The record, and what its reader can do with it; its version is the ETag"}, {"content", json_content(reference("schemas/" + name))}}}};
    add_failures(one, {401, 404});
    paths_.emplace_back(path + "/{id}", Fields{{"get", operation(name + "_read", plugin, "Read", {id()}, {}, std::move(one))}});
    for (const auto& way : declared.transitions)
      if (way.offer && !way.leaves(gongting::workflow::k_no_state)) add_way(plugin, declared, name, path, way);
  }

  void add(const plugin_host::Plugin& plugin, const forms::FormFile& file) {
    const auto& declared = file.declared;
    const auto name = plugin.name() + "_" + declared.form;
    Fields properties;
    List required;
    for (const auto& step : declared.steps)
      for (const auto& field : step.fields) {
        properties.emplace_back(field.name, schema_of(field, text(plugin, declared.key("field", field.name))));
        if (field.required && !field.when && field.face.empty() && field.begun.empty()) required.emplace_back(field.name);
      }
    schemas_.emplace_back(name, object_of(std::move(properties), std::move(required)));
    Fields responses{{"201", Fields{{"description", "Taken in; Location is its page"}, {"content", json_content(object_of({{"id", Fields{{"type", "string"}}}}, {"id"}))}}}};
    add_failures(responses, {400, 401, 403, 409, 422, 429});
    paths_.emplace_back("/" + plugin.name() + declared.path,
                        Fields{{"post", operation(name + "_send", plugin, text(plugin, declared.key("title")), {key()}, reference("schemas/" + name), std::move(responses))}});
  }

  Fields finished() && {
    Fields problem{{"type", Fields{{"type", "string"}}}, {"title", Fields{{"type", "string"}}}, {"status", Fields{{"type", "integer"}}},
                   {"detail", Fields{{"type", "string"}}}, {"instance", Fields{{"type", "string"}}}, {"request_id", Fields{{"type", "string"}}},
                   {"errors", Fields{{"type", "array"}, {"items", object_of({{"field", Fields{{"type", "string"}}}, {"text", Fields{{"type", "string"}}}}, {"field", "text"})}}}};
    schemas_.emplace_back("Problem", object_of(std::move(problem), {"title", "status"}));
    return {{"openapi", "3.1.0"},
            {"info", Fields{{"title", context_.site->name + " API"}, {"version", "1"}, {"license", Fields{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", List{Fields{{"url", context_.prefix + "/api/v1"}}}},
            {"security", List{Fields{{"session", List()}}}},
            {"paths", std::move(paths_)},
            {"components", Fields{{"schemas", std::move(schemas_)},
                                  {"responses", Fields{{"Problem", Fields{{"description", "It failed; errors names the inputs"},
                                                                           {"content", Fields{{"application/problem+json", Fields{{"schema", reference("schemas/Problem")}}}}}}}}},
                                  {"securitySchemes", Fields{{"session", Fields{{"type", "apiKey"}, {"in", "cookie"}, {"name", auth::cookie_name(context_.request.face, context_.request.tls)}}}}}}}};
  }

 private:
  static List states(const gongting::workflow::Declaration& declared) {
    List states;
    for (const auto& state : declared.states) states.emplace_back(state.name);
    return states;
  }
  static Fields id() { return parameter("id", "path", true, "The id of the record"); }
  static Fields key() { return parameter("Idempotency-Key", "header", false, "The same key with the same content gets the first answer again"); }
  static Fields column_schema(const plugin_host::Plugin& plugin, const std::string& record, const std::string& column) {
    for (const auto& entry : Json(plugin.manifest().records).items()) {
      if (Json(entry)["name"].text() != record) continue;
      const auto type = Json(entry)["columns"][column].text();
      const bool number = type == "integer" || type == "money" || type == "time";
      return {{"type", List{number ? "integer" : type == "boolean" ? "boolean" : "string", "null"}}};
    }
    return {{"type", List{"string", "null"}}};
  }
  std::string text(const plugin_host::Plugin& plugin, const std::string& key) const {
    return context_.services.views.message(context_.scope.locale, plugin.name(), key, ValueRef());
  }

  void add_way(const plugin_host::Plugin& plugin, const gongting::workflow::Declaration& declared, const std::string& name, const std::string& path,
               const gongting::workflow::Transition& way) {
    const auto address = path + "/{id}/act/" + way.id;
    for (const auto& [known, item] : paths_)
      if (known == address) return;  // the same way out of another state
    Fields properties;
    List required;
    for (const auto& field : declared.fields) {
      const bool asked = std::find(way.input.begin(), way.input.end(), field.name) != way.input.end();
      if (!asked && field.always.empty()) continue;
      properties.emplace_back(field.name, schema_of(field, {}));
      if (asked) required.emplace_back(field.name);
    }
    Fields responses{{"200", Fields{{"description", "Done; the new version is the ETag"},
                                    {"content", json_content(object_of({{"id", Fields{{"type", "string"}}}, {"state", Fields{{"type", "string"}}},
                                                                        {"version", Fields{{"type", "integer"}}}}, {"id", "state", "version"}))}}}};
    add_failures(responses, {400, 401, 403, 404, 412, 422, 428});
    paths_.emplace_back(address, Fields{{"post", operation(name + "_" + way.id, plugin, text(plugin, declared.key("step", way.id)),
                                                           {id(), parameter("If-Match", "header", true, "The ETag of the version that is meant"), key()},
                                                           object_of(std::move(properties), std::move(required)), std::move(responses))}});
  }

  static Fields operation(const std::string& id, const plugin_host::Plugin& plugin, const std::string& summary, List parameters, Fields body, Fields responses) {
    Fields operation{{"operationId", id}, {"summary", summary}, {"tags", List{plugin.name()}}};
    if (!parameters.empty()) operation.emplace_back("parameters", std::move(parameters));
    if (!body.empty()) operation.emplace_back("requestBody", Fields{{"required", true}, {"content", json_content(std::move(body))}});
    operation.emplace_back("responses", std::move(responses));
    return operation;
  }

  const Context& context_;
  Fields paths_, schemas_;
};

}  // namespace

Fields openapi(const Context& context, plugin_host::PluginHost& plugins, const Workflows& workflows, const Forms& forms) {
  Document document(context);
  for (const auto* plugin : plugins.plugins()) {
    if (!plugin->running() || !context.snapshot->module_enabled(context.site->id, plugin->name(), 0)) continue;
    for (const auto& file : workflows.of(plugin->name()))
      if (!file.declared.api_columns.empty()) document.add(*plugin, file);
    for (const auto& file : forms.of(plugin->name()))
      if (!file.declared.api.empty()) document.add(*plugin, file);
  }
  return std::move(document).finished();
}

}  // namespace gongting::host::web
