// gt.log/1: a line in the host's log, under the plugin's name.
#include "base/log.hpp"

#include "base/text.hpp"
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::size_t k_longest = 2000;

std::string write(const Services& services, ValueRef args) {
  const RunningCall* const call = RunningCall::current();
  const bool own = call != nullptr && &call->plugin == &services.plugin;
  log(log_level_named(args["level"].text()), inert(args["text"].text().substr(0, k_longest)),
      {{"plugin", services.plugin.name()}, {"request", own ? call->context.scope.request_id : std::string()}});
  return encode_fields({});
}

}  // namespace

void fill_log(Services& services) {
  services.log = {{sizeof(gt_log_v1), 0, &services}, plain_slot<write>};
}

}  // namespace gongting::host::plugin_host
