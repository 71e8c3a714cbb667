/* gt.notice/1, offered by the host: notices to persons (提醒) and legal service of documents (送达), which are kept apart. */
#ifndef GONGTING_ABI_NOTICE_H
#define GONGTING_ABI_NOTICE_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_NOTICE_ID "gt.notice/1"

typedef struct gt_notice_v1 {
  gt_table head;
  /** [request] {record_type, record: int, account: int or part: text, text, params: map (may be left out), key (may be left
   *  out)} -> {told: int}. In this transaction: a notice about the plugin's record to this account, or to everybody linked
   *  to it in this part. Its texts are <text>.title and <text>.words of the plugin's locale/ with the params, which are
   *  short texts and numbers and nothing about persons. A second one with the same key to the same account is not
   *  written. Mail and messages follow later. GT_NOT_FOUND when the record is outside the caller's reach. */
  gt_call send;
  /** [request] {record_type, record: int, label, account: int, title, href, document: text or bytes} -> {id: int, state}. Serves
   *  this document, which is found at `href` below the plugin's address, electronically on a party. state: "effective"; or
   *  "draft" when he has not consented to electronic service: then it has to be served another way. */
  gt_call serve;
  /** [request] {record_type, record: int} -> table id, account, receiver, title, state, sent_at, effective_at, href: the services
   *  of a record in the caller's reach, oldest first; href: the page of its proof, for who may see the record. */
  gt_call served;
} gt_notice_v1;

#ifdef __cplusplus
}
#endif
#endif
