// gt.clock/1: the time, and statutory periods.
#include "base/clock.hpp"
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string now(const Services&, ValueRef) { return encode_fields({{"ms", now_ms()}, {"today", today()}}); }

int whole_number(ValueRef args, std::string_view key) {
  const auto number = args[key].integer();
  if (number < 0 || number > 10'000) throw Error{Kind::bad_input, "\"" + std::string(key) + "\" must be 0 to 10000"};
  return static_cast<int>(number);
}

std::string compute(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.compute(required_text(args, "rule"), required_text(args, "from"),
                                                    whole_number(args, "pause"), whole_number(args, "extend")));
}

std::string rules(RunningCall& call, ValueRef) { return encode_fields({{"rules", call.context.backend.rules()}}); }

}  // namespace

void fill_clock(Services& services) {
  services.clock = {{sizeof(gt_clock_v1), 0, &services}, plain_slot<now>, request_slot<compute>, request_slot<rules>};
}

}  // namespace gongting::host::plugin_host
