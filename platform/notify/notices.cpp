#include "notify/notices.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "jobs/queue.hpp"
#include "notify/choices.hpp"

namespace gongting::host::notify {
namespace {

constexpr const char* k_columns = "n.id, n.site_id, n.account_id, n.kind, n.plugin, n.record_type, n.record_id, n.text, n.params, n.made_at, n.read_at";

Notice notice_of(const Row& row) {
  Notice notice;
  notice.id = row.integer("id"), notice.site_id = row.integer("site_id"), notice.account_id = row.integer("account_id");
  notice.kind = row.text("kind"), notice.plugin = row.text("plugin"), notice.record_type = row.text("record_type");
  notice.record_id = row.integer("record_id"), notice.text = row.text("text");
  const auto params = parse_json(row.text("params"));
  notice.params = Json(params).fields();
  notice.made_at = row.integer("made_at"), notice.read_at = row.integer("read_at");
  return notice;
}

void plan(store::Session& db, const Notice& notice, std::int64_t id, const char* channel, const char* kind, std::int64_t run_at) {
  const auto delivery = new_id();
  db.write("insert into gt_delivery (id, notice_id, channel, state, reason, made_at) values (:id, :notice, :channel, 'waiting', '', :now)",
           {{"id", delivery}, {"notice", id}, {"channel", channel}, {"now", now_ms()}});
  jobs::Job job;
  job.kind = kind, job.site_id = notice.site_id, job.run_at = run_at;
  job.payload = Fields{{"delivery", delivery}};
  job.key = "notice:" + std::to_string(delivery);
  jobs::enqueue(db, job);
}

void count_unread(store::Session& db, std::int64_t account) {
  db.write("update gt_account set unread = (select count(*) from gt_notice where account_id = :account and read_at is null) where id = :account",
           {{"account", account}});
}

}  // namespace

Ways ways_of(const Config& config) { return {!config.mail.host.empty(), !config.sms.url.empty() || !config.sms_folder.empty()}; }

std::int64_t write(store::Session& db, const Ways& ways, const Notice& notice) {
  if (!db.in_transaction()) db.begin();
  const auto person = reach(db, notice.account_id);
  if (!person) return 0;
  const auto id = new_id(), now = now_ms();
  const auto made = db.write(
      "insert into gt_notice (id, site_id, account_id, kind, plugin, record_type, record_id, text, params, key, made_at) values "
      "(:id, :site, :account, :kind, :plugin, :type, :record, :text, :params, :key, :now) on conflict (key) do nothing",
      {{"id", id}, {"site", notice.site_id}, {"account", notice.account_id}, {"kind", notice.kind}, {"plugin", notice.plugin},
       {"type", notice.record_type}, {"record", notice.record_id}, {"text", notice.text}, {"params", to_json(notice.params)},
       {"key", notice.key.empty() ? Value() : Value(std::to_string(notice.account_id) + ":" + notice.key)}, {"now", now}});
  if (made == 0) return 0;
  db.write("update gt_account set unread = unread + 1 where id = :account", {{"account", notice.account_id}});
  // What has effects in law goes at once, and by every way there is.
  const bool legal = notice.kind == k_service;
  const auto run_at = legal ? 0 : after_quiet(now, person->quiet_from, person->quiet_to);
  if (ways.mail && person->has_mail && (person->mail || legal)) plan(db, notice, id, "mail", k_mail_job, run_at);
  if (ways.sms && person->has_mobile && (person->sms || legal)) plan(db, notice, id, "sms", k_sms_job, run_at);
  return id;
}

std::vector<Notice> inbox(store::Session& db, const Scope& scope, std::int64_t before, int most) {
  std::vector<Notice> list;
  for (const auto row : db.read(std::string("select ") + k_columns + " from gt_notice n where n.account_id = :account and n.site_id = :site "
                                "and n.id < :before order by n.id desc limit :most",
                                {{"account", scope.account_id}, {"site", scope.site_id}, {"before", before == 0 ? INT64_MAX : before},
                                 {"most", most}}))
    list.push_back(notice_of(row));
  return list;
}

Notice find(store::Session& db, const Scope& scope, std::int64_t id) {
  const auto rows = db.read(std::string("select ") + k_columns + " from gt_notice n where n.id = :id and n.account_id = :account and n.site_id = :site",
                            {{"id", id}, {"account", scope.account_id}, {"site", scope.site_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such notice"};
  return notice_of(rows[0]);
}

std::int64_t unread(store::Session& db, const Scope& scope) {
  return db.read("select count(*) as n from gt_notice where account_id = :account and site_id = :site and read_at is null",
                 {{"account", scope.account_id}, {"site", scope.site_id}})[0].integer("n");
}

void mark_read(store::Session& db, const Scope& scope, std::int64_t id) {
  const std::string which = id == 0 ? "" : "id = :id and ";
  const auto changed = db.write("update gt_notice set read_at = :now where " + which + "account_id = :account and site_id = :site and read_at is null",
                                {{"now", now_ms()}, {"id", id}, {"account", scope.account_id}, {"site", scope.site_id}});
  if (changed > 0) count_unread(db, scope.account_id);
}

std::vector<Told> told_of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record, int most) {
  std::vector<Told> list;
  const auto rows = db.read(std::string("select ") + k_columns + ", a.name, d.id as delivery, d.channel, d.state, d.reason, d.made_at as planned_at, d.ended_at, "
                            "j.state as job, j.attempts, j.last_error from (select * from gt_notice where record_id = :record and site_id = :site and "
                            "plugin = :plugin and record_type = :type order by id desc limit :most) n join gt_account a on a.id = n.account_id "
                            "left join gt_delivery d on d.notice_id = n.id left join gt_job j on j.key = 'notice:' || d.id order by n.id desc, d.id",
                            {{"record", record}, {"site", scope.site_id}, {"plugin", plugin}, {"type", type}, {"most", most}});
  for (const auto row : rows) {
    if (list.empty() || list.back().notice.id != row.integer("id")) list.push_back({notice_of(row), mask_name(row.text("name")), {}});
    if (row.is_null("delivery")) continue;
    Delivery delivery{row.text("channel"), row.text("state"), row.text("reason"), static_cast<int>(row.integer("attempts")),
                      row.is_null("ended_at") ? row.integer("planned_at") : row.integer("ended_at")};
    const auto job = row.text("job");
    if (delivery.state == "waiting" && !row.text("last_error").empty()) delivery.reason = row.text("last_error");
    if (delivery.state == "waiting" && (job == "dead" || job == "dropped")) delivery.state = "failed";
    list.back().deliveries.push_back(std::move(delivery));
  }
  return list;
}

}  // namespace gongting::host::notify
