/* gt.event/1, offered by the host: telling what happened. gt.event_handler/1, offered by the plugin: being told. */
#ifndef GONGTING_ABI_EVENT_H
#define GONGTING_ABI_EVENT_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_EVENT_ID "gt.event/1"
#define GT_EVENT_HANDLER_ID "gt.event_handler/1"

typedef struct gt_event_v1 {
  gt_table head;
  /** [request] {type, record_type, record: int, payload: map (may be left out), key (may be left out)} -> {told: bool}.
   *  In this transaction: told if and only if the rest is kept. The type is one that plugin.json declares under
   *  "publishes", the record type one of the plugin's own. The payload holds numbers, truths and short texts, 4 KB in all,
   *  and nothing about persons: it is kept in clear. A second event with the same key is not told. */
  gt_call publish;
} gt_event_v1;

typedef struct gt_event_handler_v1 {
  gt_table head;
  /** [lifecycle] {} -> list of types: those that plugin.json names under "subscribes". */
  gt_call types;
  /** [request] {type, delivery, record_type: "mediation.dispute", record: int, payload: map, at_ms, site: as in abi/http.h,
   *  base, prefix, locale, request_id, now_ms, deadline_ms} -> {}. Nobody is signed in; the plugin reads and writes all of
   *  its own records of the event's site. At least once, with the same `delivery` at every attempt; in order for each
   *  record. What it writes is committed together with the mark that it was delivered. */
  gt_call deliver;
} gt_event_handler_v1;

#ifdef __cplusplus
}
#endif
#endif
