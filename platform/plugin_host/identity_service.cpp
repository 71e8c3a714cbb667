// gt.identity/1: how sure the platform is of who asks.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::int64_t k_longest_min = 12 * 60;

/// The page stays with the host until the call returns.
std::string step_up(RunningCall& call, ValueRef args) {
  const auto within = args["within_min"].integer();
  if (within < 1 || within > k_longest_min) throw Error{Kind::bad_input, "\"within_min\" is 1 to 720 minutes"};
  auto html = call.context.backend.show_again(static_cast<int>(within));
  if (html.empty()) return encode_fields({{"page", 0}});
  call.pages.push_back(std::move(html));
  return encode_fields({{"page", static_cast<std::int64_t>(call.pages.size())}});
}

std::string level(RunningCall& call, ValueRef args) {
  return encode_fields({{"level", call.context.backend.identity_level(args["account"].integer())}});
}

}  // namespace

void fill_identity(Services& services) {
  services.identity = {{sizeof(gt_identity_v1), 0, &services}, request_slot<step_up>, request_slot<level>};
}

}  // namespace gongting::host::plugin_host
