// Telling what happened to a record: other plugins subscribe to it, and nobody waits for them.
#ifndef GONGTING_EVENTS_HPP
#define GONGTING_EVENTS_HPP

#include <cstdint>
#include <string_view>
#include <utility>

#include "gongting/host.hpp"

namespace gongting {

/// Thread: [request]. Lifetime: the request's.
class Events {
 public:
  explicit Events(Context context) : context_(context) {}

  /// `publish("mediation.agreed", "dispute", id)`: in this transaction, so it is told if and only if the rest is kept.
  /// `payload`: ids and codes, nothing about persons; it is kept in clear. With a key, a second event with the same one is
  /// not told: then the answer is false.
  bool publish(std::string_view type, std::string_view record_type, std::int64_t record, Fields payload = {},
               std::string_view key = {}) const {
    const auto result = context_.call(&gt_event_v1::publish, {{"type", type}, {"record_type", record_type}, {"record", record},
                                                              {"payload", Value(std::move(payload))}, {"key", key}});
    return ValueRef(result)["told"].boolean();
  }

 private:
  Context context_;
};

}  // namespace gongting

#endif
