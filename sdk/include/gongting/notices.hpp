// Notices: what a person is told about one of the plugin's records, on his page 消息 at once and by mail or message later;
// and legal service, which has effects that a notice has not.
#ifndef GONGTING_NOTICES_HPP
#define GONGTING_NOTICES_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "gongting/host.hpp"

namespace gongting {

/// A document that is to be served on a person.
struct ToServe {
  std::string record_type;
  std::int64_t record = 0;
  std::string label;  // what the matter is called on the proof
  std::int64_t account = 0;
  std::string title;     // what the document is called: 调解协议书
  std::string href;      // where he reads it, below the plugin's address
  std::string document;  // exactly; its hash stands in the proof
};

struct Served {
  std::int64_t id = 0;
  bool effective = false;  // false: he has not consented to electronic service
};

/// What somebody is told of a record: the texts <text>.title and <text>.words with these params.
struct Tell {
  std::string record_type;
  std::int64_t record = 0;
  std::string text;
  Fields params = {};    // short texts and numbers, nothing about persons
  std::string key = {};  // a second one with the same key to the same account is not written
};

/// Thread: [request]. Lifetime: the request's. Errors of all: not_found when the record is outside the caller's reach.
class Notices {
 public:
  explicit Notices(Context context) : context_(context) {}

  /// Answers how many were told.
  std::int64_t send_to(std::int64_t account, const Tell& tell) const { return send(tell, {{"account", account}}); }
  /// To everybody who is linked to the record in this part, but for the caller.
  std::int64_t send_to_part(std::string_view part, const Tell& tell) const { return send(tell, {{"part", part}}); }

  Served serve(const ToServe& what) const {
    const auto made = context_.call(&gt_notice_v1::serve, {{"record_type", what.record_type}, {"record", what.record}, {"label", what.label},
                                                           {"account", what.account}, {"title", what.title}, {"href", what.href},
                                                           {"document", Bytes{what.document}}});
    const ValueRef served(made);
    return {served["id"].integer(), served["state"].text() == "effective"};
  }
  /// id, account, receiver, title, state, sent_at, effective_at, href: oldest first.
  Rows served(std::string_view record_type, std::int64_t record) const {
    return Rows(context_.call(&gt_notice_v1::served, {{"record_type", record_type}, {"record", record}}));
  }

 private:
  std::int64_t send(const Tell& tell, Fields args) const {
    args.insert(args.end(), {{"record_type", tell.record_type}, {"record", tell.record}, {"text", tell.text},
                             {"params", Value(tell.params)}, {"key", tell.key}});
    return ValueRef(context_.call(&gt_notice_v1::send, args))["told"].integer();
  }
  Context context_;
};

}  // namespace gongting

#endif
