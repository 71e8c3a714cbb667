/* gt.invite/1, offered by the host: a party, unit or addressee without an account takes part. */
#ifndef GONGTING_ABI_INVITE_H
#define GONGTING_ABI_INVITE_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_INVITE_ID "gt.invite/1"

typedef struct gt_invite_v1 {
  gt_table head;
  /** [request] {record_type, record: int, part, name, mobile (needed for sms), way: "sms" or "paper", days: int, account: int (both may be left out)}
   *  -> {id: int, account: int, link, code}. Invites this person to the record in this part. `account` is his from now on, and
   *  linked to the record; he can do nothing until he has opened the link and given the code. code: for paper only, and only
   *  now; for sms the link is sent, and a code whenever he asks for one. With the account of an earlier
   *  invitation to the same record and part, that one is revoked and the account goes on. GT_NOT_FOUND when the record is outside the caller's reach. */
  gt_call invite;
  /** [request] {record_type, record: int, id: int} -> {}. Ends it, with every session of whoever used it. */
  gt_call revoke;
  /** [request] {record_type, record: int} -> table id, account, part, way, state, made_at, expires_at, joined_at: oldest first.
   *  state: open, joined, expired, revoked. */
  gt_call of_record;
} gt_invite_v1;

#ifdef __cplusplus
}
#endif
#endif
