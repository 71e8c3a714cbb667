#include "jobs/outbox.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "jobs/bell.hpp"
#include "store/connection.hpp"

namespace gongting::host::jobs {
namespace {

constexpr std::int64_t k_at_once = 100;

/// Newer than those of the record's events that were not told yet, whatever the clocks of their workers said.
std::int64_t id_behind(store::Session& session, const Event& event) {
  const auto id = new_id();
  if (event.record_id == 0) return id;
  const auto last = session.read(
      "select max(id) as id from gt_outbox where told_at is null and record_type = :type and record_id = :id",
      {{"type", event.record_type}, {"id", event.record_id}});
  if (last[0].integer("id") < id) return id;
  raise_ids_to(id_time(last[0].integer("id")) + 1);
  return new_id();
}

Job delivery(const Row& row, const Subscriber& subscriber) {
  const auto id = row.integer("id");
  const auto record = row.integer("record_id");
  Job job;
  job.kind = delivery_kind(subscriber.name);
  job.key = job.kind + "#" + std::to_string(id);
  job.site_id = row.integer("site_id");
  if (record != 0) job.order_key = job.kind + ":" + row.text("record_type") + ":" + std::to_string(record);
  job.payload = Fields{{"id", id},
                       {"type", row.text("type")},
                       {"record_type", row.text("record_type")},
                       {"record_id", record},
                       {"key", row.text("key")},
                       {"at", row.integer("created_at")},
                       {"payload", parse_json(row.text("payload"))}};
  return job;
}

}  // namespace

std::string delivery_kind(const std::string& subscriber) { return "event." + subscriber; }

std::int64_t publish(store::Session& session, const Event& event) {
  if (!session.in_transaction()) session.begin();
  const auto id = id_behind(session, event);
  const auto made = session.write(
      "insert into gt_outbox (id, site_id, type, record_type, record_id, key, payload, created_at) "
      "values (:id, :site, :type, :record_type, :record_id, :key, :payload, :now) on conflict (key) do nothing",
      {{"id", id},
       {"site", event.site_id == 0 ? Value() : Value(event.site_id)},
       {"type", event.type},
       {"record_type", event.record_type},
       {"record_id", event.record_id},
       {"key", event.key.empty() ? Value() : Value(event.key)},
       {"payload", to_json(event.payload)},
       {"now", now_ms()}});
  if (made == 0) return 0;
  session.connection().after_commit([] { Bell::of_process().ring(); });
  return id;
}

bool tell(store::Session& session, const std::vector<Subscriber>& subscribers) {
  session.begin();
  // Locked and not skipped: a second teller waits and then finds them told, so that the order of a record's events
  // stays.
  const std::string lock = session.sqlite() ? "" : " for update";
  const auto rows = session.read(
      "select id, site_id, type, record_type, record_id, key, payload, created_at from gt_outbox where told_at is null "
      "order by id limit :most" +
          lock,
      {{"most", k_at_once}});
  for (const auto row : rows) {
    const auto type = row.text("type");
    for (const auto& subscriber : subscribers)
      if (std::find(subscriber.types.begin(), subscriber.types.end(), type) != subscriber.types.end())
        enqueue(session, delivery(row, subscriber));
    session.write("update gt_outbox set told_at = :now where id = :id", {{"now", now_ms()}, {"id", row.integer("id")}});
  }
  session.commit();
  return rows.size() == static_cast<std::size_t>(k_at_once);
}

Event delivered(const Job& job) {
  const Json json(job.payload);
  Event event;
  event.id = json["id"].integer();
  event.type = json["type"].text();
  event.record_type = json["record_type"].text();
  event.record_id = json["record_id"].integer();
  event.site_id = job.site_id;
  event.key = json["key"].text();
  event.at = json["at"].integer();
  if (json["payload"].exists()) event.payload = *json["payload"].value();
  event.delivery = job.key;
  return event;
}

}  // namespace gongting::host::jobs
