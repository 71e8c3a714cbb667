/* gt.log/1, offered by the host: one line in the host's log, under the plugin's name. No personal data. */
#ifndef GONGTING_ABI_LOG_H
#define GONGTING_ABI_LOG_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_LOG_ID "gt.log/1"

typedef struct gt_log_v1 {
  gt_table head;
  /** [any-thread] {level: "debug" | "info" | "warning" | "error", text} -> {}. */
  gt_call write;
} gt_log_v1;

#ifdef __cplusplus
}
#endif
#endif
