-- The audit log is only added to, and chained. Each row carries the hash of its content; what waits to be chained is
-- in gt_unsealed, put there by the database itself, so that a row written past the program is chained too. Triggers
-- stop what the program would never do; whoever takes them away is found by gongting audit verify.

alter table gt_audit add column hash text not null default '';

create table gt_unsealed (row_id bigint primary key, hash text not null);
insert into gt_unsealed (row_id, hash) select id, hash from gt_audit;

create table gt_chain (
  number bigint primary key, row_id bigint not null unique, row_hash text not null, hash text not null,
  sealed_at bigint not null);

create table gt_anchor
  (number bigint primary key, day text not null unique, hash text not null, signature text not null);

-- SQLite replaces a row (insert or replace) without asking its triggers for delete.
{sqlite} create trigger gt_audit_once before insert on gt_audit
  when exists (select 1 from gt_audit where id = new.id)
  begin select raise(abort, 'gt_audit is only added to'); end;
{sqlite} create trigger gt_audit_waits after insert on gt_audit
  begin insert into gt_unsealed (row_id, hash) values (new.id, new.hash); end;
{sqlite} create trigger gt_audit_update before update on gt_audit
  begin select raise(abort, 'gt_audit is only added to'); end;
{sqlite} create trigger gt_audit_delete before delete on gt_audit
  begin select raise(abort, 'gt_audit is only added to'); end;
{sqlite} create trigger gt_unsealed_update before update on gt_unsealed
  begin select raise(abort, 'gt_unsealed waits to be sealed'); end;
{sqlite} create trigger gt_unsealed_delete before delete on gt_unsealed
  when not exists (select 1 from gt_chain where row_id = old.row_id)
  begin select raise(abort, 'gt_unsealed waits to be sealed'); end;
{sqlite} create trigger gt_chain_once before insert on gt_chain
  when exists (select 1 from gt_chain where number = new.number or row_id = new.row_id)
  begin select raise(abort, 'gt_chain is only added to'); end;
{sqlite} create trigger gt_chain_update before update on gt_chain
  begin select raise(abort, 'gt_chain is only added to'); end;
{sqlite} create trigger gt_chain_delete before delete on gt_chain
  begin select raise(abort, 'gt_chain is only added to'); end;
{sqlite} create trigger gt_anchor_once before insert on gt_anchor
  when exists (select 1 from gt_anchor where number = new.number or day = new.day)
  begin select raise(abort, 'gt_anchor is only added to'); end;
{sqlite} create trigger gt_anchor_update before update on gt_anchor
  begin select raise(abort, 'gt_anchor is only added to'); end;
{sqlite} create trigger gt_anchor_delete before delete on gt_anchor
  begin select raise(abort, 'gt_anchor is only added to'); end;

{postgres} create function gt_only_added() returns trigger
  language plpgsql as 'begin raise exception ''% is only added to'', tg_table_name; end';
{postgres} create function gt_audit_waits() returns trigger
  language plpgsql as 'begin insert into gt_unsealed (row_id, hash) values (new.id, new.hash); return null; end';
{postgres} create function gt_unsealed_kept() returns trigger
  language plpgsql as 'begin if exists (select 1 from gt_chain where row_id = old.row_id) then return old; end if;
    raise exception ''gt_unsealed waits to be sealed''; end';
{postgres} create trigger gt_audit_waits after insert on gt_audit for each row execute function gt_audit_waits();
{postgres} create trigger gt_audit_kept before update or delete on gt_audit
  for each row execute function gt_only_added();
{postgres} create trigger gt_audit_truncate before truncate on gt_audit
  for each statement execute function gt_only_added();
{postgres} create trigger gt_unsealed_update before update on gt_unsealed
  for each row execute function gt_only_added();
{postgres} create trigger gt_unsealed_delete before delete on gt_unsealed
  for each row execute function gt_unsealed_kept();
{postgres} create trigger gt_unsealed_truncate before truncate on gt_unsealed
  for each statement execute function gt_only_added();
{postgres} create trigger gt_chain_kept before update or delete on gt_chain
  for each row execute function gt_only_added();
{postgres} create trigger gt_chain_truncate before truncate on gt_chain
  for each statement execute function gt_only_added();
{postgres} create trigger gt_anchor_kept before update or delete on gt_anchor
  for each row execute function gt_only_added();
{postgres} create trigger gt_anchor_truncate before truncate on gt_anchor
  for each statement execute function gt_only_added();
