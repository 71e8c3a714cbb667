// gt.invite/1: persons without an account.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string invite(RunningCall& call, ValueRef args) {
  const auto days = args["days"].is_null() ? 15 : args["days"].integer();
  return encode_fields(call.context.backend.invite({required_text(args, "record_type"), required_text(args, "part"), required_text(args, "name"),
                                                    args["mobile"].text(), required_text(args, "way"), args["record"].integer(),
                                                    args["account"].integer(), days}));
}

std::string revoke(RunningCall& call, ValueRef args) {
  call.context.backend.revoke_invitation(required_text(args, "record_type"), args["record"].integer(), args["id"].integer());
  return encode_fields({});
}

std::string of_record(RunningCall& call, ValueRef args) {
  return call.context.backend.invitations_of(required_text(args, "record_type"), args["record"].integer()).encoded();
}

}  // namespace

void fill_invite(Services& services) {
  services.invite = {{sizeof(gt_invite_v1), 0, &services}, request_slot<invite>, request_slot<revoke>, request_slot<of_record>};
}

}  // namespace gongting::host::plugin_host
