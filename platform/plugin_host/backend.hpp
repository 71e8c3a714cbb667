// What the gt.* services stand on. The plugin host decodes, checks and encodes; the web layer implements this over
// store, view, sites and clock, one object for each request, so that this folder depends on none of them.
#ifndef GONGTING_PLUGIN_HOST_BACKEND_HPP
#define GONGTING_PLUGIN_HOST_BACKEND_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "gongting/case_number.hpp"
#include "gongting/value.hpp"

namespace gongting::host::plugin_host {

/// What a plugin says when it begins a period for one of its records.
struct PeriodStart {
  std::string_view type;
  std::int64_t id = 0;
  std::string_view rule, from, about, role;
  std::int64_t responsible = 0;
};

/// What a plugin takes in; see abi/receipt.h.
struct TakenIn {
  std::string_view what, record_type, label, content, by;
  std::int64_t record = 0;
};

/// The calls of gt.form/1.
enum class FormCall { drafts, read, fields };
/// The calls of gt.workflow/1.
enum class WorkflowCall { begin, go, note, actions, timeline, periods, turn, stale };

/// What a plugin tells persons, and serves on them; see abi/notice.h.
struct TellPersons {
  std::string_view record_type, part, text, key;
  std::int64_t record = 0, account = 0;
  ValueRef params;
};
struct ServeDocument {
  std::string_view record_type, label, title, href, document;
  std::int64_t record = 0, account = 0;
};

/// Whom a plugin invites; see abi/invite.h.
struct InvitePerson {
  std::string_view record_type, part, name, mobile, way;
  std::int64_t record = 0, account = 0, days = 15;
};
/// What the caller signs; see abi/sign.h.
struct SignDocument {
  std::string_view record_type, what, label, name, document;
  std::int64_t record = 0;
};

/// Thread: the request's. Errors: throws Error; the plugin sees its kind and text. Anything else that is thrown is
/// logged, and the plugin sees only that the host failed.
class Backend {
 public:
  virtual ~Backend() = default;

  // gt.store/1
  virtual Rows query(std::string_view sql, ValueRef params) = 0;
  virtual std::int64_t insert(std::string_view type, ValueRef fields) = 0;
  /// The new version.
  virtual std::int64_t update(std::string_view type, std::int64_t id, std::int64_t version, ValueRef fields) = 0;
  virtual void remove(std::string_view type, std::int64_t id, std::int64_t version) = 0;
  virtual void link_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) = 0;
  virtual void unlink_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) = 0;
  virtual std::int64_t next_number(std::string_view series) = 0;
  virtual CaseNumber next_case_number(std::string_view type, std::string_view special, int year) = 0;
  virtual std::vector<std::string> open_sealed(std::string_view type, std::int64_t id, const std::vector<std::string>& columns,
                                               std::string_view reason) = 0;

  // gt.view/1. `title` is null, a text or a message.
  virtual std::string render(std::string_view name, ValueRef title, ValueRef model, std::string_view layout) = 0;
  virtual std::string message(std::string_view key, ValueRef params) = 0;
  virtual std::string qr(std::string_view text) = 0;

  // gt.site/1
  virtual Value setting(std::string_view key) = 0;
  virtual Rows people(std::string_view role) = 0;
  /// As in abi/site.h; empty for nobody. `mobile` is only true for a plugin that declares "personal".
  virtual Fields person(std::int64_t id, bool mobile) = 0;
  /// Only called for a plugin that declares "personal". 0 for nobody.
  virtual std::int64_t find_person(std::string_view name, std::string_view resident_id) = 0;
  virtual Rows points() = 0;
  virtual Rows divisions(std::string_view under) = 0;
  virtual bool module_enabled(std::string_view name) = 0;

  // gt.event/1. The type is one that the plugin declares. False when one with this key was told before.
  virtual bool publish(std::string_view type, std::string_view record_type, std::int64_t record, ValueRef payload,
                       std::string_view key) = 0;

  /// gt.form/1: arguments and answer as in abi/form.h.
  virtual Fields form(FormCall what, ValueRef args) = 0;

  // gt.receipt/1, as in abi/receipt.h
  virtual Fields give_receipt(const TakenIn& taken) = 0;
  virtual Rows receipts_of(std::string_view record_type, std::int64_t record) = 0;

  // gt.notice/1, as in abi/notice.h
  virtual Fields tell_persons(const TellPersons& what) = 0;
  virtual Fields serve_document(const ServeDocument& what) = 0;
  virtual Rows served_documents(std::string_view record_type, std::int64_t record) = 0;

  // gt.invite/1, as in abi/invite.h
  virtual Fields invite(const InvitePerson& whom) = 0;
  virtual void revoke_invitation(std::string_view record_type, std::int64_t record, std::int64_t id) = 0;
  virtual Rows invitations_of(std::string_view record_type, std::int64_t record) = 0;

  // gt.sign/1, as in abi/sign.h
  virtual Fields step_up() = 0;
  /// "" or the key of what is wrong.
  virtual std::string confirm_step_up() = 0;
  virtual Fields sign_document(const SignDocument& what) = 0;
  virtual Rows signatures_of(std::string_view record_type, std::int64_t record) = 0;

  // gt.clock/1, as in abi/clock.h
  virtual Fields compute(std::string_view rule, std::string_view from, int pause, int extend) = 0;
  virtual List rules() = 0;
  virtual Fields start_period(const PeriodStart& start) = 0;
  /// How many were stopped; by this rule, or all when it is "".
  virtual int stop_periods(std::string_view type, std::int64_t id, std::string_view rule, std::string_view why) = 0;
  virtual Fields pause_period(std::int64_t period, std::string_view on, std::string_view reason) = 0;
  virtual Fields resume_period(std::int64_t period, std::string_view on) = 0;
  virtual Fields extend_period(std::int64_t period, int amount, std::string_view consent, bool further) = 0;
  virtual Fields assign_period(std::int64_t period, std::int64_t responsible, std::string_view role) = 0;
  /// In the order in which they began; `all`: also those that were stopped.
  virtual List periods(std::string_view type, std::int64_t id, bool all) = 0;

  // gt.command/1: the plugin that has the command, perhaps another one; see abi/command.h
  virtual Fields command(std::string_view plugin, std::string_view name, ValueRef arguments) = 0;
  // gt.live/1, as in abi/live.h
  virtual void publish_live(std::string_view type, std::int64_t id) = 0;
  virtual Fields watch_live(std::string_view type, std::int64_t id, std::int64_t version) = 0;
  // gt.identity/1. show_again: "" when he has just shown who he is, else the page that asks him to.
  virtual std::string show_again(int within_min) = 0;
  virtual int identity_level(std::int64_t account) = 0;

  /// gt.workflow/1: arguments and answer as in abi/workflow.h, but that `stale` answers {html}.
  virtual Fields workflow(WorkflowCall what, ValueRef args) = 0;
};

/// The running request, as a call carries it. Both outlive the call.
struct CallContext {
  const Scope& scope;  // scope.plugin is the plugin that is called
  Backend& backend;
};

}  // namespace gongting::host::plugin_host

#endif
