-- Matters :before + 1 to :rows for the measurement, all open.
with recursive n(i) as (select :before + 1 union all select i + 1 from n where i < :rows)
insert into mediation_dispute (id, site_id, point_id, area, version, created_at, created_by, updated_at, code, case_number,
  state, turn, is_open, title, cause, facts, claims, amount_fen, town, place, applicant_name, respondent_name, applicant_id,
  filed_by, filed_way, mediator_id, mediator_name, received_on, due, due_rule, accepted_on, ended_on, end_reason,
  end_words, duration_days, effect_at)
select 100000000000 + i, :site, null, '330112', 1, 1790000000000 + i, :creator, 1790000000000 + i,
  '330112-B' || printf('%07d', i), null,
  case i % 5 when 0 then 'IN_PROGRESS' when 1 then 'ACCEPTED' when 2 then 'ASSIGNING' when 3 then 'AGREEMENT_DRAFT' else 'APPLIED' end,
  case i % 5 when 2 then 'court' when 4 then 'court' else 'mediator' end, 1,
  '民间借贷纠纷', 'loan', '双方因借款发生争议，请求调解。', '请求归还借款。', 4800000 + i, '330112001', '锦城街道',
  '陈明' || (i % 997), '王强' || (i % 991), :creator, :creator, 'self', null, null, '2026-10-01',
  date('2026-12-01', '+' || (i % 300) || ' days'), 'MED-02', null, null, null, null, null, null
from n
