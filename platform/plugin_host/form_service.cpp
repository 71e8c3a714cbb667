// gt.form/1: the plugin's forms. What keeps and checks them stands behind the backend; here calls only come and go.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

template <FormCall what>
std::string pass_on(RunningCall& call, ValueRef args) {
  required_text(args, "form");
  return encode_fields(call.context.backend.form(what, args));
}

}  // namespace

void fill_form(Services& services) {
  services.form = {{sizeof(gt_form_v1), 0, &services}, request_slot<pass_on<FormCall::drafts>>, request_slot<pass_on<FormCall::read>>,
                   request_slot<pass_on<FormCall::fields>>};
}

}  // namespace gongting::host::plugin_host
