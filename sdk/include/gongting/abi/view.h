/* gt.view/1, offered by the host: pages from the plugin's Mustache templates in the site's layout. */
#ifndef GONGTING_ABI_VIEW_H
#define GONGTING_ABI_VIEW_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_VIEW_ID "gt.view/1"

typedef struct gt_view_v1 {
  gt_table head;
  /** [request] {template, title, model: map, layout: "page" | "print" | "none", keep: bool} -> {html: text}, or with
   *  `keep` {page: int}: the host keeps the page until this call returns, for an answer that names it (gt.http/1), so
   *  that it is not carried to the plugin and back. `title` is a text or a message; it becomes <title>. */
  gt_call render;
  /** [request] {key, params: map} -> {text} in the request's language. */
  gt_call message;
  /** [request] {text} -> {svg: text}: a QR code (ISO/IEC 18004, level M). */
  gt_call qr;
} gt_view_v1;

#ifdef __cplusplus
}
#endif
#endif
