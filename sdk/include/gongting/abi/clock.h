/* gt.clock/1, offered by the host: the time, and statutory periods by the rules of the platform and by those that the
 * plugin brings along. */
#ifndef GONGTING_ABI_CLOCK_H
#define GONGTING_ABI_CLOCK_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_CLOCK_ID "gt.clock/1"

typedef struct gt_clock_v1 {
  gt_table head;
  /** [any-thread] {} -> {ms: int (UTC), today: "yyyy-mm-dd" (Asia/Shanghai)}. */
  gt_call now;
  /** [request] {rule, from: "yyyy-mm-dd" or "yyyy-mm-ddTHH:MM", pause: whole days (may be left out), extend: in the rule's
   *  unit (may be left out)} -> {rule, title, article, due: "yyyy-mm-dd" or "yyyy-mm-ddTHH:00" for hours, task_due:
   *  "yyyy-mm-dd", due_ms, status: "verified" | "recalled" | "choice" | "signed" (the court
   *  signed it), consequence_allowed: bool (only then may anything follow from its end by itself), trail: list of text, calendar_missing: bool,
   *  missing_years: list of int}. The court's own calendar counts. GT_NOT_FOUND for a rule that there is not, or that did
   *  not hold on that day; GT_BAD_INPUT for a pause or an extension that the rule does not know. */
  gt_call compute;
  /** [request] {} -> {rules: list of {rule, title, article, start, kind: "after" | "before" | "every" | "pause", unit,
   *  count, status, checked_on}}: the plugin's own, then the platform's. */
  gt_call rules;

  /* Periods that the host keeps for records of the plugin. Every call names a record, or a period of one, that the caller
   * sees: else GT_NOT_FOUND. Each change is audited. A period is what compute answers and {id, version, about, start_on,
   * pause, extend, paused_on, edition, responsible, role, started_at, stopped_at (0: it runs), stopped_why}. GT_INVALID for
   * what the rule or the period's state does not allow. */

  /** [request] {type, id, rule, from, about, responsible: account, role (the last three may be left out)} -> the period.
   *  One that runs for the record by this rule and `about` is answered when it began with the same event, else replaced. */
  gt_call start;
  /** [request] {type, id, rule (left out: all), why: "done" | "ended" | "replaced"} -> {stopped: int}. */
  gt_call stop;
  /** [request] {period, on: "yyyy-mm-dd", reason} -> the period: from that day on no day counts. */
  gt_call pause;
  /** [request] {period, on: "yyyy-mm-dd"} -> the period: days count again from that day on. */
  gt_call resume;
  /** [request] {period, amount: in the rule's unit, consent: who agreed and when, further: bool, that the higher authority
   *  agreed (may be left out)} -> the period. */
  gt_call extend;
  /** [request] {period, responsible, role} -> the period. */
  gt_call assign;
  /** [request] {type, id, all: bool (left out: only those that run)} -> {periods: list}. */
  gt_call periods;
} gt_clock_v1;

#ifdef __cplusplus
}
#endif
#endif
