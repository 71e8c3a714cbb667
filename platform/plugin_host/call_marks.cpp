#include "plugin_host/call_marks.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>

namespace gongting::host::plugin_host {

namespace {

std::atomic<CallMarks*> current_marks{nullptr};
constexpr int k_faults[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

/// This thread's slot. Plain, so that a signal handler and exit() can read it whatever has been destroyed by then.
constinit thread_local CallMark* mark_here = nullptr;

/// Gives the slot back when the thread ends.
struct OwnedMark {
  CallMarks* of = nullptr;
  CallMark* mark = nullptr;
  ~OwnedMark() {
    if (mark != nullptr && of == current_marks.load(std::memory_order_relaxed))
      mark->taken.store(0, std::memory_order_release);
  }
};
thread_local OwnedMark own;

/// A fault by running out of stack needs another stack to be told on. Kept for the thread's life. A thread that has one
/// keeps it: the sanitizers free what they find there.
void give_signal_stack() {
  static constexpr std::size_t k_size = 32 * 1024;
  thread_local char stack[k_size];
  stack_t present{};
  if (sigaltstack(nullptr, &present) == 0 && (present.ss_flags & SS_DISABLE) == 0) return;
  stack_t wanted{};
  wanted.ss_sp = stack;
  wanted.ss_size = k_size;
  sigaltstack(&wanted, nullptr);
}

CallMark* mark_of_this_thread() {
  CallMarks* const marks = current_marks.load(std::memory_order_acquire);
  if (marks == nullptr) return nullptr;
  if (own.of == marks) return own.mark;
  own.of = marks, own.mark = nullptr;
  give_signal_stack();
  for (auto& slot : marks->slots) {
    std::uint32_t is_free = 0;
    if (slot.taken.compare_exchange_strong(is_free, 1, std::memory_order_acq_rel)) {
      own.mark = &slot;
      break;
    }
  }
  mark_here = own.mark;
  return own.mark;
}

/// Only what is allowed in a signal handler: stores, and giving the signal back to its default.
void on_fault(int signal) {
  CallMark* const mark = mark_here;
  if (mark != nullptr && mark->running.load(std::memory_order_relaxed) == 1)
    mark->fault.store(signal, std::memory_order_release);
  std::signal(signal, SIG_DFL);
  raise(signal);
}

void on_exit_call() {
  CallMark* const mark = mark_here;
  if (mark != nullptr && mark->running.load(std::memory_order_relaxed) == 1)
    mark->fault.store(CallMark::k_exit, std::memory_order_release);
}

void copy_text(char* to, std::size_t size, const std::string& from) {
  const std::size_t used = from.size() < size ? from.size() : size - 1;
  std::memcpy(to, from.data(), used);
  to[used] = 0;
}

}  // namespace

void CallMarks::clear() {
  for (auto& slot : slots) {
    slot.taken.store(0), slot.running.store(0), slot.fault.store(0);
  }
}

void use_call_marks(CallMarks* marks) {
  current_marks.store(marks, std::memory_order_release);
  if (marks == nullptr) return;
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_handler = on_fault;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (const int signal : k_faults) sigaction(signal, &action, nullptr);
    std::atexit(on_exit_call);
    return true;
  }();
  static_cast<void>(installed);
}

MarkedCall::MarkedCall(const std::string& plugin, std::int32_t route, std::int64_t site, const std::string& request_id)
    : mark_(mark_of_this_thread()) {
  if (mark_ == nullptr) return;
  outer_ = mark_->running.load(std::memory_order_relaxed);
  copy_text(mark_->plugin, sizeof mark_->plugin, plugin);
  copy_text(mark_->request_id, sizeof mark_->request_id, request_id);
  mark_->route.store(route, std::memory_order_relaxed);
  mark_->site.store(site, std::memory_order_relaxed);
  mark_->running.store(1, std::memory_order_release);
}

MarkedCall::~MarkedCall() {
  if (mark_ != nullptr) mark_->running.store(outer_, std::memory_order_release);
}

std::vector<Culprit> culprits(const CallMarks& marks) {
  std::vector<Culprit> faulted, running;
  for (const auto& slot : marks.slots) {
    if (slot.running.load(std::memory_order_acquire) != 1) continue;
    const auto text = [](const char* from, std::size_t size) { return std::string(from, strnlen(from, size)); };
    Culprit culprit{text(slot.plugin, sizeof slot.plugin), text(slot.request_id, sizeof slot.request_id),
                    slot.route.load(std::memory_order_relaxed), slot.site.load(std::memory_order_relaxed),
                    slot.fault.load(std::memory_order_acquire)};
    (culprit.fault != 0 ? faulted : running).push_back(std::move(culprit));
  }
  return faulted.empty() ? running : faulted;
}

}  // namespace gongting::host::plugin_host
