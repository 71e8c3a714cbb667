-- Persons without an account who take part in one matter, and signatures under documents: platform/invite, platform/sign.

-- account_id: of kind "invited", linked to the record in this part and to nothing else. way: sms or paper. code_hash: of the
-- code that is good now, until code_until; tries: with it. page: of the record, below the site.
create table gt_invitation (
  id bigint primary key, site_id bigint not null, plugin text not null, record_type text not null, record_id bigint not null,
  part text not null, account_id bigint not null, way text not null, page text not null, code_hash text, code_until bigint not null,
  tries bigint not null, made_at bigint not null, made_by bigint not null, expires_at bigint not null, joined_at bigint,
  revoked_at bigint);
create index gt_invitation_record on gt_invitation (record_id, id);
create index gt_invitation_account on gt_invitation (account_id, id);

-- hash: SHA-256 of the bytes that were shown; way: password, sms_code, paper_code; receipt: its number in the chain.
create table gt_signature (
  id bigint primary key, site_id bigint not null, plugin text not null, record_type text not null, record_id bigint not null,
  account_id bigint not null, name text not null, what text not null, hash text not null, way text not null, at bigint not null,
  receipt text not null);
create index gt_signature_record on gt_signature (record_id, id);
{sqlite} create trigger gt_signature_update before update on gt_signature
  begin select raise(abort, 'gt_signature is only added to'); end;
{sqlite} create trigger gt_signature_delete before delete on gt_signature
  begin select raise(abort, 'gt_signature is only added to'); end;
{postgres} create trigger gt_signature_kept before update or delete on gt_signature
  for each row execute function gt_only_added();
