// What plugins ask of the host during a request, answered from the request's context.
#pragma once

#include <set>

#include "plugin_host/backend.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"

namespace gongting::host::web {

class PluginBackend final : public plugin_host::Backend {
 public:
  PluginBackend(Context& context, const plugin_host::Plugin& plugin) : context_(context), plugin_(plugin) {}

  Rows query(std::string_view sql, ValueRef params) override;
  std::int64_t insert(std::string_view type, ValueRef fields) override;
  std::int64_t update(std::string_view type, std::int64_t id, std::int64_t version, ValueRef fields) override;
  void remove(std::string_view type, std::int64_t id, std::int64_t version) override;
  void link_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) override;
  void unlink_person(std::string_view type, std::int64_t id, std::int64_t account, std::string_view part) override;
  std::int64_t next_number(std::string_view series) override;
  CaseNumber next_case_number(std::string_view type, std::string_view special, int year) override;
  std::vector<std::string> open_sealed(std::string_view type, std::int64_t id, const std::vector<std::string>& columns,
                                       std::string_view reason) override;
  std::string render(std::string_view name, ValueRef title, ValueRef model, std::string_view layout) override;
  std::string message(std::string_view key, ValueRef params) override;
  std::string qr(std::string_view text) override;
  Value setting(std::string_view key) override;
  Rows people(std::string_view role) override;
  Fields person(std::int64_t id, bool mobile) override;
  std::int64_t find_person(std::string_view name, std::string_view resident_id) override;
  Rows points() override;
  Rows divisions(std::string_view under) override;
  bool module_enabled(std::string_view name) override;
  bool publish(std::string_view type, std::string_view record_type, std::int64_t record, ValueRef payload,
               std::string_view key) override;
  Fields give_receipt(const plugin_host::TakenIn& taken) override;
  Rows receipts_of(std::string_view record_type, std::int64_t record) override;
  Fields tell_persons(const plugin_host::TellPersons& what) override;
  Fields serve_document(const plugin_host::ServeDocument& what) override;
  Rows served_documents(std::string_view record_type, std::int64_t record) override;
  Fields invite(const plugin_host::InvitePerson& whom) override;
  void revoke_invitation(std::string_view record_type, std::int64_t record, std::int64_t id) override;
  Rows invitations_of(std::string_view record_type, std::int64_t record) override;
  Fields step_up() override;
  std::string confirm_step_up() override;
  Fields sign_document(const plugin_host::SignDocument& what) override;
  Rows signatures_of(std::string_view record_type, std::int64_t record) override;
  Fields compute(std::string_view rule, std::string_view from, int pause, int extend) override;
  List rules() override;
  Fields start_period(const plugin_host::PeriodStart& start) override;
  int stop_periods(std::string_view type, std::int64_t id, std::string_view rule, std::string_view why) override;
  Fields pause_period(std::int64_t period, std::string_view on, std::string_view reason) override;
  Fields resume_period(std::int64_t period, std::string_view on) override;
  Fields extend_period(std::int64_t period, int amount, std::string_view consent, bool further) override;
  Fields assign_period(std::int64_t period, std::int64_t responsible, std::string_view role) override;
  List periods(std::string_view type, std::int64_t id, bool all) override;
  Fields workflow(plugin_host::WorkflowCall what, ValueRef args) override;
  Fields command(std::string_view plugin, std::string_view name, ValueRef arguments) override;
  void publish_live(std::string_view type, std::int64_t id) override;
  Fields watch_live(std::string_view type, std::int64_t id, std::int64_t version) override;
  std::string show_again(int within_min) override;
  int identity_level(std::int64_t account) override;
  Fields form(plugin_host::FormCall what, ValueRef args) override;

  /// A notice of the plugin's to each of these accounts but the caller. Answers how many were told.
  std::int64_t tell_accounts(const std::set<std::int64_t>& accounts, std::string_view type, std::int64_t record, const std::string& text,
                             const Fields& params, const std::string& key = {});
  /// Accounts that are linked to the record in this part.
  std::set<std::int64_t> in_part(std::string_view type, std::int64_t record, std::string_view part);
  /// Accounts that hold this permission of the plugin here; those bound to a point only at the record's.
  std::set<std::int64_t> holders(std::string_view type, std::int64_t record, std::string_view permission);

 private:
  /// A period of one of this plugin's records that the caller sees. Errors: not_found.
  void check_reach(std::int64_t period);

  /// "mediation.dispute", when the caller sees this record. Errors: not_found; internal for no type of the plugin.
  std::string seen_record(std::string_view type, std::int64_t id);
  Context& context_;
  const plugin_host::Plugin& plugin_;
  bool confirmed_ = false;  // in this request
};

}  // namespace gongting::host::web
