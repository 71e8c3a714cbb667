// The layout of the C edge, nailed down: whoever changes a size, an order or a signature has to change this file too,
// and see that plugins already built will meet it. Compiling it is the test.
#include <cstddef>
#include <type_traits>

#include "gongting/abi/clock.h"
#include "gongting/abi/command.h"
#include "gongting/abi/core.h"
#include "gongting/abi/event.h"
#include "gongting/abi/form.h"
#include "gongting/abi/http.h"
#include "gongting/abi/identity.h"
#include "gongting/abi/live.h"
#include "gongting/abi/log.h"
#include "gongting/abi/invite.h"
#include "gongting/abi/notice.h"
#include "gongting/abi/receipt.h"
#include "gongting/abi/sign.h"
#include "gongting/abi/schedule.h"
#include "gongting/abi/site.h"
#include "gongting/abi/store.h"
#include "gongting/abi/view.h"
#include "gongting/abi/workflow.h"
#include "gongting/value.hpp"

namespace {

template <class T>
constexpr bool flat = std::is_standard_layout_v<T> && std::is_trivially_copyable_v<T>;

static_assert(GT_ABI_MAJOR == 1);
static_assert(sizeof(void*) == 8);

static_assert(flat<gt_str> && sizeof(gt_str) == 16);
static_assert(offsetof(gt_str, data) == 0 && offsetof(gt_str, size) == 8);
static_assert(flat<gt_sink> && sizeof(gt_sink) == 16);
static_assert(offsetof(gt_sink, context) == 0 && offsetof(gt_sink, write) == 8);
static_assert(flat<gt_error> && sizeof(gt_error) == 512);
static_assert(offsetof(gt_error, kind) == 0 && offsetof(gt_error, text) == 4);
static_assert(sizeof(gt_kind) == 4 && std::is_signed_v<gt_kind>);
static_assert(sizeof(gt_scope) == 8 && std::is_unsigned_v<gt_scope>);

static_assert(flat<gt_table> && sizeof(gt_table) == 16);
static_assert(offsetof(gt_table, struct_size) == 0 && offsetof(gt_table, self) == 8);
static_assert(flat<gt_host> && sizeof(gt_host) == 24);
static_assert(offsetof(gt_host, struct_size) == 0 && offsetof(gt_host, abi_major) == 4);
static_assert(offsetof(gt_host, self) == 8 && offsetof(gt_host, service) == 16);
static_assert(flat<gt_plugin> && sizeof(gt_plugin) == 48);
static_assert(offsetof(gt_plugin, self) == 8 && offsetof(gt_plugin, start) == 16 && offsetof(gt_plugin, stop) == 24);
static_assert(offsetof(gt_plugin, destroy) == 32 && offsetof(gt_plugin, service) == 40);
static_assert(flat<gt_entry> && sizeof(gt_entry) == 24);
static_assert(offsetof(gt_entry, struct_size) == 0 && offsetof(gt_entry, abi_major) == 4);
static_assert(offsetof(gt_entry, manifest) == 8 && offsetof(gt_entry, create) == 16);

// A throwing function is refused by the type, on both sides.
static_assert(std::is_nothrow_invocable_r_v<gt_kind, gt_call, void*, gt_scope, gt_str, gt_sink, gt_error*>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_sink::write), void*, gt_str>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_host::service), void*, gt_str>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_plugin::start), void*, gt_error*>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_plugin::stop), void*>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_plugin::destroy), void*>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_plugin::service), void*, gt_str>);
static_assert(std::is_nothrow_invocable_v<decltype(gt_entry::create), const gt_host*, gt_error*>);
using Throwing = gt_kind (*)(void*, gt_scope, gt_str, gt_sink, gt_error*);
static_assert(!std::is_convertible_v<Throwing, gt_call>);

constexpr std::size_t slot(std::size_t number) { return sizeof(gt_table) + number * sizeof(gt_call); }

