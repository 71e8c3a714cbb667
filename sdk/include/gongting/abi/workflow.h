/* gt.workflow/1, offered by the host: going the ways that the plugin declares in workflows/<record>.json, and what pages
 * show of them. gt.workflow_rules/1, offered by the plugin: the guards and effects that the declarations name. */
#ifndef GONGTING_ABI_WORKFLOW_H
#define GONGTING_ABI_WORKFLOW_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_WORKFLOW_ID "gt.workflow/1"
#define GT_WORKFLOW_RULES_ID "gt.workflow_rules/1"

typedef struct gt_workflow_v1 {
  gt_table head;
  /** [request] {record, transition, fields: map, input: map, note: {subject, public, staff} (may be left out)} -> {id}.
   *  Inserts the record by a way that begins nowhere. GT_FORBIDDEN when it is not the caller's. */
  gt_call begin;
  /** [request] {record, id, version, transition, input: map} -> {version}. Checks actor, state, version, input and guards,
   *  runs the effects, updates the record, writes the history, starts and stops periods; all in this transaction.
   *  GT_CONFLICT for another version, GT_FORBIDDEN when the way is not the caller's, GT_INVALID with the key of the reason
   *  when it is closed. */
  gt_call go;
  /** [request] {record, id, version, words, subject, public, staff} -> {version}: a line of the history that changes no
   *  state. */
  gt_call note;
  /** [request] {record, id, form: map (may be left out)} -> {actions: list of {id, label, hint, blocked: bool, why, …}, …}:
   *  the model of the host's partial workflow-actions: every way out of here that the caller could ever go, each open
   *  or with the reason why not. `form` fills the fields again. */
  gt_call actions;
  /** [request] {record, id, staff: bool} -> {steps: list of {words, at, stamp, who, part, reason, is_now, action, from_state,
   *  to_state, at_ms; for staff: staff_words, number, from, to, moved}}, newest first, at most 100. */
  gt_call timeline;
  /** [request] {record, id} -> {periods: list of {rule, title, starts, due, trail, running, unverified,
   *  calendar_missing}}, newest first. */
  gt_call periods;
  /** [request] {record, id, variant} -> {turn: {title, words, ended}, stages: list of {label, done, current}}: whose turn it
   *  is, in plain words for a party. `variant` chooses other words of this state (turn.<STATE>.<variant>). */
  gt_call turn;
  /** [request] {record, id, version, form: map} -> {page: int}: the host's page for a form that is stale: what changed since
   *  that version, and what was typed. */
  gt_call stale;
} gt_workflow_v1;

typedef struct gt_workflow_rules_v1 {
  gt_table head;
  /** [lifecycle] {} -> list of {record, guards: list, effects: list, options: list} of names. */
  gt_call list;
  /** [request] args as those of gt.http/1 handle, and workflow: {record, row: map, guards: list} -> {why: list of null, a key or
   *  a message, one for each guard}. */
  gt_call check;
  /** [request] the same with workflow: {record, row, transition, effects: list, after: bool, input: map} -> {fields: map}. */
  gt_call effect;
  /** [request] the same with workflow: {record, row, field} -> {options: list of {value, label, note}}. */
  gt_call options;
} gt_workflow_rules_v1;

#ifdef __cplusplus
}
#endif
#endif
