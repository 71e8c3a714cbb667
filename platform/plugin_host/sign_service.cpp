// gt.sign/1: signatures under exact documents.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string step_up(RunningCall& call, ValueRef) { return encode_fields(call.context.backend.step_up()); }

std::string confirm(RunningCall& call, ValueRef) { return encode_fields({{"problem", call.context.backend.confirm_step_up()}}); }

std::string sign(RunningCall& call, ValueRef args) {
  const auto document = args["document"];
  if ((document.tag() != Tag::bytes && document.tag() != Tag::text) || document.text().empty())
    throw Error{Kind::bad_input, "the call needs a \"document\", a text or bytes"};
  return encode_fields(call.context.backend.sign_document({required_text(args, "record_type"), required_text(args, "what"), required_text(args, "label"),
                                                           required_text(args, "name"), document.text(), args["record"].integer()}));
}

std::string of_record(RunningCall& call, ValueRef args) {
  return call.context.backend.signatures_of(required_text(args, "record_type"), args["record"].integer()).encoded();
}

}  // namespace

void fill_sign(Services& services) {
  services.sign = {{sizeof(gt_sign_v1), 0, &services}, request_slot<step_up>, request_slot<confirm>, request_slot<sign>, request_slot<of_record>};
}

}  // namespace gongting::host::plugin_host
