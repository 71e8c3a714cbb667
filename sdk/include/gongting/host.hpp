// What the host offers a plugin: its services, found by id and called with encoded values. Authors meet it through
// Request; only code outside of a request (start, stop) uses it directly.
#ifndef GONGTING_HOST_HPP
#define GONGTING_HOST_HPP

#include <string>
#include <string_view>

#include "gongting/abi/clock.h"
#include "gongting/abi/command.h"
#include "gongting/abi/core.h"
#include "gongting/abi/event.h"
#include "gongting/abi/form.h"
#include "gongting/abi/invite.h"
#include "gongting/abi/identity.h"
#include "gongting/abi/live.h"
#include "gongting/abi/log.h"
#include "gongting/abi/notice.h"
#include "gongting/abi/receipt.h"
#include "gongting/abi/sign.h"
#include "gongting/abi/site.h"
#include "gongting/abi/store.h"
#include "gongting/abi/view.h"
#include "gongting/abi/workflow.h"
#include "gongting/error.hpp"
#include "gongting/value.hpp"

namespace gongting {

inline gt_str to_str(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view to_view(gt_str text) {
  return text.size == 0 ? std::string_view{} : std::string_view{text.data, static_cast<std::size_t>(text.size)};
}

namespace detail {

inline void collect(void* context, gt_str bytes) noexcept {
  // Out of memory ends the process here, as it does everywhere else: there is nobody to tell.
  static_cast<std::string*>(context)->append(to_view(bytes));
}

/// The id under which each table is asked for.
template <class Table>
struct ServiceId;
template <>
struct ServiceId<gt_store_v1> { static constexpr std::string_view value = GT_STORE_ID; };
template <>
struct ServiceId<gt_view_v1> { static constexpr std::string_view value = GT_VIEW_ID; };
template <>
struct ServiceId<gt_site_v1> { static constexpr std::string_view value = GT_SITE_ID; };
template <>
struct ServiceId<gt_command_v1> { static constexpr std::string_view value = GT_COMMAND_ID; };
template <>
struct ServiceId<gt_live_v1> { static constexpr std::string_view value = GT_LIVE_ID; };
template <>
struct ServiceId<gt_identity_v1> { static constexpr std::string_view value = GT_IDENTITY_ID; };
template <>
struct ServiceId<gt_clock_v1> { static constexpr std::string_view value = GT_CLOCK_ID; };
template <>
struct ServiceId<gt_event_v1> { static constexpr std::string_view value = GT_EVENT_ID; };
template <>
struct ServiceId<gt_form_v1> { static constexpr std::string_view value = GT_FORM_ID; };
template <>
struct ServiceId<gt_receipt_v1> { static constexpr std::string_view value = GT_RECEIPT_ID; };
template <>
struct ServiceId<gt_notice_v1> { static constexpr std::string_view value = GT_NOTICE_ID; };
template <>
struct ServiceId<gt_invite_v1> { static constexpr std::string_view value = GT_INVITE_ID; };
template <>
struct ServiceId<gt_sign_v1> { static constexpr std::string_view value = GT_SIGN_ID; };
template <>
struct ServiceId<gt_workflow_v1> { static constexpr std::string_view value = GT_WORKFLOW_ID; };
template <>
struct ServiceId<gt_log_v1> { static constexpr std::string_view value = GT_LOG_ID; };

/// One call over the edge. Errors: what the other side answered, as Error.
inline std::string call_slot(const gt_table& table, gt_call slot, gt_scope scope, std::string_view args) {
  std::string result;
  gt_error error{};
  const gt_kind kind = slot(table.self, scope, to_str(args), gt_sink{&result, collect}, &error);
  if (kind != GT_OK) throw Error{static_cast<Kind>(kind), error.text};
  return result;
}

}  // namespace detail

/// The host as this plugin sees it.
/// Thread: [any-thread]. Lifetime: from create to destroy of the plugin.
class Host {
 public:
  explicit Host(const gt_host* host) : host_(host) {
    find(store_), find(view_), find(site_), find(clock_), find(event_), find(form_), find(receipt_), find(workflow_), find(log_);
    find(notice_), find(invite_), find(sign_);
    find(command_), find(live_), find(identity_);
  }

  /// Calls a slot of a service: `call(&gt_store_v1::query, scope, args)`.
  /// Errors: Error{internal} when the host has no such service or slot; what the service answered otherwise.
  template <class Table>
  std::string call(gt_call Table::*slot, gt_scope scope, const Fields& args) const {
    const Table* table = nullptr;
    get(table);
    if (table == nullptr) missing(detail::ServiceId<Table>::value);
    const auto offset = reinterpret_cast<const char*>(&(table->*slot)) - reinterpret_cast<const char*>(table);
    if (table->head.struct_size < static_cast<std::size_t>(offset) + sizeof(gt_call) || table->*slot == nullptr)
      missing(detail::ServiceId<Table>::value);
    return detail::call_slot(table->head, table->*slot, scope, encode_fields(args));
  }

  /// Writes a line into the host's log, under the plugin's name. Level: debug, info, warning or error. No personal data.
  void log(std::string_view level, std::string_view text, gt_scope scope = 0) const {
    if (log_ != nullptr) call(&gt_log_v1::write, scope, {{"level", level}, {"text", text}});
  }

 private:
  template <class Table>
  void find(const Table*& table) const {
    table = reinterpret_cast<const Table*>(host_->service(host_->self, to_str(detail::ServiceId<Table>::value)));
  }
  void get(const gt_store_v1*& table) const { table = store_; }
  void get(const gt_view_v1*& table) const { table = view_; }
  void get(const gt_site_v1*& table) const { table = site_; }
  void get(const gt_clock_v1*& table) const { table = clock_; }
  void get(const gt_event_v1*& table) const { table = event_; }
  void get(const gt_form_v1*& table) const { table = form_; }
  void get(const gt_receipt_v1*& table) const { table = receipt_; }
  void get(const gt_notice_v1*& table) const { table = notice_; }
  void get(const gt_invite_v1*& table) const { table = invite_; }
  void get(const gt_sign_v1*& table) const { table = sign_; }
  void get(const gt_workflow_v1*& table) const { table = workflow_; }
  void get(const gt_log_v1*& table) const { table = log_; }
  void get(const gt_command_v1*& table) const { table = command_; }
  void get(const gt_live_v1*& table) const { table = live_; }
  void get(const gt_identity_v1*& table) const { table = identity_; }

  [[noreturn]] static void missing(std::string_view id) {
    throw Error{Kind::internal, "the host gives this plugin no " + std::string(id) +
                                    "; name it under \"needs\" in plugin.json, or update the platform"};
  }

  const gt_host* host_;
  const gt_store_v1* store_ = nullptr;
  const gt_view_v1* view_ = nullptr;
  const gt_site_v1* site_ = nullptr;
  const gt_clock_v1* clock_ = nullptr;
  const gt_event_v1* event_ = nullptr;
  const gt_form_v1* form_ = nullptr;
  const gt_receipt_v1* receipt_ = nullptr;
  const gt_notice_v1* notice_ = nullptr;
  const gt_invite_v1* invite_ = nullptr;
  const gt_sign_v1* sign_ = nullptr;
  const gt_workflow_v1* workflow_ = nullptr;
  const gt_log_v1* log_ = nullptr;
  const gt_command_v1* command_ = nullptr;
  const gt_live_v1* live_ = nullptr;
  const gt_identity_v1* identity_ = nullptr;
};

/// A request's way to the host: services, and the handle that names the request to them.
struct Context {
  const Host* host = nullptr;
  gt_scope scope = 0;

  template <class Table>
  std::string call(gt_call Table::*slot, const Fields& args) const { return host->call(slot, scope, args); }
};

}  // namespace gongting

#endif
