-- Forms that were begun and not sent: platform/forms. typed: what was typed, as JSON, sealed as a whole. begun: the face on which it was
-- begun. helper_id: a director who goes on with it, after he showed the resident's code. sent_to: where it led, once it was sent; what was
-- typed is gone then.
create table gt_draft (
  id bigint primary key, site_id bigint not null, plugin text not null, form text not null, number text not null, begun text not null,
  owner_id bigint not null, owner_name text not null, helper_id bigint, helper_name text, reached bigint not null, typed text not null,
  saved_at bigint not null, expires_on text not null, code_hash text, code_until bigint not null, code_tries bigint not null, sent_to text,
  version bigint not null, created_at bigint not null);
create unique index gt_draft_number on gt_draft (site_id, number);
create index gt_draft_owner on gt_draft (owner_id, site_id, id);
create index gt_draft_helper on gt_draft (helper_id, site_id, id);
create index gt_draft_expires on gt_draft (expires_on);
