#include "web/plugin_backend.hpp"

#include "audit/audit.hpp"
#include "audit/receipt_book.hpp"
#include "auth/accounts.hpp"
#include "auth/roles.hpp"
#include "gongting/error.hpp"
#include "jobs/outbox.hpp"
#include "periods/periods.hpp"
#include "periods/signatures.hpp"
#include "base/clock.hpp"
#include "sites/case_types.hpp"
#include "sites/divisions.hpp"
#include "store/records.hpp"
#include "view/view.hpp"
#include "web/qr.hpp"
#include "web/rules.hpp"

namespace gongting::host::web {

Rows PluginBackend::query(std::string_view sql, ValueRef params) {
  try {
    return context_.services.records.query(context_.db(), context_.scope, plugin_.name(), sql, params);
  } catch (const Error& error) {
    // What the caller may see is decided by the views, never by a refusal: this is a fault of the plugin's SQL, for its
    // author and the log, and not a permission that the caller lacks.
    if (error.kind() != Kind::forbidden) throw;
    throw Error{Kind::internal, std::string("its SQL was refused: ") + error.what()};
  }
}

std::int64_t PluginBackend::insert(std::string_view type, ValueRef fields) {
  return context_.services.records.insert(context_.db(), context_.scope, plugin_.name(), type, fields);
}

std::int64_t PluginBackend::update(std::string_view type, std::int64_t id, std::int64_t version, ValueRef fields) {
  return context_.services.records.update(context_.db(), context_.scope, plugin_.name(), type, id, version, fields);
}

void PluginBackend::remove(std::string_view type, std::int64_t id, std::int64_t version) {
  context_.services.records.remove(context_.db(), context_.scope, plugin_.name(), type, id, version);
}

void PluginBackend::link_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) {
  context_.services.records.link_person(context_.db(), context_.scope, plugin_.name(), type, id, account, part);
}

void PluginBackend::unlink_person(std::string_view type, std::int64_t id, std::int64_t account,
                                  std::string_view part) {
  context_.services.records.unlink_person(context_.db(), context_.scope, plugin_.name(), type, id, account, part);
}

std::int64_t PluginBackend::next_number(std::string_view series) {
  return context_.services.records.next_number(context_.db(), context_.scope, plugin_.name(), series);
}

CaseNumber PluginBackend::next_case_number(std::string_view type, std::string_view special, int year) {
  sites::require_case_type(context_.db(), type, today());
  CaseNumber number{year, context_.site->court_code, std::string(special), std::string(type), 0};
  number.serial = context_.services.records.next_case_serial(context_.db(), context_.scope, number);
  return number;
}

std::vector<std::string> PluginBackend::open_sealed(std::string_view type, std::int64_t id,
                                                    const std::vector<std::string>& columns, std::string_view reason) {
  return context_.services.records.open_sealed(context_.db(), context_.scope, plugin_.name(), type, id, columns,
                                               reason);
}

std::string PluginBackend::render(std::string_view name, ValueRef title, ValueRef model, std::string_view layout) {
  PageOptions options;
  options.title = title.is_null() ? Value(plugin_.manifest().title.in(context_.scope.locale)) : title.value();
  options.layout = layout;
  return context_.render(plugin_.name(), name, model, options);
}

std::string PluginBackend::message(std::string_view key, ValueRef params) {
  return context_.services.views.message(context_.scope.locale, plugin_.name(), key, params);
}

std::string PluginBackend::qr(std::string_view text) { return qr_svg(text); }

Value PluginBackend::setting(std::string_view key) {
  const auto* declared = plugin_.manifest().setting(key);
  if (declared == nullptr)
    throw Error{Kind::internal,
                plugin_.name() + " asks for the setting " + std::string(key) + ", which it does not declare"};
  const auto* own = context_.site->setting(plugin_.name(), std::string(key));
  return own != nullptr ? *own : declared->otherwise;
}

Rows PluginBackend::people(std::string_view role) { return auth::people(context_.db(), context_.site->id, role); }

