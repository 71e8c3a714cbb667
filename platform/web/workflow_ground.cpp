#include "web/workflow_ground.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "gongting/case_number.hpp"
#include "gongting/error.hpp"
#include "store/records.hpp"
#include "web/form_run.hpp"
#include "web/plugin_pages.hpp"
#include "workflow/steps.hpp"

namespace gongting::host::web {

namespace {

/// "select id, version, state, … from dispute where id = :id"
std::string select_all(const store::RecordType& type) {
  std::string sql = "select id, version";
  for (const auto& column : type.columns) sql += ", " + column.name;
  return sql + " from " + type.name + " where id = :id";
}

Message message_of(ValueRef value) {
  if (value.tag() != Tag::message) return {std::string(value.text()), {}};
  Message message{std::string(value.message_key()), {}};
  value.message_params().for_each([&](std::string_view key, ValueRef param) { return message.params.emplace_back(key, param.value()), true; });
  return message;
}

}  // namespace

std::string WorkflowGround::record(std::int64_t id) {
  const auto* type = context_.services.records.type(plugin_.name(), declared_.record);
  const auto params = encode_fields({{"id", id}});
  const auto rows = context_.services.records.query(context_.db(), context_.scope, plugin_.name(), select_all(*type), ValueRef(params));
  if (rows.empty()) throw Error{Kind::not_found, "there is no such record"};
  Fields fields;
  for (const auto& column : rows.columns()) fields.emplace_back(column, rows[0][column].value());
  return encode_fields(fields);
}

std::vector<std::string> WorkflowGround::parts(std::int64_t id) {
  std::vector<std::string> parts;
  if (!context_.signed_in()) return parts;
  const auto rows = context_.db().read(
      "select part from gt_person_link where account_id = :me and record_type = :type and record_id = :id",
      {{"me", context_.scope.account_id}, {"type", plugin_.name() + "." + declared_.record}, {"id", id}});
  for (const auto row : rows) parts.emplace_back(row[0].text());
  return parts;
}

std::string WorkflowGround::ask(plugin_host::RulesCall what, ValueRef record, Fields asked) {
  asked.insert(asked.begin(), {{"record", declared_.record}, {"row", Encoded{std::string(record.exact())}}});
  context_.scope.plugin = plugin_.name();
  plugin_host::CallContext call{context_.scope, backend_};
  return context_.services.plugins.ask(plugin_, what, call, plugin_request(context_, plugin_, {"workflow", &asked}));
}

std::vector<Message> WorkflowGround::guards(const std::vector<std::string>& names, ValueRef record) {
  const auto answer = ask(plugin_host::RulesCall::check, record, {{"guards", List(names.begin(), names.end())}});
  std::vector<Message> reasons;
  ValueRef(answer)["why"].for_each([&](std::string_view, ValueRef why) { return reasons.push_back(message_of(why)), true; });
  if (reasons.size() != names.size()) throw Error{Kind::internal, "the plugin " + plugin_.name() + " did not answer every guard"};
  return reasons;
}

Fields WorkflowGround::effects(const gongting::workflow::Transition& way, bool after, ValueRef record, const Fields& input) {
  Fields fields;
  if (way.effects.empty()) return fields;
  const auto answer = ask(plugin_host::RulesCall::effect, record,
                          {{"transition", way.id}, {"effects", List(way.effects.begin(), way.effects.end())}, {"after", after},
                           {"input", Value(input)}});
  ValueRef(answer)["fields"].for_each([&](std::string_view name, ValueRef value) { return fields.emplace_back(name, value.value()), true; });
  return fields;
}

std::vector<gongting::workflow::Option> WorkflowGround::options(const gongting::workflow::Field& field, ValueRef record) {
  std::vector<gongting::workflow::Option> options;
  if (field.type == "choice") {
    for (const auto& value : field.values)
      options.push_back({value, backend_.message(gongting::forms::TextKeys{declared_.key("field", "")}.value(field, value).key, ValueRef()), {}});
    return options;
  }
  if (field.type == "point") return point_options(context_, backend_);
  for (const auto& names : plugin_.workflow_names()) {
    const bool own = names.record == declared_.record && std::find(names.options.begin(), names.options.end(), field.name) != names.options.end();
    if (!own) continue;
    const auto answer = ask(plugin_host::RulesCall::options, record, {{"field", field.name}});
    ValueRef(answer)["options"].for_each([&](std::string_view, ValueRef option) {
      options.push_back({std::string(option["value"].text()), std::string(option["label"].text()), std::string(option["note"].text())});
      return true;
    });
    return options;
  }
  for (const auto row : backend_.people(field.role))
    options.push_back({std::to_string(row.integer("id")), row.text("name"), row.text("point_name")});
  return options;
}

std::string WorkflowGround::today() { return host::today(); }
std::vector<gongting::workflow::Option> WorkflowGround::towns() { return town_options(backend_); }

std::int64_t WorkflowGround::insert(const Fields& fields) {
  const auto encoded = encode_fields(fields);
  return backend_.insert(declared_.record, ValueRef(encoded));
}

std::int64_t WorkflowGround::update(std::int64_t id, std::int64_t version, const Fields& fields) {
  const auto encoded = encode_fields(fields);
  return backend_.update(declared_.record, id, version, ValueRef(encoded));
}

void WorkflowGround::add_step(std::int64_t id, const gongting::workflow::Step& step) {
  workflow::add_step(context_.db(), context_.scope, {plugin_.name(), declared_.record, id}, step);
  backend_.publish_live(declared_.record, id);
}

gongting::workflow::Period WorkflowGround::period(std::string_view rule) {
  const auto computed = encode_fields(backend_.compute(rule, today(), 0, 0));
  // A record's column holds a day, also of a period in hours.
  return {std::string(rule), std::string(ValueRef(computed)["due"].text().substr(0, 10))};
}

void WorkflowGround::start_period(std::int64_t id, std::string_view rule, std::int64_t account, std::string_view role) {
  backend_.start_period({declared_.record, id, rule, today(), {}, role, account});
}

void WorkflowGround::notify(std::int64_t id, const gongting::workflow::NoticeTo& notice, const Fields& params) {
  std::set<std::int64_t> accounts;
  for (const auto& name : notice.to) {
    const auto* actor = declared_.actor(name);
    accounts.merge(actor->part.empty() ? backend_.holders(declared_.record, id, actor->permission)
                                       : backend_.in_part(declared_.record, id, actor->part));
  }
  auto shown = params;
  for (auto& [name, value] : shown)
    if (const auto* text = std::get_if<std::string>(&value.data()); text != nullptr && name == "number")
      if (const auto number = parse_case_number(*text)) value = number->shown();
  backend_.tell_accounts(accounts, declared_.record, id, declared_.key("notice", notice.text), shown);
}

void WorkflowGround::publish(std::int64_t id, const gongting::workflow::Step& step) {
  const auto payload = encode_fields({{"transition", step.transition}, {"from", step.from}, {"to", step.to}, {"version", step.version}});
  backend_.publish(declared_.event, declared_.record, id, ValueRef(payload), {});
}

void WorkflowGround::stop_periods(std::int64_t id) { backend_.stop_periods(declared_.record, id, {}, "done"); }

}  // namespace gongting::host::web
