// Notices, services, invitations and signatures in unit tests: what the plugin asked for, in memory.
#ifndef GONGTING_TESTING_FAKE_CONTACTS_HPP
#define GONGTING_TESTING_FAKE_CONTACTS_HPP

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/detail/edge.hpp"
#include "gongting/error.hpp"
#include "gongting/invitations.hpp"
#include "gongting/notices.hpp"
#include "gongting/signatures.hpp"

namespace gongting::test {

/// One that a workflow's way or the plugin sent. To actors of a declaration, to a part, or to an account.
struct FakeNotice {
  std::string record_type;
  std::int64_t record = 0;
  std::string to, text;  // "applicant", or the number of an account
  Fields params;
  std::string param(const std::string& name) const {
    for (const auto& [key, value] : params)
      if (const auto* text_of = std::get_if<std::string>(&value.data()); text_of != nullptr && key == name) return *text_of;
    return {};
  }
};

struct FakeService {
  ToServe what;
  bool effective = false;
};

struct FakeInvitation {
  Invite whom;
  std::int64_t id = 0, account = 0;
  bool revoked = false;
};

struct FakeSignature {
  ToSign what;
  std::string way;
  std::int64_t account = 0;
};

/// Serves gt.notice/1, gt.invite/1 and gt.sign/1.
class FakeContacts {
 public:
  static constexpr const char* k_proof = "right";  // what confirm() takes as password or code

  /// What of the fake host it reads and writes.
  struct Host {
    std::set<std::string>& links;
    std::function<std::int64_t()> now_ms, account;
    std::function<std::string()> proof;       // the field _proof of the request's form
    std::function<bool(gt_scope)> is_alive;
  };
  /// What a request wrote, so that it can be taken back.
  struct Written {
    std::vector<FakeNotice> notices;
    std::vector<FakeService> services;
    std::vector<FakeInvitation> invitations;
    std::vector<FakeSignature> signatures;
    bool confirmed = false;  // in this request
  };

  explicit FakeContacts(Host host) : host_(std::move(host)) {}
  FakeContacts(const FakeContacts&) = delete;

  Written kept;
  std::set<std::int64_t> consents;  // accounts that consent to electronic service

  const gt_table* find(std::string_view id) const {
    return id == GT_NOTICE_ID ? &notice_.head : id == GT_INVITE_ID ? &invite_.head : id == GT_SIGN_ID ? &sign_.head : nullptr;
  }

 private:
  static std::string text(ValueRef args, std::string_view key) { return std::string(args[key].text()); }
  static bool about(ValueRef args, const std::string& type, std::int64_t record) {
    return record == args["record"].integer() && type == args["record_type"].text();
  }

  std::string send(ValueRef args) {
    const auto account = args["account"].integer();
    FakeNotice notice{text(args, "record_type"), args["record"].integer(), account != 0 ? std::to_string(account) : text(args, "part"),
                      text(args, "text"), {}};
    args["params"].for_each([&](std::string_view name, ValueRef value) { return notice.params.emplace_back(name, value.value()), true; });
    kept.notices.push_back(std::move(notice));
    return encode_fields({{"told", 1}});
  }
  std::string serve(ValueRef args) {
    const auto account = args["account"].integer();
    kept.services.push_back({{text(args, "record_type"), args["record"].integer(), text(args, "label"), account, text(args, "title"),
                              text(args, "href"), text(args, "document")}, consents.count(account) > 0});
    return encode_fields({{"id", std::int64_t(kept.services.size())}, {"state", kept.services.back().effective ? "effective" : "draft"}});
  }
  std::string served(ValueRef args) {
    TableWriter table({"id", "account", "receiver", "title", "state", "sent_at", "effective_at", "href"});
    std::int64_t id = 0;
    for (const auto& [what, effective] : kept.services) {
      ++id;
      if (!about(args, what.record_type, what.record)) continue;
      table.integer(id), table.integer(what.account), table.text("陈*明"), table.text(what.title), table.text(effective ? "effective" : "draft");
      table.integer(effective ? host_.now_ms() : 0), table.integer(effective ? host_.now_ms() : 0);
      table.text("/linan/services/" + std::to_string(id));
    }
    return table.finish();
  }

