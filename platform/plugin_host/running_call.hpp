// The call that runs on this thread: what a gt_scope handle stands for, and what the watchdog looks at.
#ifndef GONGTING_PLUGIN_HOST_RUNNING_CALL_HPP
#define GONGTING_PLUGIN_HOST_RUNNING_CALL_HPP

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "gongting/abi/core.h"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

struct RunningCall;

/// All running calls of this process. [any-thread]
class CallRegistry {
 public:
  void add(RunningCall& call);
  /// Whether the call was overdue.
  bool remove(RunningCall& call);
  std::vector<StuckCall> overdue(std::chrono::steady_clock::time_point now);

 private:
  std::mutex mutex_;
  RunningCall* first_ = nullptr;
};

/// RAII on the stack of PluginHost::call.
/// A handle is good on this thread, for this plugin, until the call returns: that is asked of the thread itself, so a
/// kept, guessed or borrowed handle names nothing, and no lock is taken.
struct RunningCall {
  RunningCall(CallRegistry& calls, Plugin& called, std::int32_t route_number, CallContext& call_context);
  ~RunningCall();
  RunningCall(const RunningCall&) = delete;
  RunningCall& operator=(const RunningCall&) = delete;

  /// Errors: Error{internal} for a handle that is not this thread's running call of this plugin; Error{unavailable}
  /// past the deadline.
  static RunningCall& of(gt_scope handle, const Plugin& plugin);
  /// Null outside of a call.
  static RunningCall* current();

  CallRegistry& registry;
  Plugin& plugin;
  CallContext& context;
  const std::int32_t route;
  const gt_scope handle;
  RunningCall* const outer;
  /// Pages that the plugin had rendered and left here; its answer names one by its place, counted from 1.
  std::vector<std::string> pages;
  // The registry's, under its lock.
  RunningCall* previous = nullptr;
  RunningCall* next = nullptr;
  bool overdue = false;
};

}  // namespace gongting::host::plugin_host

#endif
