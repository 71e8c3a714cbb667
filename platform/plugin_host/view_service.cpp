// gt.view/1: pages from the plugin's templates.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string render(RunningCall& call, ValueRef args) {
  const auto layout = args["layout"].is_null() ? std::string_view("page") : args["layout"].text();
  if (layout != "page" && layout != "print" && layout != "none")
    throw Error{Kind::bad_input, "the layout must be page, print or none"};
  std::string html = call.context.backend.render(required_text(args, "template"), args["title"],
                                                 map_or_empty(args, "model"), layout);
  return encode_fields({{"html", std::move(html)}});
}

std::string message(RunningCall& call, ValueRef args) {
  return encode_fields({{"text", call.context.backend.message(required_text(args, "key"), map_or_empty(args, "params"))}});
}

std::string qr(RunningCall& call, ValueRef args) {
  return encode_fields({{"svg", call.context.backend.qr(required_text(args, "text"))}});
}

}  // namespace

void fill_view(Services& services) {
  services.view = {{sizeof(gt_view_v1), 0, &services}, request_slot<render>, request_slot<message>, request_slot<qr>};
}

}  // namespace gongting::host::plugin_host