  /// Also links the account, as the host does.
  std::string invite(ValueRef args) {
    const Invite whom{text(args, "record_type"), args["record"].integer(), text(args, "part"), text(args, "name"), text(args, "mobile"),
                      text(args, "way"), static_cast<int>(args["days"].integer()), args["account"].integer()};
    if (whom.way == "sms" && whom.mobile.empty()) throw Error{Kind::bad_input, "invite.no_mobile"};
    const auto id = std::int64_t(kept.invitations.size()) + 1;
    for (auto& known : kept.invitations)
      if (whom.account != 0 && known.account == whom.account) known.revoked = true;
    const auto account = whom.account != 0 ? whom.account : 9000 + id;
    kept.invitations.push_back({whom, id, account, false});
    host_.links.insert(whom.record_type + '/' + std::to_string(whom.record) + '/' + std::to_string(account) + '/' + whom.part);
    return encode_fields({{"id", id}, {"account", account}, {"link", "https://court.example/linan/join/" + std::to_string(id) + ".x"},
                          {"code", whom.way == "paper" ? "12345678" : ""}});
  }
  std::string revoke(ValueRef args) {
    for (auto& invitation : kept.invitations)
      if (invitation.id == args["id"].integer()) return invitation.revoked = true, encode_fields({});
    throw Error{Kind::not_found, "there is no such invitation"};
  }
  std::string invited(ValueRef args) {
    TableWriter table({"id", "account", "part", "way", "state", "made_at", "expires_at", "joined_at"});
    for (const auto& [whom, id, account, revoked] : kept.invitations) {
      if (!about(args, whom.record_type, whom.record)) continue;
      table.integer(id), table.integer(account), table.text(whom.part), table.text(whom.way), table.text(revoked ? "revoked" : "open");
      table.integer(host_.now_ms()), table.integer(host_.now_ms() + whom.days * std::int64_t(86'400'000)), table.null();
    }
    return table.finish();
  }

  std::string step_up(ValueRef) { return encode_fields({{"way", "password"}, {"is_password", true}, {"is_sms", false}, {"is_paper", false}, {"sent_to", ""}}); }
  std::string confirm(ValueRef) {
    kept.confirmed = host_.proof() == k_proof;
    return encode_fields({{"problem", kept.confirmed ? "" : "stepup.wrong"}});
  }
  std::string sign(ValueRef args) {
    if (!kept.confirmed) throw Error{Kind::forbidden, "stepup.missing"};
    kept.signatures.push_back({{text(args, "record_type"), args["record"].integer(), text(args, "what"), text(args, "label"), text(args, "name"),
                                text(args, "document")}, "password", host_.account()});
    return encode_fields({{"hash", std::string(64, 'a')}, {"way", "password"}, {"at", host_.now_ms()}, {"receipt", k_receipt},
                          {"href", std::string("/linan/receipts/") + k_receipt}});
  }
  std::string signed_of(ValueRef args) {
    TableWriter table({"what", "name", "hash", "way", "at", "receipt", "href"});
    for (const auto& [what, way, account] : kept.signatures) {
      if (!about(args, what.record_type, what.record)) continue;
      table.text(what.what), table.text(what.name), table.text(std::string(64, 'a')), table.text(way), table.integer(host_.now_ms());
      table.text(k_receipt), table.text(std::string("/linan/receipts/") + k_receipt);
    }
    return table.finish();
  }

  template <std::string (FakeContacts::*method)(ValueRef)>
  static gt_kind slot(void* self, gt_scope scope, gt_str args, gt_sink result, gt_error* error) noexcept {
    return detail::guard(error, [&] {
      auto& contacts = *static_cast<FakeContacts*>(self);
      if (!contacts.host_.is_alive(scope)) throw Error{Kind::internal, "the handle of a request was kept after it"};
      const ValueRef value(to_view(args));
      value.check();
      detail::answer(result, (contacts.*method)(value));
    });
  }

  static constexpr const char* k_receipt = "HZ-330112-2026-000009";
  Host host_;
  gt_notice_v1 notice_{{sizeof(gt_notice_v1), 0, this}, slot<&FakeContacts::send>, slot<&FakeContacts::serve>, slot<&FakeContacts::served>};
  gt_invite_v1 invite_{{sizeof(gt_invite_v1), 0, this}, slot<&FakeContacts::invite>, slot<&FakeContacts::revoke>, slot<&FakeContacts::invited>};
  gt_sign_v1 sign_{{sizeof(gt_sign_v1), 0, this}, slot<&FakeContacts::step_up>, slot<&FakeContacts::confirm>, slot<&FakeContacts::sign>,
                   slot<&FakeContacts::signed_of>};
};

}  // namespace gongting::test

#endif
