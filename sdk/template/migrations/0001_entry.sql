-- {record} becomes the columns that every record has: id, site, point, area, version, who and when.
create table guestbook_entry ({record}, name text not null, words text not null);
create index guestbook_entry_site on guestbook_entry (site_id, id);
