// gt.event/1: what the plugin tells others.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::size_t k_longest_payload = 4096, k_longest_key = 200;

/// What a row of the outbox can keep and a subscriber of any language can read.
void check_payload(ValueRef value, bool whole) {
  switch (value.tag()) {
    case Tag::bytes:
    case Tag::message:
    case Tag::table: throw Error{Kind::bad_input, "an event's payload holds numbers, truths, texts, lists and maps only"};
    case Tag::list:
    case Tag::map:
      value.for_each([&](std::string_view, ValueRef item) { return check_payload(item, false), true; });
      break;
    default: break;
  }
  if (whole && value.exact().size() > k_longest_payload)
    throw Error{Kind::bad_input, "an event's payload is 4 KB at most; name the record, and let subscribers ask for the rest"};
}

std::string publish(RunningCall& call, ValueRef args) {
  const auto type = required_text(args, "type");
  const auto& manifest = call.plugin.manifest();
  if (manifest.event(type) == nullptr)
    throw Error{Kind::internal, "plugin.json does not declare the event " + std::string(type) + " under \"publishes\""};
  const auto payload = map_or_empty(args, "payload");
  check_payload(payload, true);
  const auto record = args["record"].integer();
  if (record <= 0) throw Error{Kind::bad_input, "an event tells of a record: \"record\" is its id"};
  const auto key = args["key"].text();
  if (key.size() > k_longest_key) throw Error{Kind::bad_input, "an event's key is 200 bytes at most"};
  const bool told = call.context.backend.publish(type, required_text(args, "record_type"), record, payload, key);
  return encode_fields({{"told", told}});
}

}  // namespace

void fill_event(Services& services) {
  services.event = {{sizeof(gt_event_v1), 0, &services}, request_slot<publish>};
}

}  // namespace gongting::host::plugin_host
