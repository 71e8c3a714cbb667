/* gt.live/1, offered by the host: telling pages that are open that a record has changed. */
#ifndef GONGTING_ABI_LIVE_H
#define GONGTING_ABI_LIVE_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_LIVE_ID "gt.live/1"

typedef struct gt_live_v1 {
  gt_table head;
  /** [request] {record_type, record: int} -> {}. Once this transaction is committed, everybody who has a page of the record
   *  open is told, at every worker and node: not what changed, only that it did. Nothing is told when it is rolled back.
   *  The steps of a workflow tell of themselves. */
  gt_call publish;
  /** [request] {record_type, record: int, version: int} -> {href, version}: what a page says to hear of changes after this
   *  version. GT_NOT_FOUND when the record is outside the caller's reach. */
  gt_call watch;
} gt_live_v1;

#ifdef __cplusplus
}
#endif
#endif
