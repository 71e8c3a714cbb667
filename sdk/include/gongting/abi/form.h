/* gt.form/1, offered by the host: the forms that the plugin declares in forms/<name>.json, with their drafts and pages.
 * gt.form_rules/1, offered by the plugin: what a declaration cannot say. */
#ifndef GONGTING_ABI_FORM_H
#define GONGTING_ABI_FORM_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_FORM_ID "gt.form/1"
#define GT_FORM_RULES_ID "gt.form_rules/1"

typedef struct gt_form_v1 {
  gt_table head;
  /** [request] {form} -> {drafts: list of {id, number, label, href, saved_at, expires_on}}: what the caller has begun and not sent,
   *  newest first. `href` is below the plugin's address. */
  gt_call drafts;
  /** [request] {form, typed: map} -> {values: map, errors: list of {field, text: message}}: reads a whole form as it would be sent
   *  on this face, and writes nothing. */
  gt_call read;
  /** [request] {form, step: int from 1, typed: map, errors: list (may be left out)} -> {fields: list}: the model of the host's partial
   *  form-fields, for a page of the plugin. */
  gt_call fields;
} gt_form_v1;

typedef struct gt_form_rules_v1 {
  gt_table head;
  /** [lifecycle] {} -> list of {form, checks: list of step ids, options: list of fields, prefill: bool, submit: bool}. */
  gt_call list;
  /** [request] args as those of gt.http/1 handle, and declared: {form, begun} -> {typed: map}: what a new draft holds. */
  gt_call prefill;
  /** [request] the same with declared: {form, begun, step, values: map} -> {errors: list of {field, text: message}}. */
  gt_call check;
  /** [request] the same with declared: {form, begun, field, values: map} -> {options: list of {value, label, note}}. */
  gt_call options;
  /** [request] the same with declared: {form, begun, owner: {id, name}, values: map} -> {location: text, below the plugin's address;
   *  record: int, the id of what came of it, 0 for none}. GT_INVALID, its text a key, when it cannot be taken in now. */
  gt_call submit;
} gt_form_rules_v1;

#ifdef __cplusplus
}
#endif
#endif
