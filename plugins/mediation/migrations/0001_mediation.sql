-- Mediation. Days without a limit have the due date 9999-12-31, so that one index serves the list in order of due dates.

create table mediation_dispute (
  {record},
  code text not null, case_number text, state text not null, turn text not null, is_open bigint not null, title text not null,
  cause text not null, facts text not null, claims text not null, amount_fen bigint, town text not null, place text not null,
  applicant_name text not null, respondent_name text not null, applicant_id bigint not null, filed_by bigint not null,
  filed_way text not null, consent_on text, consent_words text, mediator_id bigint, mediator_name text,
  received_on text not null, due text not null, due_rule text not null, accepted_on text, ended_on text, end_reason text,
  end_words text, duration_days bigint, effect_at bigint);
create unique index mediation_dispute_code on mediation_dispute (site_id, code);
create unique index mediation_dispute_number on mediation_dispute (site_id, case_number);
create index mediation_dispute_open on mediation_dispute (site_id, is_open, due, id);
create index mediation_dispute_turn on mediation_dispute (site_id, turn, due, id);
create index mediation_dispute_state on mediation_dispute (site_id, state, due, id);
create index mediation_dispute_point on mediation_dispute (site_id, point_id, is_open, due, id);
create index mediation_dispute_town on mediation_dispute (site_id, town, is_open, due, id);
create index mediation_dispute_mediator on mediation_dispute (site_id, mediator_id, is_open, due, id);
create index mediation_dispute_applicant on mediation_dispute (site_id, applicant_name, id);
create index mediation_dispute_respondent on mediation_dispute (site_id, respondent_name, id);
create index mediation_dispute_received on mediation_dispute (site_id, received_on);
create index mediation_dispute_ended on mediation_dispute (site_id, ended_on, id, end_reason, duration_days);

create table mediation_party (
  {record},
  dispute_id bigint not null, role text not null, kind text not null, name text not null, resident_id text,
  resident_id_sealed text, uscc text, mobile text not null, mobile_sealed text not null, address text not null,
  account_id bigint not null, agreed text not null, agreed_at bigint, agreed_way text);
create index mediation_party_dispute on mediation_party (dispute_id);
create index mediation_party_account on mediation_party (account_id, dispute_id);

-- Drafts hold what the parties were ready to give up: they are linked to the parties and the mediator only.
create table mediation_agreement (
  {record},
  dispute_id bigint not null, edition bigint not null, facts text not null, result text not null, performance text not null,
  body text not null, content_hash text not null, drafted_at bigint not null);
create unique index mediation_agreement_edition on mediation_agreement (dispute_id, edition);

-- The text that took effect: it follows its dispute.
create table mediation_concluded (
  {record},
  dispute_id bigint not null, edition bigint not null, body text not null, content_hash text not null,
  effect_at bigint not null);
create unique index mediation_concluded_dispute on mediation_concluded (dispute_id);

create table mediation_signature (
  {record},
  dispute_id bigint not null, subject text not null, party_id bigint not null, part text not null, name text not null,
  edition bigint not null, content_hash text not null, way text not null, at bigint not null, recorded_by bigint not null);
create unique index mediation_signature_once on mediation_signature (dispute_id, subject, edition, part, party_id);

create table mediation_confirmation (
  {record},
  dispute_id bigint not null, body text not null, content_hash text not null, started_at bigint not null, filed_at bigint);
create unique index mediation_confirmation_dispute on mediation_confirmation (dispute_id);

create table mediation_note (
  {record},
  dispute_id bigint not null, words text not null, at bigint not null);
create index mediation_note_dispute on mediation_note (dispute_id, id);

create table mediation_reveal (
  {record},
  dispute_id bigint not null, party_id bigint not null, at bigint not null, actor_name text not null);
create index mediation_reveal_dispute on mediation_reveal (dispute_id);

create table mediation_draft (
  {record},
  number text not null, for_citizen bigint not null, applicant_name text not null, applicant_resident_id text not null,
  applicant_resident_id_sealed text not null, applicant_mobile text not null, applicant_mobile_sealed text not null,
  applicant_address text not null, consent text not null, respondent_kind text not null, respondent_name text not null,
  respondent_resident_id text not null, respondent_resident_id_sealed text not null, respondent_uscc text not null,
  respondent_mobile text not null, respondent_mobile_sealed text not null, respondent_address text not null,
  cause text not null, facts text not null, claims text not null, amount text not null, town text not null, point bigint not null, reached bigint not null,
  saved_at bigint not null, expires_on text not null, owner_id bigint not null);
create index mediation_draft_owner on mediation_draft (owner_id, id);
