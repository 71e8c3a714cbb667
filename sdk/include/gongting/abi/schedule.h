/* gt.schedule/1, offered by the plugin: work that comes again each day, at each site where the module is on. */
#ifndef GONGTING_ABI_SCHEDULE_H
#define GONGTING_ABI_SCHEDULE_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_SCHEDULE_ID "gt.schedule/1"

typedef struct gt_schedule_v1 {
  gt_table head;
  /** [lifecycle] {} -> list of names: those that plugin.json declares under "schedules". */
  gt_call names;
  /** [request] {name, site: as in abi/http.h, base, prefix, locale, request_id, now_ms, deadline_ms} -> {}. Nobody is
   *  signed in; the plugin reads and writes all of its own records of this site. It may come twice on one day, and what was
   *  missed while nothing ran is made up for once. */
  gt_call run;
} gt_schedule_v1;

#ifdef __cplusplus
}
#endif
#endif
