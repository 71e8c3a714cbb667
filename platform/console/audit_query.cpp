#include "console/audit_query.hpp"

#include "base/clock.hpp"
#include "base/text.hpp"

namespace gongting::host::console {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000, k_shanghai_ms = 8 * 3'600'000;

std::int64_t start_of(const std::string& date) { return days_from_date(date) * k_day_ms - k_shanghai_ms; }

std::int64_t number(std::string_view text) {
  long long value = 0;
  return parse_integer(text, value) && value > 0 ? value : 0;
}

}  // namespace

AuditFilter read_audit_filter(const http::Form& query) {
  AuditFilter filter;
  filter.from = query.text("from"), filter.to = query.text("to");
  if (days_from_date(filter.from) < 0) filter.from.clear();
  if (days_from_date(filter.to) < 0) filter.to.clear();
  filter.actor = trim(query.text("actor")), filter.action = trim(query.text("action"));
  filter.object = trim(query.text("object")), filter.outcome = query.text("outcome");
  if (filter.outcome != "ok" && filter.outcome != "refused" && filter.outcome != "failed") filter.outcome.clear();
  filter.object_id = number(query.text("object_id")), filter.before = number(query.text("before"));
  filter.installation = query.text("reach") == "all";
  return filter;
}

Statement audit_statement(const AuditFilter& filter, std::int64_t site_id) {
  Statement statement{"select id, at, actor, account_id, client, request_id, plugin, action, object, object_id, outcome, detail "
                      "from gt_audit where site_id = :site",
                      {{"site", site_id}}};
  const auto add = [&](const char* condition, const char* name, Value value) {
    statement.sql += condition;
    statement.params.emplace_back(name, std::move(value));
  };
  if (filter.before > 0) add(" and id < :before", "before", filter.before);
  if (!filter.from.empty()) add(" and at >= :from", "from", start_of(filter.from));
  if (!filter.to.empty()) add(" and at < :to", "to", start_of(filter.to) + k_day_ms);
  if (!filter.actor.empty()) add(" and actor = :actor", "actor", filter.actor);
  if (!filter.action.empty()) add(" and action = :action", "action", filter.action);
  if (!filter.outcome.empty()) add(" and outcome = :outcome", "outcome", filter.outcome);
  if (!filter.object.empty()) add(" and object = :object", "object", filter.object);
  if (filter.object_id > 0) add(" and object_id = :object_id", "object_id", filter.object_id);
  add(" order by id desc limit :most", "most", k_audit_page + 1);
  return statement;
}

}  // namespace gongting::host::console
