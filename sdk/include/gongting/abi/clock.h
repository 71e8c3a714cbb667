/* gt.clock/1, offered by the host: the time, and statutory periods from the plugin's rule packs. */
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
  /** [request] {rule, from: "yyyy-mm-dd"} -> {rule, article, due: "yyyy-mm-dd", due_ms, status: "verified" | "recalled"
   *  | "choice", trail: list of text, calendar_missing: bool}. GT_NOT_FOUND for an unknown rule. */
  gt_call due;
} gt_clock_v1;

#ifdef __cplusplus
}
#endif
#endif
