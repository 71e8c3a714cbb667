/* gt.identity/1, offered by the host: how sure the platform is of who asks. */
#ifndef GONGTING_ABI_IDENTITY_H
#define GONGTING_ABI_IDENTITY_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_IDENTITY_ID "gt.identity/1"

typedef struct gt_identity_v1 {
  gt_table head;
  /** [request] {within_min: int} -> {page: int}. 0 when the person has signed in, or has shown once more who he is, within so
   *  many minutes; else the page that asks him to, to be answered as it is. It sends what was typed once more. */
  gt_call step_up;
  /** [request] {account: int, 0 for the caller} -> {level: int}: 0 nobody, 1 stated, 2 seen at a point, 3 verified by an
   *  identity provider. */
  gt_call level;
} gt_identity_v1;

#ifdef __cplusplus
}
#endif
#endif
