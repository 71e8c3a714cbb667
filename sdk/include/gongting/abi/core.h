/* The edge between host and plugin: C11, flat, and the only thing both sides agree on.
 * It is not the author's view: C++ authors include <gongting/plugin.hpp>.
 *
 * Three rules carry everything:
 *  1. No C++ type, exception or allocation crosses. Bytes do, encoded as described in gongting/value.hpp.
 *  2. Nothing is kept after return: every gt_str is borrowed for the call it is passed to.
 *  3. Every function of every service has one shape, gt_call. So each call can be carried over a wire as it is,
 *     and the same plugin runs in the host's process or in one of its own.
 *
 * Thread words used in these headers:
 *   [lifecycle]  the loader's thread, never two at once for one plugin;
 *   [request]    a handler thread, inside one request; several requests run at once on several threads;
 *   [any-thread] whenever, from any thread.
 *
 * This ABI is a draft until it is frozen as 1.0; until then tables may change without a new revision.
 */
#ifndef GONGTING_ABI_CORE_H
#define GONGTING_ABI_CORE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define GT_NOEXCEPT noexcept
extern "C" {
#else
#define GT_NOEXCEPT
#endif

/** Raised when host and plugin can no longer talk at all. */
#define GT_ABI_MAJOR 1u

/** UTF-8 text or bytes, borrowed for the call; not zero-terminated; `data` may be null when `size` is 0. */
typedef struct gt_str {
  const char* data;
  uint64_t size;
} gt_str;

/** Takes the result of a call: the callee writes any number of times, the caller collects. Valid during the call. */
typedef struct gt_sink {
  void* context;
  void (*write)(void* context, gt_str bytes) GT_NOEXCEPT;
} gt_sink;

/** Kinds of failure. 0 is success and never a kind. The HTTP status each becomes stands beside it. */
typedef int32_t gt_kind;
#define GT_OK 0
#define GT_BAD_INPUT 1   /* 400 */
#define GT_FORBIDDEN 2   /* 403: a function that is not yours */
#define GT_NOT_FOUND 3   /* 404: unknown, switched off, or a record that is not yours */
#define GT_CONFLICT 4    /* 409: the record changed meanwhile */
#define GT_INVALID 5     /* 422: a form with errors */
#define GT_TOO_MANY 6    /* 429 */
#define GT_UNAVAILABLE 7 /* 503: deadline, quarantine, database gone */
#define GT_INTERNAL 8    /* 500: what a plugin threw, or a fault of the host */

/** Filled by the callee when it does not return GT_OK; `text` is UTF-8, zero-terminated, and says what and what to do. */
typedef struct gt_error {
  gt_kind kind;
  char text[508];
} gt_error;

/** Handle of the running request (0 outside of one). It names site, point, user, roles and deadline to the host. */
typedef uint64_t gt_scope;

/** The one shape. `args` and what is written to `result` are encoded values; each slot's comment gives their maps.
 *  Returns GT_OK or the kind that it also put into `error`. Never throws. */
typedef gt_kind (*gt_call)(void* self, gt_scope scope, gt_str args, gt_sink result, gt_error* error)GT_NOEXCEPT;

/** Head of every service table; the slots (gt_call each) follow it.
 *  A slot is there when the table is long enough and the pointer is not null: GT_HAS. */
typedef struct gt_table {
  uint32_t struct_size; /* of the whole table, in bytes, as its author compiled it */
  uint32_t reserved;
  void* self; /* passed to every slot */
} gt_table;

#define GT_HAS(table, type, slot)                                                                       \
  ((table) != 0 && (table)->head.struct_size >= offsetof(type, slot) + sizeof(gt_call) && (table)->slot != 0)

/** What the host gives a plugin. */
typedef struct gt_host {
  uint32_t struct_size;
  uint32_t abi_major;
  void* self;
  /** [any-thread] The service with this id ("gt.store/1"), or null. Lives as long as the process. */
  const gt_table* (*service)(void* self, gt_str id) GT_NOEXCEPT;
} gt_host;

/** A created plugin. */
typedef struct gt_plugin {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  gt_kind (*start)(void* self, gt_error* error) GT_NOEXCEPT; /* [lifecycle] once, before any request */
  void (*stop)(void* self) GT_NOEXCEPT;                      /* [lifecycle] no request runs any more */
  void (*destroy)(void* self) GT_NOEXCEPT;                   /* [lifecycle] frees self and this struct */
  /** [any-thread] What the plugin offers under this id ("gt.http/1"), or null. */
  const gt_table* (*service)(void* self, gt_str id) GT_NOEXCEPT;
} gt_plugin;

/** The one exported variable's type. A plugin exports `const gt_entry* const gt_plugin_v1`. */
typedef struct gt_entry {
  uint32_t struct_size;
  uint32_t abi_major;
  /** The plugin.json it was built with; the host refuses to start it beside another one. Zero-terminated. */
  const char* manifest;
  gt_plugin* (*create)(const gt_host* host, gt_error* error) GT_NOEXCEPT; /* [lifecycle] */
} gt_entry;

#ifdef __cplusplus
}
#endif
#endif
