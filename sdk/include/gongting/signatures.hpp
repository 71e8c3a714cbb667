// Signatures: a person shows again who he is, and signs exactly the bytes that he was shown.
#ifndef GONGTING_SIGNATURES_HPP
#define GONGTING_SIGNATURES_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/host.hpp"

namespace gongting {

struct ToSign {
  std::string record_type;
  std::int64_t record = 0;
  std::string what;      // what the document is called: 调解协议书
  std::string label;     // what the matter is called
  std::string name;      // who signs, as it stands on paper
  std::string document;  // exactly what was shown
};

struct Signed {
  std::string hash;  // SHA-256 of the document, 64 hexadecimal digits
  std::string way;   // password, sms_code or paper_code
  std::int64_t at = 0;
  std::string receipt, href;  // number of the receipt in the chain, and its page
};

/// Thread: [request]. Lifetime: the request's.
class Signatures {
 public:
  explicit Signatures(Context context) : context_(context) {}

  /// The model of the host's partial step-up, which a form to sign contains: {{#step_up}}{{>step-up}}{{/step_up}}.
  Value step_up() const { return Encoded{context_.call(&gt_sign_v1::step_up, {})}; }
  /// "" when the form's password or code is right; else the key of what is wrong, for form.require(…, "_proof", …). Ask
  /// before anything is written.
  std::string confirm() const {
    const auto answer = context_.call(&gt_sign_v1::confirm, {});
    return std::string(ValueRef(answer)["problem"].text());
  }
  /// Errors: forbidden unless confirm() was right in this request; not_found when the record is outside the caller's reach.
  Signed sign(const ToSign& what) const {
    const auto made = context_.call(&gt_sign_v1::sign, {{"record_type", what.record_type}, {"record", what.record}, {"what", what.what},
                                                        {"label", what.label}, {"name", what.name}, {"document", Bytes{what.document}}});
    const ValueRef done(made);
    const auto text = [&](std::string_view key) { return std::string(done[key].text()); };
    return {text("hash"), text("way"), done["at"].integer(), text("receipt"), text("href")};
  }
  /// what, name, hash, way, at, receipt, href of the signatures under a record's documents, oldest first.
  Rows of(std::string_view record_type, std::int64_t record) const {
    return Rows(context_.call(&gt_sign_v1::of_record, {{"record_type", record_type}, {"record", record}}));
  }

 private:
  Context context_;
};

}  // namespace gongting

#endif
