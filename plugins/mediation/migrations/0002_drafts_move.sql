-- Drafts are the host's now (gt_draft): those that were begun before this are not carried over, their numbers of persons are sealed.
drop table mediation_draft;
