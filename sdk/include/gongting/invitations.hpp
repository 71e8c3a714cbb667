// Invitations: who has no account takes part in one matter, by a link and a code.
#ifndef GONGTING_INVITATIONS_HPP
#define GONGTING_INVITATIONS_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/host.hpp"

namespace gongting {

struct Invite {
  std::string record_type;
  std::int64_t record = 0;
  std::string part;    // in which he takes part, as link_person has it
  std::string name;    // of the person or unit
  std::string mobile;  // needed for the way "sms"
  std::string way = "sms";  // or "paper": the code is printed
  int days = 15;            // after which the link opens nothing
  std::int64_t account = 0; // of an earlier invitation to this record in this part: that is revoked, its account goes on
};

struct Invited {
  std::int64_t id = 0, account = 0;
  std::string link;  // whole, where the portal's address is known; else below it
  std::string code;  // on paper only, and only now
};

/// Thread: [request]. Lifetime: the request's. Errors of all: not_found when the record is outside the caller's reach.
class Invitations {
 public:
  explicit Invitations(Context context) : context_(context) {}

  /// `account` is linked to the record from now on; keep it with the party. Errors: bad_input for a number that is none.
  Invited invite(const Invite& whom) const {
    const auto made = context_.call(&gt_invite_v1::invite, {{"record_type", whom.record_type}, {"record", whom.record}, {"part", whom.part},
                                                            {"name", whom.name}, {"mobile", whom.mobile}, {"way", whom.way},
                                                            {"days", whom.days}, {"account", whom.account}});
    const ValueRef invited(made);
    return {invited["id"].integer(), invited["account"].integer(), std::string(invited["link"].text()), std::string(invited["code"].text())};
  }
  void revoke(std::string_view record_type, std::int64_t record, std::int64_t id) const {
    context_.call(&gt_invite_v1::revoke, {{"record_type", record_type}, {"record", record}, {"id", id}});
  }
  /// id, account, part, way, state (open, joined, expired, revoked), made_at, expires_at, joined_at: oldest first.
  Rows of(std::string_view record_type, std::int64_t record) const {
    return Rows(context_.call(&gt_invite_v1::of_record, {{"record_type", record_type}, {"record", record}}));
  }

 private:
  Context context_;
};

}  // namespace gongting

#endif
