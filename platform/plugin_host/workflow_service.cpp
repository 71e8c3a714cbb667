// gt.workflow/1: the plugin's workflows. What runs them stands behind the backend; here calls only come and go.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

template <WorkflowCall what>
std::string pass_on(RunningCall& call, ValueRef args) {
  required_text(args, "record");
  return encode_fields(call.context.backend.workflow(what, args));
}

/// The page stays with the host until the call returns.
std::string stale(RunningCall& call, ValueRef args) {
  required_text(args, "record");
  for (auto& [key, value] : call.context.backend.workflow(WorkflowCall::stale, args))
    if (const auto* html = std::get_if<std::string>(&value.data()); html != nullptr && key == "html") call.pages.push_back(*html);
  return encode_fields({{"page", static_cast<std::int64_t>(call.pages.size())}});
}

}  // namespace

void fill_workflow(Services& services) {
  using W = WorkflowCall;
  services.workflow = {{sizeof(gt_workflow_v1), 0, &services}, request_slot<pass_on<W::begin>>,    request_slot<pass_on<W::go>>,
                       request_slot<pass_on<W::note>>,         request_slot<pass_on<W::actions>>,  request_slot<pass_on<W::timeline>>,
                       request_slot<pass_on<W::periods>>,      request_slot<pass_on<W::turn>>,     request_slot<stale>};
}

}  // namespace gongting::host::plugin_host