Fields PluginBackend::person(std::int64_t id, bool mobile) {
  const auto person = context_.services.accounts.person(context_.db(), context_.scope, id, mobile);
  if (!person) return {};
  if (mobile)
    audit::record(context_.db(), context_.scope, {"person.reveal", "account", id, "ok", {{"field", "mobile"}}});
  return {{"id", person->id},
          {"name", person->name},
          {"masked_name", person->masked_name},
          {"mobile", person->mobile},
          {"masked_mobile", person->masked_mobile},
          {"masked_resident_id", person->masked_resident_id}};
}

std::int64_t PluginBackend::find_person(std::string_view name, std::string_view resident_id) {
  const auto id = context_.services.accounts.find_person(context_.db(), name, resident_id);
  audit::record(context_.db(), context_.scope, {"person.find", "account", id, "ok", {}});
  return id;
}

Rows PluginBackend::points() {
  TableWriter table({"id", "name", "kind", "division", "address", "phone"});
  for (const auto& point : context_.snapshot->points(context_.site->id)) {
    if (!point.active() || point.modules_off.contains(plugin_.name())) continue;
    table.integer(point.id);
    table.text(point.name);
    table.text(sites::kind_name(point.kind));
    table.text(point.division);
    table.text(point.address);
    table.text(point.phone);
  }
  return Rows(table.finish());
}

Rows PluginBackend::divisions(std::string_view under) {
  if (under.empty() || under == context_.site->division) return context_.snapshot->divisions(context_.site->id);
  return sites::divisions_below(context_.db(), under);
}

bool PluginBackend::module_enabled(std::string_view name) {
  const auto* other = context_.services.plugins.find(name);
  return other != nullptr && other->running() &&
         context_.snapshot->module_enabled(context_.site->id, std::string(name), context_.scope.point_id);
}

bool PluginBackend::publish(std::string_view type, std::string_view record_type, std::int64_t record, ValueRef payload,
                            std::string_view key) {
  if (context_.services.records.type(plugin_.name(), record_type) == nullptr)
    throw Error{Kind::internal, plugin_.name() + " tells of a " + std::string(record_type) + ", which is no record type of its own"};
  jobs::Event event;
  event.type = type;
  event.record_type = plugin_.name() + "." + std::string(record_type);
  event.record_id = record;
  event.site_id = context_.site->id;
  event.payload = payload.value();
  // Another plugin's keys, and those of other sites, are not in its way.
  if (!key.empty()) event.key = event.type + "@" + std::to_string(event.site_id) + ":" + std::string(key);
  return jobs::publish(context_.db(), event) != 0;
}

std::string PluginBackend::seen_record(std::string_view type, std::int64_t id) {
  if (context_.services.records.type(plugin_.name(), type) == nullptr)
    throw Error{Kind::internal, plugin_.name() + " has no record type \"" + std::string(type) + "\" in its manifest"};
  const auto values = encode_fields({{"id", id}});
  if (context_.services.records.query(context_.db(), context_.scope, plugin_.name(), "select id from " + std::string(type) + " where id = :id",
                                      ValueRef(values)).empty())
    throw Error{Kind::not_found, "there is no such record"};
  return plugin_.name() + "." + std::string(type);
}

Fields PluginBackend::give_receipt(const plugin_host::TakenIn& taken) {
  const auto& site = *context_.site;
  const auto given = context_.services.receipts.give(
      context_.db(), context_.scope,
      {std::string(taken.what), seen_record(taken.record_type, taken.record), taken.record, std::string(taken.label),
       std::string(taken.content), taken.by.empty() ? context_.scope.account_name : std::string(taken.by), site.name,
       site.court_code, site.division});
  return {{"number", given.receipt.number}, {"href", context_.url("/receipts/" + given.receipt.number)}};
}

