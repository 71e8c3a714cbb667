-- Work that is done later and events that are told: platform/jobs.

-- state: waiting, running, done, dead (failed too often), dropped (given up by an administrator).
-- order_key is set while the job is not ended: of those with the same one the oldest runs first.
create table gt_job (
  id bigint primary key, site_id bigint, kind text not null, key text unique, order_key text, payload text not null,
  state text not null, run_at bigint not null, attempts bigint not null, max_attempts bigint not null,
  lease_by text, lease_until bigint, last_error text, created_at bigint not null, ended_at bigint);
create index gt_job_due on gt_job (state, run_at, id);
create index gt_job_order on gt_job (order_key, id);
create index gt_job_ended on gt_job (ended_at);

-- told_at: when a job was made of it for each subscriber.
create table gt_outbox (
  id bigint primary key, site_id bigint, type text not null, record_type text not null, record_id bigint not null,
  key text unique, payload text not null, created_at bigint not null, told_at bigint);
create index gt_outbox_told on gt_outbox (told_at, id);
