-- Type codes of case numbers (类型代字), for the whole installation. From and to: days, both included. status: verified, or
-- recalled from memory (待核) until somebody has compared it.
create table gt_case_type (
  code text primary key, title text not null, from_date text not null, to_date text, status text not null,
  changed_at bigint not null, changed_by bigint not null);
insert into gt_case_type (code, title, from_date, to_date, status, changed_at, changed_by) values
  ('民初', '民事一审', '2016-01-01', null, 'recalled', 0, 0), ('民终', '民事二审', '2016-01-01', null, 'recalled', 0, 0),
  ('民申', '民事申请再审审查', '2016-01-01', null, 'recalled', 0, 0), ('民再', '民事再审', '2016-01-01', null, 'recalled', 0, 0),
  ('民监', '民事依职权再审审查', '2016-01-01', null, 'recalled', 0, 0), ('民特', '其他民事特别程序', '2016-01-01', null, 'recalled', 0, 0),
  ('民督', '申请支付令审查', '2016-01-01', null, 'recalled', 0, 0), ('民催', '催告', '2016-01-01', null, 'recalled', 0, 0),
  ('民撤', '第三人撤销之诉', '2016-01-01', null, 'recalled', 0, 0), ('民辖', '民事管辖', '2016-01-01', null, 'recalled', 0, 0),
  ('行初', '行政一审', '2016-01-01', null, 'recalled', 0, 0), ('行终', '行政二审', '2016-01-01', null, 'recalled', 0, 0),
  ('行审', '非诉行政行为申请执行审查', '2016-01-01', null, 'recalled', 0, 0), ('刑初', '刑事一审', '2016-01-01', null, 'recalled', 0, 0),
  ('执', '首次执行', '2016-01-01', null, 'recalled', 0, 0), ('执恢', '恢复执行', '2016-01-01', null, 'recalled', 0, 0),
  ('执异', '执行异议', '2016-01-01', null, 'recalled', 0, 0), ('执复', '执行复议', '2016-01-01', null, 'recalled', 0, 0),
  ('执保', '财产保全执行', '2016-01-01', null, 'recalled', 0, 0), ('执监', '执行监督', '2016-01-01', null, 'recalled', 0, 0),
  ('执协', '执行协调', '2016-01-01', null, 'recalled', 0, 0), ('财保', '财产保全审查', '2016-01-01', null, 'recalled', 0, 0),
  ('司惩', '司法制裁审查', '2016-01-01', null, 'recalled', 0, 0), ('司救', '司法救助', '2016-01-01', null, 'recalled', 0, 0),
  ('诉前调', '诉前调解', '2016-01-01', null, 'recalled', 0, 0), ('诉前调确', '诉前调解司法确认', '2022-01-01', null, 'verified', 0, 0),
  ('诉前调书', '诉前调解书', '2022-01-01', null, 'verified', 0, 0), ('调确', '司法确认（2022年以前）', '2016-01-01', '2021-12-31', 'recalled', 0, 0);
