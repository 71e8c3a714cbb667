// Live: a page that is open hears that its record has changed, and offers to load itself anew.
#ifndef GONGTING_LIVE_HPP
#define GONGTING_LIVE_HPP

#include <cstdint>
#include <string_view>

#include "gongting/host.hpp"

namespace gongting {

/// Thread: [request]. Lifetime: the request's.
class Live {
 public:
  explicit Live(Context context) : context_(context) {}

  /// Once this transaction is committed, whoever has a page of the record open is told that it changed.
  void publish(std::string_view record_type, std::int64_t record) const {
    context_.call(&gt_live_v1::publish, {{"record_type", record_type}, {"record", record}});
  }
  /// For the page of a record: put it into the model as "live" and say {{>live}} in the template. `version` is the record's,
  /// as the page shows it. Errors: not_found when the record is outside the caller's reach.
  Fields watch(std::string_view record_type, std::int64_t record, std::int64_t version) const {
    const auto result = context_.call(&gt_live_v1::watch, {{"record_type", record_type}, {"record", record}, {"version", version}});
    return {{"href", ValueRef(result)["href"].text()}, {"version", ValueRef(result)["version"].integer()}};
  }

 private:
  Context context_;
};

}  // namespace gongting

#endif
