// gt.receipt/1: signed receipts.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string give(RunningCall& call, ValueRef args) {
  const auto content = args["content"];
  if (content.tag() != Tag::bytes && content.tag() != Tag::text)
    throw Error{Kind::bad_input, "the call needs \"content\", a text or bytes"};
  return encode_fields(call.context.backend.give_receipt({required_text(args, "what"), required_text(args, "record_type"),
                                                          required_text(args, "label"), content.text(), args["by"].text(),
                                                          args["record"].integer()}));
}

std::string of_record(RunningCall& call, ValueRef args) {
  return call.context.backend.receipts_of(required_text(args, "record_type"), args["record"].integer()).encoded();
}

}  // namespace

void fill_receipt(Services& services) {
  services.receipt = {{sizeof(gt_receipt_v1), 0, &services}, request_slot<give>, request_slot<of_record>};
}

}  // namespace gongting::host::plugin_host
