// Carries each call of a service table as a wire would: checks the bytes, decodes and encodes them anew, calls with the
// copy, wipes the copy afterwards. What passes the loopback could pass a socket; what keeps a pointer beyond its call
// reads rubbish here.
#ifndef GONGTING_PLUGIN_HOST_LOOPBACK_HPP
#define GONGTING_PLUGIN_HOST_LOOPBACK_HPP

#include <string>
#include <string_view>

#include "gongting/abi/core.h"

namespace gongting::host::plugin_host {

/// The bytes of one value, decoded and encoded again. Errors: Error{internal} unless they are one well-formed value.
std::string recoded(std::string_view bytes);

class Loopback {
 public:
  static constexpr std::size_t k_most_slots = 16;

  /// Borrows `inner`, which has to stay.
  explicit Loopback(const gt_table& inner);
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  /// As long as the inner table, with the same slots.
  const gt_table& table() const { return wire_.head; }
  gt_kind pass_on(std::size_t slot, gt_scope scope, gt_str args, gt_sink result, gt_error* error) noexcept;

 private:
  struct Wire {
    gt_table head;
    gt_call slots[k_most_slots];
  };
  const gt_table& inner_;
  Wire wire_{};
};

}  // namespace gongting::host::plugin_host

#endif
