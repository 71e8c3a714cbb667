// gt.view/1: pages from the plugin's templates.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

/// One is what an answer needs. More are rendered by a handler that looks at what came out, or by mistake.
constexpr std::size_t k_most_pages = 100;

std::string render(RunningCall& call, ValueRef args) {
  const auto layout = args["layout"].is_null() ? std::string_view("page") : args["layout"].text();
  if (layout != "page" && layout != "print" && layout != "none")
    throw Error{Kind::bad_input, "the layout must be page, print or none"};
  std::string html = call.context.backend.render(required_text(args, "template"), args["title"],
                                                 map_or_empty(args, "model"), layout);
  if (!args["keep"].boolean()) return encode_fields({{"html", std::move(html)}});
  if (call.pages.size() >= k_most_pages) throw Error{Kind::bad_input, "a call may leave " + std::to_string(k_most_pages) + " pages with the host"};
  call.pages.push_back(std::move(html));
  return encode_fields({{"page", static_cast<std::int64_t>(call.pages.size())}});
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
