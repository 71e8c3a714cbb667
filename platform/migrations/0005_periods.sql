-- Statutory periods that run for records, who has to be reminded of them, and what a court signed: platform/periods.

-- Each text of a rule by which a period ever ran, by its hash: a newer edition never moves a period that runs.
create table gt_rule_text (hash text primary key, rule text not null, content text not null, first_seen bigint not null);

-- about: tells apart periods of one rule that run for one record at once, one for each party. start_on: the day or minute
-- of the event. pause: whole days not counted; paused_on: since when they are counted no more. stopped_why: done, ended,
-- replaced. missing_years: those that had no holidays when it was computed.
create table gt_period (
  id bigint primary key, site_id bigint not null, point_id bigint, plugin text not null, record_type text not null,
  record_id bigint not null, about text not null, rule text not null, rule_hash text not null, edition text not null,
  start_on text not null, pause bigint not null, extend bigint not null, paused_on text, due text not null,
  task_due text not null, due_ms bigint not null, status text not null, trail text not null, missing_years text not null,
  responsible bigint, role text not null, started_at bigint not null, stopped_at bigint, stopped_why text, version bigint not null);
create unique index gt_period_open on gt_period (record_id, plugin, record_type, rule, about) where stopped_at is null;
create index gt_period_record on gt_period (record_id, id);
create index gt_period_due on gt_period (site_id, due_ms) where stopped_at is null;

-- What happened to a period. kind: started, paused, resumed, extended, recomputed, assigned, stopped.
create table gt_period_change (
  id bigint primary key, period_id bigint not null, at bigint not null, account_id bigint not null, actor text not null,
  kind text not null, amount bigint not null, due_before text not null, due_after text not null, note text not null);
create index gt_period_change_period on gt_period_change (period_id, id);

-- A court's signature under one text of a rule, or of a way of counting.
create table gt_rule_signature (
  id bigint primary key, site_id bigint not null, rule text not null, rule_hash text not null, signed_at bigint not null,
  signed_by bigint not null, signer text not null, note text not null, withdrawn_at bigint, withdrawn_by bigint,
  withdrawn_note text);
create unique index gt_rule_signature_one on gt_rule_signature (site_id, rule_hash) where withdrawn_at is null;
create index gt_rule_signature_rule on gt_rule_signature (site_id, rule, id);

-- step: days before the due date, or "over". Once for each period, date and step.
create table gt_reminder (
  id bigint primary key, site_id bigint not null, period_id bigint not null, step text not null, due text not null,
  made_at bigint not null, unique (period_id, due, step));
create table gt_reminder_for (
  reminder_id bigint not null, account_id bigint not null, dismissed_at bigint,
  primary key (account_id, reminder_id));
create index gt_reminder_for_reminder on gt_reminder_for (reminder_id);
