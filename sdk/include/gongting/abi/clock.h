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
   *  "yyyy-mm-dd", due_ms, status: "verified" | "recalled" | "choice", trail: list of text, calendar_missing: bool,
   *  missing_years: list of int}. The court's own calendar counts. GT_NOT_FOUND for a rule that there is not, or that did
   *  not hold on that day; GT_BAD_INPUT for a pause or an extension that the rule does not know. */
  gt_call compute;
  /** [request] {} -> {rules: list of {rule, title, article, start, kind: "after" | "before" | "every" | "pause", unit,
   *  count, status, checked_on}}: the plugin's own, then the platform's. */
  gt_call rules;
} gt_clock_v1;

#ifdef __cplusplus
}
#endif
#endif
