/* gt.http/1, offered by the plugin: its routes, and the function behind them. */
#ifndef GONGTING_ABI_HTTP_H
#define GONGTING_ABI_HTTP_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_HTTP_ID "gt.http/1"

typedef struct gt_http_v1 {
  gt_table head;
  /** [lifecycle] args {} -> list of {face, method, path, permission}.
   *  face: "portal" | "console" | "api"; method: "GET" | "POST" | "PUT" | "DELETE"; path: "/disputes/{id}", below
   *  "/<site>/<plugin>" (api: below "/<site>/api/v1/<plugin>"); permission: "" anyone, "*" anyone signed in, or an id
   *  declared in plugin.json. The position in the list is the route's number. */
  gt_call routes;
  /** [request] args {route: int, method, path, params: map, query: map of text, form: map of text or list of text,
   *  json: value (api face), files: list of {field, name, type, size, path},
   *  user: {id, name, roles: list, permissions: list (those of this plugin that the user holds), point_id, signed_in: bool},
   *  site: {id, slug, name, short_name, court_code, division, phone}, base: text (the URL prefix of this plugin),
   *  prefix: text (that of the site: "" or "/linan"), face, locale, request_id, now_ms, deadline_ms, host: text (of the
   *  address asked for), tls: bool, peer}
   *  -> {status: int, type: text, body: text, page: int (a kept page, instead of the body), location: text (a path of
   *  this host), headers: map of text}; each key may be missing. A status of 400 or more rolls the transaction back;
   *  with an empty body and no page the host shows its own page. */
  gt_call handle;
} gt_http_v1;

#ifdef __cplusplus
}
#endif
#endif
