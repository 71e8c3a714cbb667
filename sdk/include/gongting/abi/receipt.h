/* gt.receipt/1, offered by the host: signed receipts for what the court took in. */
#ifndef GONGTING_ABI_RECEIPT_H
#define GONGTING_ABI_RECEIPT_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_RECEIPT_ID "gt.receipt/1"

typedef struct gt_receipt_v1 {
  gt_table head;
  /** [request] {what, record_type, record: int, label, content: text or bytes, by (may be left out)} -> {number, href}.
   *  In this transaction. `what` was taken in ("调解申请"), for the plugin's record that is called `label` (its code). Of
   *  the content only the hash is kept. `by`: whose it is, unless it is the caller's; the host masks the name. `href`: a
   *  path of this host. GT_NOT_FOUND when the record is outside the caller's reach. */
  gt_call give;
  /** [request] {record_type, record: int} -> table number, what, given_at, href: the receipts of a record in the caller's
   *  reach, oldest first. */
  gt_call of_record;
} gt_receipt_v1;

#ifdef __cplusplus
}
#endif
#endif
