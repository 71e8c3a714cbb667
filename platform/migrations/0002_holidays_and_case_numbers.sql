-- Holidays of the whole installation (site 0) and a court's own; case numbers counted for all plugins together.
create table gt_site_holiday (site_id bigint not null, day text not null, kind text not null, primary key (site_id, day));
insert into gt_site_holiday (site_id, day, kind) select 0, day, kind from gt_holiday;
drop table gt_holiday;
alter table gt_site_holiday rename to gt_holiday;

insert into gt_number (site_id, series, value)
  select n.site_id, '.case.' || s.court_code || '..诉前调.' || substr(n.series, 16), n.value
  from gt_number n join gt_site s on s.id = n.site_id where n.series like 'mediation.case.%';
delete from gt_number where series like 'mediation.case.%';
