-- Notices to persons, how they reached them, and legal service of documents: platform/notify.

-- How many notices the account has not read, over all sites: told with the session, so that pages ask for more only then.
alter table gt_account add column unread bigint not null default 0;

-- kind: notice, reminder, service. plugin "": the core's own texts. text: key of the texts <text>.title and .words; params: JSON.
create table gt_notice (
  id bigint primary key, site_id bigint not null, account_id bigint not null, kind text not null, plugin text not null,
  record_type text not null, record_id bigint not null, text text not null, params text not null, key text unique,
  made_at bigint not null, read_at bigint);
create index gt_notice_account on gt_notice (account_id, site_id, id);
create index gt_notice_unread on gt_notice (account_id, site_id) where read_at is null;
create index gt_notice_record on gt_notice (record_id, id);

-- One way by which a notice goes out. channel: mail, sms. state: waiting, sent, skipped, refused.
create table gt_delivery (
  id bigint primary key, notice_id bigint not null, channel text not null, state text not null, reason text not null,
  made_at bigint not null, ended_at bigint);
create index gt_delivery_notice on gt_delivery (notice_id, id);

-- What a person chose. quiet_from, quiet_to: minutes after midnight in Shanghai; the same: no quiet hours.
create table gt_notice_choice (
  account_id bigint primary key, mail_sealed text, mail_masked text not null, mail bigint not null, sms bigint not null,
  quiet_from bigint not null, quiet_to bigint not null, changed_at bigint not null);

-- Consent to electronic service at one court, with the text that was shown (人民法院在线诉讼规则 29).
create table gt_service_consent (
  id bigint primary key, site_id bigint not null, account_id bigint not null, way text not null, text_version text not null,
  given_at bigint not null, withdrawn_at bigint);
create index gt_service_consent_account on gt_service_consent (account_id, site_id);

-- 送达. state: draft, sent, effective. hash: of the document as it was served; href: where it is read; label: the matter.
create table gt_service (
  id bigint primary key, site_id bigint not null, plugin text not null, record_type text not null, record_id bigint not null,
  label text not null, account_id bigint not null, receiver text not null, title text not null, href text not null, hash text not null,
  mode text not null, state text not null, consent_id bigint, notice_id bigint, made_by bigint not null, made_at bigint not null,
  sent_at bigint, effective_at bigint, receipt text);
create index gt_service_record on gt_service (record_id, id);
create index gt_service_account on gt_service (account_id, id);
create unique index gt_service_once on gt_service (account_id, record_id, hash, title);

-- The trace of a service (人民法院在线诉讼规则 31).
create table gt_service_step (
  id bigint primary key, service_id bigint not null, at bigint not null, what text not null, account_id bigint not null);
create index gt_service_step_service on gt_service_step (service_id, id);
