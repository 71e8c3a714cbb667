-- The host's own tables. One statement ends with a semicolon at the end of a line. Subset of SQL that SQLite and
-- PostgreSQL share: integers are BIGINT, times BIGINT ms UTC, dates TEXT yyyy-mm-dd.

-- 1 the epoch of all caches, 2 that of sites and points, 3 the highest time seen, 4 what the clock was set back by.
create table gt_epoch (id bigint primary key, value bigint not null);
insert into gt_epoch (id, value) values (1, 1), (2, 1), (3, 0), (4, 0);

create table gt_secret (name text primary key, value text not null, expires_at bigint);

create table gt_division (code text primary key, name text not null, parent text not null, level text not null);
create index gt_division_parent on gt_division (parent, code);

create table gt_court (code text primary key, name text not null, level text not null, division text not null, parent text not null);
create index gt_court_division on gt_court (division);

create table gt_site (
  id bigint primary key, slug text not null unique, court_code text not null, name text not null, short_name text not null,
  division text not null, host text, accent text, seal text, phone text not null, address text not null,
  password_policy text not null, status text not null, version bigint not null, created_at bigint not null);
create unique index gt_site_host on gt_site (host);

create table gt_point (
  id bigint primary key, site_id bigint not null, name text not null, kind text not null, division text not null,
  address text not null, phone text not null, opening text not null, director_id bigint, judge_id bigint,
  status text not null, version bigint not null, created_at bigint not null);
create index gt_point_site on gt_point (site_id, division, id);

create table gt_module (
  site_id bigint not null, plugin text not null, enabled bigint not null, changed_at bigint not null,
  changed_by bigint not null, reason text not null, primary key (site_id, plugin));
create table gt_point_module (
  point_id bigint not null, plugin text not null, enabled bigint not null, changed_at bigint not null,
  changed_by bigint not null, primary key (point_id, plugin));

create table gt_setting (
  site_id bigint not null, plugin text not null, key text not null, value text not null, changed_at bigint not null,
  changed_by bigint not null, primary key (site_id, plugin, key));

create table gt_account (
  id bigint primary key, login text not null unique, kind text not null, name text not null,
  mobile_sealed text, mobile_hash text, mobile_masked text,
  resident_sealed text, resident_hash text unique, resident_masked text,
  password_hash text not null, password_changed_at bigint not null, password_old text not null,
  must_change bigint not null, locked_until bigint not null, status text not null, locale text,
  version bigint not null, created_at bigint not null, last_seen_at bigint);
create index gt_account_mobile on gt_account (mobile_hash);

create table gt_consent (
  id bigint primary key, account_id bigint not null, kind text not null, text_version text not null,
  given_at bigint not null, withdrawn_at bigint);
create index gt_consent_account on gt_consent (account_id);

create table gt_role_grant (
  id bigint primary key, account_id bigint not null, site_id bigint not null, point_id bigint, role text not null,
  area text not null, from_date text not null, to_date text, granted_by bigint not null, created_at bigint not null);
create index gt_role_grant_account on gt_role_grant (account_id, site_id);
create index gt_role_grant_role on gt_role_grant (site_id, role);

create table gt_session (
  token_hash text primary key, account_id bigint not null, face text not null, created_at bigint not null,
  seen_at bigint not null, idle_ms bigint not null, ends_at bigint not null, client text not null);
create index gt_session_account on gt_session (account_id);

create table gt_attempt (key text primary key, window_start bigint not null, count bigint not null, until bigint not null);

create table gt_code (
  id bigint primary key, purpose text not null, account_id bigint not null, code_hash text not null, tries bigint not null,
  expires_at bigint not null, used_at bigint, issued_by bigint not null, created_at bigint not null);
create index gt_code_account on gt_code (account_id, purpose);

create table gt_audit (
  id bigint primary key, at bigint not null, site_id bigint not null, account_id bigint not null, actor text not null,
  client text not null, request_id text not null, plugin text not null, action text not null, object text not null,
  object_id bigint not null, outcome text not null, detail text not null);
create index gt_audit_site on gt_audit (site_id, id);
create index gt_audit_object on gt_audit (object, object_id);

create table gt_once (
  operation text primary key, content text not null, created_at bigint not null, status bigint not null, type text not null,
  location text not null, body text not null);
create index gt_once_created on gt_once (created_at);

create table gt_person_link (
  site_id bigint not null, record_type text not null, record_id bigint not null, account_id bigint not null,
  part text not null, primary key (account_id, record_type, record_id, part));
create index gt_person_link_record on gt_person_link (record_type, record_id);

create table gt_number (site_id bigint not null, series text not null, value bigint not null, primary key (site_id, series));

create table gt_holiday (day text primary key, kind text not null);
