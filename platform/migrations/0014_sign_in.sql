-- How a person shows who he is: again before what binds, with a second factor, by an identity provider, at a point.

-- shown_at: when the person of this session last showed who he is. way: password, or provider.
alter table gt_session add column shown_at bigint not null default 0;
alter table gt_session add column way text not null default 'password';
update gt_session set shown_at = created_at;

-- identity_level: 1 stated, 2 seen at a point or by the court, 3 verified by a provider. second_factor: 1 once one counts.
alter table gt_account add column identity_level bigint not null default 1;
alter table gt_account add column second_factor bigint not null default 0;
update gt_account set identity_level = 2 where kind = 'staff';
create table gt_identity_proof (
  id bigint primary key, account_id bigint not null, level bigint not null, way text not null, site_id bigint not null,
  point_id bigint not null, document text not null, recorded_by bigint not null, recorded_at bigint not null);
create index gt_identity_proof_account on gt_identity_proof (account_id, id);

-- A factor counts once confirmed_at is set. last_step: the time step of the last code that was taken; none before it is.
create table gt_second_factor (
  account_id bigint primary key, secret_sealed text not null, confirmed_at bigint, last_step bigint not null,
  created_at bigint not null);
create table gt_recovery_code (
  id bigint primary key, account_id bigint not null, code_hash text not null, used_at bigint);
create index gt_recovery_code_account on gt_recovery_code (account_id);

-- The password, or the provider, was right; the code is still to come.
create table gt_sign_in_started (
  token_hash text primary key, account_id bigint not null, face text not null, way text not null, must_change bigint not null,
  tries bigint not null, expires_at bigint not null);

-- Somebody was sent to an identity provider. account_id: who links his account, or shows who he is once more; else 0.
create table gt_provider_visit (
  state_hash text primary key, provider text not null, face text not null, site_id bigint not null, browser_hash text not null,
  purpose text not null, account_id bigint not null, secrets_sealed text not null, back text not null, expires_at bigint not null);
-- He came back, and has no account yet: what the provider says of him waits for his consent.
create table gt_provider_arrival (
  token_hash text primary key, provider text not null, issuer text not null, subject text not null, claims_sealed text not null,
  back text not null, expires_at bigint not null);
-- Who an account is there: issuer and subject, never an address.
create table gt_provider_identity (
  issuer text not null, subject text not null, account_id bigint not null, linked_at bigint not null,
  primary key (issuer, subject));
create index gt_provider_identity_account on gt_provider_identity (account_id);
