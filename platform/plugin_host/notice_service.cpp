// gt.notice/1: notices to persons, and legal service.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::size_t k_longest_text = 200, k_most_params = 1000;

/// What a row of a notice can keep: short texts and numbers.
void check_params(ValueRef params) {
  params.for_each([](std::string_view, ValueRef value) {
    if (value.tag() != Tag::text && value.tag() != Tag::integer) throw Error{Kind::bad_input, "the params of a notice are texts and numbers"};
    return true;
  });
  if (params.exact().size() > k_most_params) throw Error{Kind::bad_input, "the params of a notice are 1000 bytes at most"};
}

std::string send(RunningCall& call, ValueRef args) {
  const auto params = map_or_empty(args, "params");
  check_params(params);
  const auto account = args["account"].integer();
  const auto part = args["part"].text(), key = args["key"].text();
  if ((account > 0) == !part.empty()) throw Error{Kind::bad_input, "a notice is for an \"account\" or for a \"part\""};
  if (key.size() > k_longest_text) throw Error{Kind::bad_input, "a notice's key is 200 bytes at most"};
  return encode_fields(call.context.backend.tell_persons({required_text(args, "record_type"), part, required_text(args, "text"), key,
                                                          args["record"].integer(), account, params}));
}

std::string serve(RunningCall& call, ValueRef args) {
  const auto document = args["document"];
  if ((document.tag() != Tag::bytes && document.tag() != Tag::text) || document.text().empty())
    throw Error{Kind::bad_input, "the call needs a \"document\", a text or bytes"};
  const auto href = required_text(args, "href"), title = required_text(args, "title"), label = required_text(args, "label");
  if (href[0] != '/' || href.starts_with("//")) throw Error{Kind::bad_input, "\"href\" is an address below the plugin's, such as /disputes/7/agreement"};
  if (title.size() > k_longest_text || label.size() > k_longest_text) throw Error{Kind::bad_input, "title and label are 200 bytes at most"};
  return encode_fields(call.context.backend.serve_document({required_text(args, "record_type"), label, title, href, document.text(),
                                                            args["record"].integer(), args["account"].integer()}));
}

std::string served(RunningCall& call, ValueRef args) {
  return call.context.backend.served_documents(required_text(args, "record_type"), args["record"].integer()).encoded();
}

}  // namespace

void fill_notice(Services& services) {
  services.notice = {{sizeof(gt_notice_v1), 0, &services}, request_slot<send>, request_slot<serve>, request_slot<served>};
}

}  // namespace gongting::host::plugin_host
