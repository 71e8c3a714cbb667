// gt.site/1: the request's site. What identifies people is only for plugins that declare it.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

void must_be_personal(const RunningCall& call) {
  if (!call.plugin.manifest().personal)
    throw Error{Kind::forbidden, "the plugin " + call.plugin.name() +
                                     " may not read mobile numbers or find people; say \"personal\": true in plugin.json"};
}

std::string setting(RunningCall& call, ValueRef args) {
  const auto key = required_text(args, "key");
  if (call.plugin.manifest().setting(key) == nullptr)
    throw Error{Kind::internal, "plugin.json declares no setting " + std::string(key)};
  return encode_fields({{"value", call.context.backend.setting(key)}});
}

std::string people(RunningCall& call, ValueRef args) {
  return call.context.backend.people(required_text(args, "role")).encoded();
}

std::string person(RunningCall& call, ValueRef args) {
  const bool mobile = args["mobile"].boolean();
  if (mobile) must_be_personal(call);
  return encode_fields(call.context.backend.person(args["id"].integer(), mobile));
}

std::string find_person(RunningCall& call, ValueRef args) {
  must_be_personal(call);
  return encode_fields({{"id", call.context.backend.find_person(required_text(args, "name"), required_text(args, "resident_id"))}});
}

std::string points(RunningCall& call, ValueRef) { return call.context.backend.points().encoded(); }

std::string divisions(RunningCall& call, ValueRef args) {
  return call.context.backend.divisions(args["under"].text()).encoded();
}

std::string module_enabled(RunningCall& call, ValueRef args) {
  return encode_fields({{"enabled", call.context.backend.module_enabled(required_text(args, "name"))}});
}

}  // namespace

void fill_site(Services& services) {
  services.site = {{sizeof(gt_site_v1), 0, &services}, request_slot<setting>,   request_slot<people>,
                   request_slot<person>,               request_slot<find_person>, request_slot<points>,
                   request_slot<divisions>,            request_slot<module_enabled>};
}

}  // namespace gongting::host::plugin_host
