-- Receipts, as they were given: body is the signed file. Their hashes stand in the audit log, and so in its chain.
create table gt_receipt (
  id bigint primary key, site_id bigint not null, number text not null unique, account_id bigint not null,
  record_type text not null, record_id bigint not null, given_at bigint not null, body text not null);
create index gt_receipt_record on gt_receipt (record_id);

{sqlite} create trigger gt_receipt_once before insert on gt_receipt
  when exists (select 1 from gt_receipt where id = new.id or number = new.number)
  begin select raise(abort, 'gt_receipt is only added to'); end;
{sqlite} create trigger gt_receipt_update before update on gt_receipt
  begin select raise(abort, 'gt_receipt is only added to'); end;
{sqlite} create trigger gt_receipt_delete before delete on gt_receipt
  begin select raise(abort, 'gt_receipt is only added to'); end;

{postgres} create trigger gt_receipt_kept before update or delete on gt_receipt
  for each row execute function gt_only_added();
{postgres} create trigger gt_receipt_truncate before truncate on gt_receipt
  for each statement execute function gt_only_added();
