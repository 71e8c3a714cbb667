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

std::int64_t required_id(ValueRef args, std::string_view key) {
  const auto id = args[key].integer();
  if (id <= 0) throw Error{Kind::bad_input, "the call needs the id of a " + std::string(key == "id" ? "record" : key) + ", \"" + std::string(key) + "\""};
  return id;
}

std::string start(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.start_period({required_text(args, "type"), required_id(args, "id"), required_text(args, "rule"),
                                                          required_text(args, "from"), args["about"].text(), args["role"].text(),
                                                          args["responsible"].integer()}));
}

std::string stop(RunningCall& call, ValueRef args) {
  const auto stopped = call.context.backend.stop_periods(required_text(args, "type"), required_id(args, "id"), args["rule"].text(),
                                                         required_text(args, "why"));
  return encode_fields({{"stopped", stopped}});
}

std::string pause(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.pause_period(required_id(args, "period"), required_text(args, "on"), required_text(args, "reason")));
}

std::string resume(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.resume_period(required_id(args, "period"), required_text(args, "on")));
}

std::string extend(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.extend_period(required_id(args, "period"), whole_number(args, "amount"),
                                                          required_text(args, "consent"), args["further"].boolean()));
}

std::string assign(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.assign_period(required_id(args, "period"), args["responsible"].integer(), args["role"].text()));
}

std::string periods(RunningCall& call, ValueRef args) {
  return encode_fields({{"periods", call.context.backend.periods(required_text(args, "type"), required_id(args, "id"), args["all"].boolean())}});
}

}  // namespace

void fill_clock(Services& services) {
  services.clock = {{sizeof(gt_clock_v1), 0, &services}, plain_slot<now>, request_slot<compute>, request_slot<rules>,
                    request_slot<start>, request_slot<stop>, request_slot<pause>, request_slot<resume>, request_slot<extend>,
                    request_slot<assign>, request_slot<periods>};
}

}  // namespace gongting::host::plugin_host
