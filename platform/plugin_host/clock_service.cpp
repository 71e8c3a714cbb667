// gt.clock/1: the time, and statutory periods.
#include "base/clock.hpp"
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string now(const Services&, ValueRef) { return encode_fields({{"ms", now_ms()}, {"today", today()}}); }

std::string due(RunningCall& call, ValueRef args) {
  const auto from = required_text(args, "from");
  if (days_from_date(std::string(from)) < 0) throw Error{Kind::bad_input, "\"from\" must be a date yyyy-mm-dd"};
  return encode_fields(call.context.backend.due(required_text(args, "rule"), from));
}

}  // namespace

void fill_clock(Services& services) {
  services.clock = {{sizeof(gt_clock_v1), 0, &services}, plain_slot<now>, request_slot<due>};
}

}  // namespace gongting::host::plugin_host
