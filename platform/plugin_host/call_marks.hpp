// Who was running when a worker died. Each thread that calls plugins notes plugin, route, site and request in a slot
// of memory shared with the supervisor; the signal handler of a fault points at the slot of its thread. The supervisor
// reads it after the worker's death: it survives what the worker did not.
#ifndef GONGTING_PLUGIN_HOST_CALL_MARKS_HPP
#define GONGTING_PLUGIN_HOST_CALL_MARKS_HPP

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace gongting::host::plugin_host {

struct CallMark {
  static constexpr std::int32_t k_exit = -1;

  std::atomic<std::uint32_t> taken;    // 1 once a thread owns the slot
  std::atomic<std::uint32_t> running;  // 1 while a plugin's code runs on that thread
  std::atomic<std::int32_t> fault;     // the signal that ended the process on this thread; k_exit for exit()
  std::atomic<std::int32_t> route;
  std::atomic<std::int64_t> site;
  char plugin[48];
  char request_id[48];
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "marks are written in a signal handler");

/// All slots of one worker. Lies in memory that the supervisor maps shared and hands over; all zero is empty.
struct CallMarks {
  static constexpr std::size_t k_slots = 256;
  CallMark slots[k_slots];

  /// Empties it for the next worker. Only while no worker uses it.
  void clear();
};

/// A worker, before it starts threads: write marks there from now on (null stops it), and mark the thread that faults
/// or calls exit().
void use_call_marks(CallMarks* marks);

/// RAII around a plugin's code. Costs a few stores.
class MarkedCall {
 public:
  MarkedCall(const std::string& plugin, std::int32_t route, std::int64_t site, const std::string& request_id);
  ~MarkedCall();
  MarkedCall(const MarkedCall&) = delete;
  MarkedCall& operator=(const MarkedCall&) = delete;

 private:
  CallMark* mark_;
  std::uint32_t outer_ = 0;  // 1 within another call of this thread
};

/// What a dead worker was doing.
struct Culprit {
  std::string plugin, request_id;
  std::int32_t route = 0;
  std::int64_t site = 0;
  std::int32_t fault = 0;
};
/// The supervisor, after the worker's death: the calls on threads that faulted; when none did, every running one.
std::vector<Culprit> culprits(const CallMarks& marks);

}  // namespace gongting::host::plugin_host

#endif
