// Receipts: a person who hands something in gets a signed paper that says what, when, and to whom, and that can be checked
// without this platform.
#ifndef GONGTING_RECEIPTS_HPP
#define GONGTING_RECEIPTS_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/host.hpp"

namespace gongting {

/// What is taken in.
struct Taken {
  std::string what;         // what the person calls it: 调解申请
  std::string record_type;  // one of the plugin's own
  std::int64_t record = 0;
  std::string label;    // what the matter is called on paper: its code or number
  std::string content;  // exactly what was taken in; only its hash is kept
  std::string by = {};  // whose it is, when it is not the caller's; masked by the host
};

struct GivenReceipt {
  std::string number, href;  // href: of its page, for who may see the record
};

/// Thread: [request]. Lifetime: the request's.
class Receipts {
 public:
  explicit Receipts(Context context) : context_(context) {}

  /// In this transaction. Errors: not_found when the record is outside the caller's reach.
  GivenReceipt give(const Taken& taken) const {
    const std::string result = context_.call(&gt_receipt_v1::give, {{"what", taken.what}, {"record_type", taken.record_type},
                                                                    {"record", taken.record}, {"label", taken.label},
                                                                    {"content", Bytes{taken.content}}, {"by", taken.by}});
    const ValueRef given(result);
    return {std::string(given["number"].text()), std::string(given["href"].text())};
  }
  /// number, what, given_at, href of the receipts of a record, oldest first.
  Rows of(std::string_view record_type, std::int64_t record) const {
    return Rows(context_.call(&gt_receipt_v1::of_record, {{"record_type", record_type}, {"record", record}}));
  }

 private:
  Context context_;
};

}  // namespace gongting

#endif
