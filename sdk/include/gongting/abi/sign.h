/* gt.sign/1, offered by the host: signatures under exact documents, by persons who have just shown again who they are. */
#ifndef GONGTING_ABI_SIGN_H
#define GONGTING_ABI_SIGN_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_SIGN_ID "gt.sign/1"

typedef struct gt_sign_v1 {
  gt_table head;
  /** [request] {} -> {way: "password", "sms_code" or "paper_code", sent_to, …}: what the caller is asked for, the model of the
   *  host's partial step-up. sent_to: his number, masked. Within a POST it sends a code by message, when none that is still
   *  good is out: ask for it on the page that a POST shows. */
  gt_call step_up;
  /** [request] {} -> {problem}: checks what the form of this request holds in the partial's field. problem: "" or the key of
   *  what is wrong. Called before the plugin's first write, because a failed try is kept whatever becomes of the request. */
  gt_call confirm;
  /** [request] {record_type, record: int, what, label, name, document: text or bytes} -> {hash, way, at, receipt, href}. Signs these
   *  bytes in this transaction: SHA-256, name, time and way stand in a receipt of the court, in the chain. `what`: what the
   *  document is called; `label`: the matter. GT_FORBIDDEN unless confirm said "" in this request. */
  gt_call sign;
  /** [request] {record_type, record: int} -> table what, name, hash, way, at, receipt, href: oldest first. */
  gt_call of_record;
} gt_sign_v1;

#ifdef __cplusplus
}
#endif
#endif
