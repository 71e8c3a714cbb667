/* gt.command/1, offered by the host: calling commands. gt.command_handler/1, offered by the plugin: being called.
 * A command is one function behind page, API and command line. plugin.json declares it under "commands"; the host checks
 * its arguments and the caller's permission before it runs, whichever way it was called. */
#ifndef GONGTING_ABI_COMMAND_H
#define GONGTING_ABI_COMMAND_H
#include "core.h"
#ifdef __cplusplus
extern "C" {
#endif

#define GT_COMMAND_ID "gt.command/1"
#define GT_COMMAND_HANDLER_ID "gt.command_handler/1"

typedef struct gt_command_v1 {
  gt_table head;
  /** [request] {plugin: "" for the caller's own, name, arguments: map} -> what the command answered, a map. In this
   *  transaction. GT_BAD_INPUT names the argument that is wrong, GT_FORBIDDEN when the person may not,
   *  GT_NOT_FOUND when no plugin that is on here has the command. */
  gt_call call;
} gt_command_v1;

typedef struct gt_command_handler_v1 {
  gt_table head;
  /** [lifecycle] {} -> list of names: those that plugin.json declares under "commands". */
  gt_call names;
  /** [request] as gt.http/1 handle, without route, and {command: {name, arguments: map}} -> a map. Numbers are integers,
   *  money is fen, days are yyyy-mm-dd; what was left out and has no default is not there. A command that is "offline" may
   *  be called without site and database: then every service but gt.clock/1 (now, compute, rules) and messages refuse. */
  gt_call run;
} gt_command_handler_v1;

#ifdef __cplusplus
}
#endif
#endif