static_assert(flat<gt_http_v1> && sizeof(gt_http_v1) == slot(2));
static_assert(offsetof(gt_http_v1, routes) == slot(0) && offsetof(gt_http_v1, handle) == slot(1));
static_assert(flat<gt_store_v1> && sizeof(gt_store_v1) == slot(9));
static_assert(offsetof(gt_store_v1, query) == slot(0) && offsetof(gt_store_v1, insert) == slot(1));
static_assert(offsetof(gt_store_v1, update) == slot(2) && offsetof(gt_store_v1, remove) == slot(3));
static_assert(offsetof(gt_store_v1, link_person) == slot(4) && offsetof(gt_store_v1, unlink_person) == slot(5));
static_assert(offsetof(gt_store_v1, next_number) == slot(6) && offsetof(gt_store_v1, open_sealed) == slot(7));
static_assert(offsetof(gt_store_v1, next_case_number) == slot(8));
static_assert(flat<gt_view_v1> && sizeof(gt_view_v1) == slot(3));
static_assert(offsetof(gt_view_v1, render) == slot(0) && offsetof(gt_view_v1, message) == slot(1));
static_assert(offsetof(gt_view_v1, qr) == slot(2));
static_assert(flat<gt_site_v1> && sizeof(gt_site_v1) == slot(7));
static_assert(offsetof(gt_site_v1, setting) == slot(0) && offsetof(gt_site_v1, people) == slot(1));
static_assert(offsetof(gt_site_v1, person) == slot(2) && offsetof(gt_site_v1, find_person) == slot(3));
static_assert(offsetof(gt_site_v1, points) == slot(4) && offsetof(gt_site_v1, divisions) == slot(5));
static_assert(offsetof(gt_site_v1, module_enabled) == slot(6));
static_assert(flat<gt_clock_v1> && sizeof(gt_clock_v1) == slot(10));
static_assert(offsetof(gt_clock_v1, now) == slot(0) && offsetof(gt_clock_v1, compute) == slot(1));
static_assert(offsetof(gt_clock_v1, rules) == slot(2) && offsetof(gt_clock_v1, start) == slot(3));
static_assert(offsetof(gt_clock_v1, stop) == slot(4) && offsetof(gt_clock_v1, pause) == slot(5));
static_assert(offsetof(gt_clock_v1, resume) == slot(6) && offsetof(gt_clock_v1, extend) == slot(7));
static_assert(offsetof(gt_clock_v1, assign) == slot(8) && offsetof(gt_clock_v1, periods) == slot(9));
static_assert(flat<gt_event_v1> && sizeof(gt_event_v1) == slot(1));
static_assert(offsetof(gt_event_v1, publish) == slot(0));
static_assert(flat<gt_event_handler_v1> && sizeof(gt_event_handler_v1) == slot(2));
static_assert(offsetof(gt_event_handler_v1, types) == slot(0) && offsetof(gt_event_handler_v1, deliver) == slot(1));
static_assert(flat<gt_schedule_v1> && sizeof(gt_schedule_v1) == slot(2));
static_assert(offsetof(gt_schedule_v1, names) == slot(0) && offsetof(gt_schedule_v1, run) == slot(1));
static_assert(flat<gt_notice_v1> && sizeof(gt_notice_v1) == slot(3));
static_assert(offsetof(gt_notice_v1, send) == slot(0) && offsetof(gt_notice_v1, serve) == slot(1) && offsetof(gt_notice_v1, served) == slot(2));
static_assert(flat<gt_invite_v1> && sizeof(gt_invite_v1) == slot(3));
static_assert(offsetof(gt_invite_v1, invite) == slot(0) && offsetof(gt_invite_v1, revoke) == slot(1) && offsetof(gt_invite_v1, of_record) == slot(2));
static_assert(flat<gt_sign_v1> && sizeof(gt_sign_v1) == slot(4));
static_assert(offsetof(gt_sign_v1, step_up) == slot(0) && offsetof(gt_sign_v1, confirm) == slot(1) && offsetof(gt_sign_v1, sign) == slot(2));
static_assert(offsetof(gt_sign_v1, of_record) == slot(3));
static_assert(flat<gt_form_v1> && sizeof(gt_form_v1) == slot(3));
static_assert(offsetof(gt_form_v1, drafts) == slot(0) && offsetof(gt_form_v1, read) == slot(1) && offsetof(gt_form_v1, fields) == slot(2));
static_assert(flat<gt_form_rules_v1> && sizeof(gt_form_rules_v1) == slot(5));
static_assert(offsetof(gt_form_rules_v1, list) == slot(0) && offsetof(gt_form_rules_v1, prefill) == slot(1));
static_assert(offsetof(gt_form_rules_v1, check) == slot(2) && offsetof(gt_form_rules_v1, options) == slot(3));
static_assert(offsetof(gt_form_rules_v1, submit) == slot(4));
static_assert(flat<gt_receipt_v1> && sizeof(gt_receipt_v1) == slot(2));
static_assert(offsetof(gt_receipt_v1, give) == slot(0) && offsetof(gt_receipt_v1, of_record) == slot(1));
static_assert(flat<gt_workflow_v1> && sizeof(gt_workflow_v1) == slot(8));
static_assert(offsetof(gt_workflow_v1, begin) == slot(0) && offsetof(gt_workflow_v1, go) == slot(1));
static_assert(offsetof(gt_workflow_v1, note) == slot(2) && offsetof(gt_workflow_v1, actions) == slot(3));
static_assert(offsetof(gt_workflow_v1, timeline) == slot(4) && offsetof(gt_workflow_v1, periods) == slot(5));
static_assert(offsetof(gt_workflow_v1, turn) == slot(6) && offsetof(gt_workflow_v1, stale) == slot(7));
static_assert(flat<gt_workflow_rules_v1> && sizeof(gt_workflow_rules_v1) == slot(4));
static_assert(offsetof(gt_workflow_rules_v1, list) == slot(0) && offsetof(gt_workflow_rules_v1, check) == slot(1));
static_assert(offsetof(gt_workflow_rules_v1, effect) == slot(2) && offsetof(gt_workflow_rules_v1, options) == slot(3));
static_assert(flat<gt_command_v1> && sizeof(gt_command_v1) == slot(1) && offsetof(gt_command_v1, call) == slot(0));
static_assert(flat<gt_command_handler_v1> && sizeof(gt_command_handler_v1) == slot(2));
static_assert(offsetof(gt_command_handler_v1, names) == slot(0) && offsetof(gt_command_handler_v1, run) == slot(1));
static_assert(flat<gt_live_v1> && sizeof(gt_live_v1) == slot(2));
static_assert(offsetof(gt_live_v1, publish) == slot(0) && offsetof(gt_live_v1, watch) == slot(1));
static_assert(flat<gt_identity_v1> && sizeof(gt_identity_v1) == slot(2));
static_assert(offsetof(gt_identity_v1, step_up) == slot(0) && offsetof(gt_identity_v1, level) == slot(1));
static_assert(flat<gt_log_v1> && sizeof(gt_log_v1) == slot(1));
static_assert(offsetof(gt_log_v1, write) == slot(0));

// Kinds and tags are numbers on the wire.
static_assert(GT_OK == 0 && GT_BAD_INPUT == 1 && GT_FORBIDDEN == 2 && GT_NOT_FOUND == 3 && GT_CONFLICT == 4);
static_assert(GT_INVALID == 5 && GT_TOO_MANY == 6 && GT_UNAVAILABLE == 7 && GT_INTERNAL == 8);
using gongting::Tag;
static_assert(static_cast<int>(Tag::null) == 0 && static_cast<int>(Tag::no) == 1 && static_cast<int>(Tag::yes) == 2);
static_assert(static_cast<int>(Tag::integer) == 3 && static_cast<int>(Tag::real) == 4 && static_cast<int>(Tag::text) == 5);
static_assert(static_cast<int>(Tag::bytes) == 6 && static_cast<int>(Tag::list) == 7 && static_cast<int>(Tag::map) == 8);
static_assert(static_cast<int>(Tag::table) == 9 && static_cast<int>(Tag::message) == 10);

}  // namespace
