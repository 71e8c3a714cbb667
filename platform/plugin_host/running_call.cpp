#include "plugin_host/running_call.hpp"

#include <algorithm>
#include <cstring>

#include "base/random.hpp"

namespace gongting::host::plugin_host {

namespace {

constinit thread_local RunningCall* current_call = nullptr;

/// Not to be met by counting up from the last one. Never 0.
gt_scope new_handle() {
  thread_local std::uint64_t state = [] {
    std::uint64_t seed = 0;
    const std::string bytes = random_bytes(sizeof seed);
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return seed;
  }();
  state += 0x9E3779B97F4A7C15u;  // splitmix64
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return (mixed ^ (mixed >> 31)) | 1u;
}

}  // namespace

void CallRegistry::add(RunningCall& call) {
  const std::lock_guard lock(mutex_);
  call.next = first_;
  if (first_ != nullptr) first_->previous = &call;
  first_ = &call;
}

bool CallRegistry::remove(RunningCall& call) {
  const std::lock_guard lock(mutex_);
  (call.previous != nullptr ? call.previous->next : first_) = call.next;
  if (call.next != nullptr) call.next->previous = call.previous;
  return call.overdue;
}

RunningCall::RunningCall(CallRegistry& calls, Plugin& called, std::int32_t route_number, CallContext& call_context)
    : registry(calls), plugin(called), context(call_context), route(route_number), handle(new_handle()), outer(current_call) {
  plugin.in_flight_.fetch_add(1, std::memory_order_relaxed);
  registry.add(*this);
  current_call = this;
}

RunningCall::~RunningCall() {
  current_call = outer;
  if (registry.remove(*this)) plugin.overdue_.fetch_sub(1, std::memory_order_relaxed);
  plugin.in_flight_.fetch_sub(1, std::memory_order_release);
}

RunningCall& RunningCall::of(gt_scope handle, const Plugin& plugin) {
  RunningCall* const call = current_call;
  if (call == nullptr || call->handle != handle || &call->plugin != &plugin)
    throw Error{Kind::internal, "the plugin " + plugin.name() +
                                    " used the handle of a request outside of that request's call; keep no Request, "
                                    "Database or Site after the handler returns, and start no threads"};
  if (std::chrono::steady_clock::now() > call->context.scope.deadline)
    throw Error{Kind::unavailable, "the time for this request is over"};
  return *call;
}

RunningCall* RunningCall::current() { return current_call; }

std::vector<StuckCall> CallRegistry::overdue(std::chrono::steady_clock::time_point now) {
  std::vector<StuckCall> stuck;
  const std::lock_guard lock(mutex_);
  for (RunningCall* call = first_; call != nullptr; call = call->next) {
    const Scope& scope = call->context.scope;
    if (now <= scope.deadline) continue;
    const bool news = !call->overdue;
    if (news) {
      call->overdue = true;
      call->plugin.overdue_.fetch_add(1, std::memory_order_relaxed);
    }
    stuck.push_back({&call->plugin, call->route, scope.site_id, scope.request_id,
                     std::chrono::duration_cast<std::chrono::milliseconds>(now - scope.deadline), news});
  }
  std::sort(stuck.begin(), stuck.end(), [](const auto& a, const auto& b) { return a.late > b.late; });
  return stuck;
}

}  // namespace gongting::host::plugin_host
