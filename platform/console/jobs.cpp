// 任务: what the installation does in the background, and what it could not do.
#include <map>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "gongting/error.hpp"
#include "jobs/queue.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/database.hpp"
#include "web/plugin_jobs.hpp"

namespace gongting::host::console {
namespace {

constexpr std::int64_t k_page = 50;

/// The words for it, or the code itself when there are none.
std::string kind_title(const web::Context& context, const std::string& kind) {
  const auto job = web::plugin_job(context.services, kind);
  if (job.plugin != nullptr) {
    const auto& locale = context.scope.locale;
    const auto& module = job.plugin->manifest().title.in(locale);
    const auto* schedule = job.plugin->manifest().schedule(job.schedule);
    if (schedule == nullptr) return context.message("console.jobs.events_for", {{"module", module}});
    return context.message("console.jobs.daily_of", {{"module", module}, {"title", schedule->title.in(locale)}});
  }
  const auto key = "console.jobs.kind_name." + kind;
  const auto text = context.message(key);
  return text == key ? kind : text;
}

Fields kind_of(const web::Context& context, const std::string& kind) {
  return {{"code", kind}, {"title", kind_title(context, kind)}};
}

/// How many of each kind are in each state.
List counts(web::Context& context) {
  std::map<std::string, std::map<std::string, std::int64_t>> known;
  for (const auto row : context.db().read("select kind, state, count(*) as number from gt_job group by kind, state"))
    known[row.text("kind")][row.text("state")] = row.integer("number");
  List list;
  for (auto& [kind, of] : known) {
    auto row = kind_of(context, kind);
    for (const auto* state : {"waiting", "running", "done", "dead", "dropped"}) row.emplace_back(state, of[state]);
    list.emplace_back(std::move(row));
  }
  return list;
}

Rows dead_jobs(web::Context& context, std::int64_t before) {
  return context.db().read(
      "select j.id, j.kind, j.ended_at, j.attempts, j.last_error, s.short_name as site, "
      "(select count(*) from gt_job b where b.order_key = j.order_key and b.id > j.id) as behind "
      "from gt_job j left join gt_site s on s.id = j.site_id where j.state = 'dead' and j.id < :before "
      "order by j.id desc limit :most",
      {{"before", before == 0 ? INT64_MAX : before}, {"most", k_page + 1}});
}

Fields dead_row(const web::Context& context, const Row& job) {
  auto row = kind_of(context, job.text("kind"));
  const auto href = context.url("/jobs/" + std::to_string(job.integer("id")));
  row.insert(row.end(), {{"number", std::to_string(job.integer("id"))},
                         {"at", local_time(job.integer("ended_at"))},
                         {"attempts", job.integer("attempts")},
                         {"reason", context.message(job.text("last_error"))},
                         {"site_name", job.text("site")},
                         {"behind", job.integer("behind")},
                         {"retry_href", href + "/retry"},
                         {"drop_href", href + "/drop"}});
  return row;
}

/// The kind of a dead job. Errors: not_found; conflict when it is not dead any more.
std::string dead_kind(web::Context& context) {
  const auto rows = context.db().read("select kind, state from gt_job where id = :id", {{"id", context.id()}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such job"};
  if (rows[0].text("state") != "dead") throw Error{Kind::conflict, "console.jobs.gone"};
  return rows[0].text("kind");
}

http::Response ask_about(web::Context& context, const std::string& deed, const EditForm& form, int status) {
  const bool drop = deed == "drop";
  const auto kind = kind_of(context, dead_kind(context));
  Question question;
  question.title = {"console.jobs.ask_" + deed, kind};
  question.lead = {"console.jobs.ask_" + deed + "_lead", kind};
  question.facts.emplace_back(Message{"console.jobs.number", {}}, std::to_string(context.id()));
  question.happens = {{"console.jobs.happens_" + deed, {}}};
  question.action = context.url("/jobs/" + std::to_string(context.id()) + "/" + deed);
  question.button = {"console.jobs." + deed, {}};
  question.bad = drop;
  question.asks_reason = drop;
  question.cancel = context.url("/jobs");
  return ask(context, question, form, "/jobs", status);
}

http::Response settled(web::Context& context, const std::string& deed, const std::string& kind,
                       const std::string& reason) {
  const auto id = context.id();
  auto& db = context.db();
  const bool changed = deed == "drop" ? jobs::drop(db, id) : jobs::retry(db, id);
  if (!changed) throw Error{Kind::conflict, "console.jobs.gone"};
  Fields detail{{"kind", kind}};
  if (!reason.empty()) detail.emplace_back("reason", reason);
  audit::record(db, context.scope, {"job." + deed, "job", id, "ok", std::move(detail)});
  return context.see_other(address(context, "/jobs", {{"done", deed}}));
}

}  // namespace

http::Response job_list(web::Context& context) {
  long long before = 0;
  parse_integer(context.query.text("before"), before);
  const auto found = dead_jobs(context, before);
  List dead;
  std::int64_t last = 0;
  for (const auto job : found) {
    if (dead.size() == static_cast<std::size_t>(k_page)) break;
    dead.emplace_back(dead_row(context, job));
    last = job.integer("id");
  }
  const bool more = found.size() > static_cast<std::size_t>(k_page);
  const auto done = context.query.text("done");
  return show(context, "jobs",
              {{"rows", counts(context)},
               {"dead", std::move(dead)},
               {"retried", done == "retry"},
               {"dropped", done == "drop"},
               {"paged", before > 0 || more},
               {"first_href", before > 0 ? context.url("/jobs") : std::string()},
               {"next_href", more ? address(context, "/jobs", {{"before", std::to_string(last)}}) : std::string()}},
              "jobs", "/jobs");
}

http::Response job_retry_check(web::Context& context) {
  return ask_about(context, "retry", EditForm("console.reason", {}), 200);
}

http::Response job_retry(web::Context& context) { return settled(context, "retry", dead_kind(context), ""); }

http::Response job_drop_check(web::Context& context) { return ask_about(context, "drop", reason_form(), 200); }

http::Response job_drop(web::Context& context) {
  auto form = reason_form();
  form.read(context.form);
  if (!form.ok()) return ask_about(context, "drop", form, 422);
  return settled(context, "drop", dead_kind(context), form.text("reason"));
}

}  // namespace gongting::host::console
