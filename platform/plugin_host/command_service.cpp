// gt.command/1: calling a command, the plugin's own or another's.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string call_command(RunningCall& call, ValueRef args) {
  const auto other = args["plugin"].text();
  return encode_fields(call.context.backend.command(other.empty() ? std::string_view(call.plugin.name()) : other, required_text(args, "name"),
                                                    map_or_empty(args, "arguments")));
}

}  // namespace

void fill_command(Services& services) {
  services.command = {{sizeof(gt_command_v1), 0, &services}, request_slot<call_command>};
}

}  // namespace gongting::host::plugin_host
