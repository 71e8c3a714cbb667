/* gt.store/1, offered by the host: reading by SQL through filtered views, writing by record calls.
 *
 * In SQL a plugin names its own record types ("select id, title from dispute"). The host puts the view in their place
 * that fits the caller's reach: this site always, and of it all, an area, a point, one's own, or nothing, as the record
 * type's "readers" say for the caller's roles. Nothing else can be read. The first write of a request opens a
 * transaction; it commits when the handler succeeds and rolls back when it fails. */
#ifndef GONGTING_ABI_STORE_H
#define GONGTING_ABI_STORE_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_STORE_ID "gt.store/1"

typedef struct gt_store_v1 {
  gt_table head;
  /** [request] {sql, params: map} -> table. One statement, beginning with select or with; parameters as ":name". */
  gt_call query;
  /** [request] {type, fields: map} -> {id}. The host fills id, site, point, version 1, times and author. */
  gt_call insert;
  /** [request] {type, id, version, fields: map} -> {version}. GT_CONFLICT when the version is no longer that one,
   *  GT_NOT_FOUND when the record is outside the caller's reach. */
  gt_call update;
  /** [request] {type, id, version} -> {}. */
  gt_call remove;
  /** [request] {type, id, account, part} -> {}. Makes the record one of this person's own ("own" reach). Idempotent. */
  gt_call link_person;
  /** [request] {type, id, account, part} -> {}. */
  gt_call unlink_person;
  /** [request] {series} -> {number}. 1, 2, 3, … without gaps for this site, plugin and series, in this transaction. */
  gt_call next_number;
  /** [request] {type, id, columns: list of names, reason} -> {values: list}. The clear texts of sealed columns, "" for
   *  none. Who opened them, and why, stands in the audit log, but for his own words. GT_NOT_FOUND outside his reach. */
  gt_call open_sealed;
  /** [request] {type, year, special} -> {number: "(2026)浙0112诉前调312号", serial}. The next case number of this court,
   *  special character (may be left out), type code and year, without gaps, in this transaction; one series for all
   *  plugins. */
  gt_call next_case_number;
} gt_store_v1;

#ifdef __cplusplus
}
#endif
#endif
