// What a command of a plugin may ask for that runs without server and database: periods by the rules and holidays of the
// program, and texts. Everything else is refused, naming what to do.
#pragma once

#include "clock/calendar.hpp"
#include "plugin_host/backend.hpp"
#include "view/view.hpp"
#include "web/rules.hpp"

namespace gongting::host::web {

class OfflineBackend final : public plugin_host::Backend {
 public:
  OfflineBackend(std::string plugin, const Rules& rules, clock::Calendar calendar, const view::Engine& views, std::string locale)
      : plugin_(std::move(plugin)), rules_(rules), calendar_(std::move(calendar)), views_(views), locale_(std::move(locale)) {}

  Rows query(std::string_view, ValueRef) override { refuse(); }
  std::int64_t insert(std::string_view, ValueRef) override { refuse(); }
  std::int64_t update(std::string_view, std::int64_t, std::int64_t, ValueRef) override { refuse(); }
  void remove(std::string_view, std::int64_t, std::int64_t) override { refuse(); }
  void link_person(std::string_view, std::int64_t, std::int64_t, std::string_view) override { refuse(); }
  void unlink_person(std::string_view, std::int64_t, std::int64_t, std::string_view) override { refuse(); }
  std::int64_t next_number(std::string_view) override { refuse(); }
  CaseNumber next_case_number(std::string_view, std::string_view, int) override { refuse(); }
  std::vector<std::string> open_sealed(std::string_view, std::int64_t, const std::vector<std::string>&, std::string_view) override { refuse(); }
  std::string render(std::string_view, ValueRef, ValueRef, std::string_view) override { refuse(); }
  std::string message(std::string_view key, ValueRef params) override { return views_.message(locale_, plugin_, key, params); }
  std::string qr(std::string_view) override { refuse(); }
  Value setting(std::string_view) override { refuse(); }
  Rows people(std::string_view) override { refuse(); }
  Fields person(std::int64_t, bool) override { refuse(); }
  std::int64_t find_person(std::string_view, std::string_view) override { refuse(); }
  Rows points() override { refuse(); }
  Rows divisions(std::string_view) override { refuse(); }
  bool module_enabled(std::string_view) override { refuse(); }
  bool publish(std::string_view, std::string_view, std::int64_t, ValueRef, std::string_view) override { refuse(); }
  Fields give_receipt(const plugin_host::TakenIn&) override { refuse(); }
  Rows receipts_of(std::string_view, std::int64_t) override { refuse(); }
  Fields compute(std::string_view rule, std::string_view from, int pause, int extend) override {
    return period_fields(rules_.compute(plugin_, rule, {std::string(from), pause, extend, false}, calendar_), locale_);
  }
  List rules() override {
    List list;
    for (const auto* pack : {rules_.of(plugin_), &rules_.platform()})
      if (pack != nullptr)
        for (const auto& rule : pack->rules()) list.push_back(rule_fields(rule));
    return list;
  }
  Fields start_period(const plugin_host::PeriodStart&) override { refuse(); }
  int stop_periods(std::string_view, std::int64_t, std::string_view, std::string_view) override { refuse(); }
  Fields pause_period(std::int64_t, std::string_view, std::string_view) override { refuse(); }
  Fields resume_period(std::int64_t, std::string_view) override { refuse(); }
  Fields extend_period(std::int64_t, int, std::string_view, bool) override { refuse(); }
  Fields assign_period(std::int64_t, std::int64_t, std::string_view) override { refuse(); }
  List periods(std::string_view, std::int64_t, bool) override { refuse(); }
  Fields workflow(plugin_host::WorkflowCall, ValueRef) override { refuse(); }
  Fields form(plugin_host::FormCall, ValueRef) override { refuse(); }
  Fields command(std::string_view, std::string_view, ValueRef) override { refuse(); }
  void publish_live(std::string_view, std::int64_t) override { refuse(); }
  Fields watch_live(std::string_view, std::int64_t, std::int64_t) override { refuse(); }
  std::string show_again(int) override { refuse(); }
  Fields tell_persons(const plugin_host::TellPersons&) override { refuse(); }
  Fields serve_document(const plugin_host::ServeDocument&) override { refuse(); }
  Rows served_documents(std::string_view, std::int64_t) override { refuse(); }
  Fields invite(const plugin_host::InvitePerson&) override { refuse(); }
  void revoke_invitation(std::string_view, std::int64_t, std::int64_t) override { refuse(); }
  Rows invitations_of(std::string_view, std::int64_t) override { refuse(); }
  Fields step_up() override { refuse(); }
  std::string confirm_step_up() override { refuse(); }
  Fields sign_document(const plugin_host::SignDocument&) override { refuse(); }
  Rows signatures_of(std::string_view, std::int64_t) override { refuse(); }
  int identity_level(std::int64_t) override { return 0; }

 private:
  [[noreturn]] static void refuse() {
    throw Error{Kind::unavailable, "this command asked for a site or its records; a command that does is not \"offline\": "
                                   "take that out of its plugin.json, or name the site with --site"};
  }
  std::string plugin_;
  const Rules& rules_;
  clock::Calendar calendar_;
  const view::Engine& views_;
  std::string locale_;
};

}  // namespace gongting::host::web
