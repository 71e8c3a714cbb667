#include "workflow/steps.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"

namespace gongting::host::workflow {

void add_step(store::Session& db, const Scope& scope, const StepSubject& subject, const gongting::workflow::Step& step) {
  db.write(
      "insert into gt_step (id, site_id, plugin, record_type, record_id, version, transition, from_state, to_state, actor_id, actor_name,"
      " actor_part, at, subject, public_words, staff_words, changes) values (:id, :site, :plugin, :type, :record, :version, :transition,"
      " :from, :to, :actor, :name, :part, :at, :subject, :public, :staff, :changes)",
      {{"id", new_id()}, {"site", scope.site_id}, {"plugin", subject.plugin}, {"type", subject.record}, {"record", subject.id},
       {"version", step.version}, {"transition", step.transition}, {"from", step.from}, {"to", step.to}, {"actor", scope.account_id},
       {"name", scope.account_name}, {"part", step.part}, {"at", now_ms()}, {"subject", step.subject}, {"public", step.public_words},
       {"staff", step.staff_words}, {"changes", step.changes.empty() ? std::string() : to_json(step.changes)}});
}

Rows steps_of(store::Session& db, const Scope& scope, const StepSubject& subject, std::int64_t after_version, int most) {
  return db.read(
      "select id, transition, from_state, to_state, actor_id, actor_name, actor_part, at, subject, public_words, staff_words, version,"
      " changes from gt_step where record_id = :record and plugin = :plugin and record_type = :type and site_id = :site"
      " and version > :after order by id desc limit " + std::to_string(most),
      {{"record", subject.id}, {"plugin", subject.plugin}, {"type", subject.record}, {"site", scope.site_id}, {"after", after_version}});
}

}  // namespace gongting::host::workflow
