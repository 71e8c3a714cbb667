-- The history of records that have a workflow: platform/workflow. version: the record's, once the step was done. part: as what
-- the person acted. public_words: shown to the parties; staff_words: not. changes: JSON of {column: {old, new}}.
create table gt_step (
  id bigint primary key, site_id bigint not null, plugin text not null, record_type text not null, record_id bigint not null,
  version bigint not null, transition text not null, from_state text not null, to_state text not null, actor_id bigint not null,
  actor_name text not null, actor_part text not null, at bigint not null, subject text not null, public_words text not null,
  staff_words text not null, changes text not null);
create index gt_step_record on gt_step (record_id, id);
create unique index gt_step_version on gt_step (record_id, plugin, record_type, version);
