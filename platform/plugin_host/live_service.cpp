// gt.live/1: pages that are open hear of changes.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string publish(RunningCall& call, ValueRef args) {
  call.context.backend.publish_live(required_text(args, "record_type"), args["record"].integer());
  return encode_fields({});
}

std::string watch(RunningCall& call, ValueRef args) {
  return encode_fields(call.context.backend.watch_live(required_text(args, "record_type"), args["record"].integer(), args["version"].integer()));
}

}  // namespace

void fill_live(Services& services) {
  services.live = {{sizeof(gt_live_v1), 0, &services}, request_slot<publish>, request_slot<watch>};
}

}  // namespace gongting::host::plugin_host
