/* gt.site/1, offered by the host: settings, people and points of the request's site. */
#ifndef GONGTING_ABI_SITE_H
#define GONGTING_ABI_SITE_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_SITE_ID "gt.site/1"

typedef struct gt_site_v1 {
  gt_table head;
  /** [request] {key} -> {value}: the plugin's own setting as declared in plugin.json, with the site's value or default. */
  gt_call setting;
  /** [request] {role} -> table id, name, point_id, point_name: accounts that hold the role at this site now. */
  gt_call people;
  /** [request] {id, mobile: bool} -> {id, name, masked_name, mobile (when asked for), masked_mobile,
   *  masked_resident_id}. Asking for the mobile number needs the manifest's "personal": true; it is audited.
   *  Empty map when the account is not known at this site. */
  gt_call person;
  /** [request] {name, resident_id} -> {id}: the account of exactly this person, or {id: 0}. Needs "personal": true;
   *  audited. */
  gt_call find_person;
  /** [request] {} -> table id, name, kind, division, address, phone. Open points of the site. */
  gt_call points;
  /** [request] {under} -> table code, name, level: the divisions one level below (the site's own division when ""). */
  gt_call divisions;
  /** [request] {name} -> {enabled: bool}: whether another module is switched on here. */
  gt_call module_enabled;
} gt_site_v1;

#ifdef __cplusplus
}
#endif
#endif
