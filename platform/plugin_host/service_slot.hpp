// The host's side of a slot: decode, find the running call, serve, encode; no exception passes into a plugin.
#ifndef GONGTING_PLUGIN_HOST_SERVICE_SLOT_HPP
#define GONGTING_PLUGIN_HOST_SERVICE_SLOT_HPP

#include <string>
#include <string_view>

#include "gongting/abi/core.h"
#include "gongting/value.hpp"
#include "plugin_host/running_call.hpp"
#include "plugin_host/services.hpp"

namespace gongting::host::plugin_host {

inline std::string_view view_of(gt_str text) {
  return text.size == 0 ? std::string_view{} : std::string_view{text.data, static_cast<std::size_t>(text.size)};
}

/// Turns what is being thrown into the C error. What is no Error is logged with the plugin's name, and the plugin is
/// told only that the host failed: the text of a database does not belong into a page.
gt_kind caught(const Plugin& plugin, gt_error* error) noexcept;

/// Errors: Error{bad_input} when the argument is not there or empty.
std::string_view required_text(ValueRef args, std::string_view key);
/// The map under this key; an empty one when there is none. Errors: Error{bad_input} for anything but a map.
ValueRef map_or_empty(ValueRef args, std::string_view key);

/// A slot of a [request] service.
template <std::string (*serve)(RunningCall&, ValueRef)>
gt_kind request_slot(void* self, gt_scope scope, gt_str args, gt_sink result, gt_error* error) noexcept {
  const Services& services = *static_cast<const Services*>(self);
  try {
    const std::string answer = serve(RunningCall::of(scope, services.plugin), ValueRef(view_of(args)));
    result.write(result.context, gt_str{answer.data(), answer.size()});
    return GT_OK;
  } catch (...) {
    return caught(services.plugin, error);
  }
}

/// A slot of an [any-thread] service.
template <std::string (*serve)(const Services&, ValueRef)>
gt_kind plain_slot(void* self, gt_scope, gt_str args, gt_sink result, gt_error* error) noexcept {
  const Services& services = *static_cast<const Services*>(self);
  try {
    const std::string answer = serve(services, ValueRef(view_of(args)));
    result.write(result.context, gt_str{answer.data(), answer.size()});
    return GT_OK;
  } catch (...) {
    return caught(services.plugin, error);
  }
}

}  // namespace gongting::host::plugin_host

#endif