Rows PluginBackend::receipts_of(std::string_view record_type, std::int64_t record) {
  TableWriter table({"number", "what", "given_at", "href"});
  for (const auto& kept : context_.services.receipts.of(context_.db(), context_.site->id, seen_record(record_type, record), record)) {
    table.text(kept.receipt.number), table.text(kept.receipt.what), table.integer(kept.given_at);
    table.text(context_.url("/receipts/" + kept.receipt.number));
  }
  return Rows(table.finish());
}

Fields PluginBackend::compute(std::string_view rule, std::string_view from, int pause, int extend) {
  const auto& found = context_.services.rules.find(plugin_.name(), rule, from);
  const bool approved = !found.verified() && periods::is_signed(context_.db(), context_.site->id, found);
  return period_fields(clock::compute(found, {from, pause, extend, approved}, context_.snapshot->calendar(context_.site->id)), context_.scope.locale);
}

List PluginBackend::rules() {
  List list;
  const auto add = [&](const clock::RulePack& pack) {
    for (const auto& rule : pack.rules()) list.push_back(rule_fields(rule));
  };
  if (const auto* own = context_.services.rules.of(plugin_.name())) add(*own);
  add(context_.services.rules.platform());
  return list;
}

Fields PluginBackend::start_period(const plugin_host::PeriodStart& start) {
  auto& db = context_.db();
  periods::Subject subject{plugin_.name(), std::string(start.type), start.id,
                           context_.services.records.point_of(db, context_.scope, plugin_.name(), start.type, start.id)};
  const auto& rule = context_.services.rules.find(plugin_.name(), start.rule, start.from);
  return period_fields(periods::start(db, context_.scope, subject, rule, start.from, context_.snapshot->calendar(context_.site->id),
                                      {std::string(start.about), start.responsible, std::string(start.role)}), context_.scope.locale);
}

int PluginBackend::stop_periods(std::string_view type, std::int64_t id, std::string_view rule, std::string_view why) {
  auto& db = context_.db();
  const auto point = context_.services.records.point_of(db, context_.scope, plugin_.name(), type, id);
  return periods::stop_all(db, context_.scope, {plugin_.name(), std::string(type), id, point}, periods::why_named(why), rule);
}

void PluginBackend::check_reach(std::int64_t period) {
  auto& db = context_.db();
  const auto found = periods::find(db, context_.scope, period);
  if (found.subject.plugin != plugin_.name()) throw Error{Kind::not_found, "there is no such period"};
  context_.services.records.point_of(db, context_.scope, plugin_.name(), found.subject.type, found.subject.id);
}

Fields PluginBackend::pause_period(std::int64_t period, std::string_view on, std::string_view reason) {
  check_reach(period);
  return period_fields(periods::pause(context_.db(), context_.scope, period, on, reason), context_.scope.locale);
}

Fields PluginBackend::resume_period(std::int64_t period, std::string_view on) {
  check_reach(period);
  return period_fields(periods::resume(context_.db(), context_.scope, period, on, context_.snapshot->calendar(context_.site->id)), context_.scope.locale);
}

Fields PluginBackend::extend_period(std::int64_t period, int amount, std::string_view consent, bool further) {
  check_reach(period);
  return period_fields(periods::extend(context_.db(), context_.scope, period, {amount, std::string(consent), further},
                                       context_.snapshot->calendar(context_.site->id)), context_.scope.locale);
}

Fields PluginBackend::assign_period(std::int64_t period, std::int64_t responsible, std::string_view role) {
  check_reach(period);
  return period_fields(periods::assign(context_.db(), context_.scope, period, responsible, role), context_.scope.locale);
}

List PluginBackend::periods(std::string_view type, std::int64_t id, bool all) {
  auto& db = context_.db();
  const periods::Subject subject{plugin_.name(), std::string(type), id,
                                 context_.services.records.point_of(db, context_.scope, plugin_.name(), type, id)};
  List list;
  for (const auto& period : all ? periods::all_of(db, context_.scope, subject) : periods::open_of(db, context_.scope, subject))
    list.push_back(period_fields(period, context_.scope.locale));
  return list;
}

}  // namespace gongting::host::web
