// What the workflow engine stands on in the host: the request's transaction, the plugin's guards and effects, the clock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gongting/workflow/engine.hpp"
#include "web/plugin_backend.hpp"
#include "web/workflows.hpp"

namespace gongting::host::web {

/// Thread: the request's. Lifetime: a call within it; borrows everything.
class WorkflowGround final : public gongting::workflow::Ground {
 public:
  WorkflowGround(Context& context, PluginBackend& backend, plugin_host::Plugin& plugin, const workflow::DeclarationFile& file)
      : context_(context), backend_(backend), plugin_(plugin), declared_(file.declared) {}

  std::string record(std::int64_t id) override;
  std::vector<std::string> parts(std::int64_t id) override;
  bool can(std::string_view permission) override { return context_.can(permission); }
  bool signed_in() override { return context_.signed_in(); }
  std::string_view face() override { return face_name(context_.scope.face); }
  int identity() override { return context_.session ? context_.session->identity_level : 0; }
  std::vector<Message> guards(const std::vector<std::string>& names, ValueRef record) override;
  Fields effects(const gongting::workflow::Transition& way, bool after, ValueRef record, const Fields& input) override;
  std::vector<gongting::workflow::Option> options(const gongting::workflow::Field& field, ValueRef record) override;
  std::string today() override;
  std::vector<gongting::workflow::Option> towns() override;
  std::int64_t insert(const Fields& fields) override;
  std::int64_t update(std::int64_t id, std::int64_t version, const Fields& fields) override;
  void add_step(std::int64_t id, const gongting::workflow::Step& step) override;
  gongting::workflow::Period period(std::string_view rule) override;
  void start_period(std::int64_t id, std::string_view rule, std::int64_t account, std::string_view role) override;
  void stop_periods(std::int64_t id) override;
  void notify(std::int64_t id, const gongting::workflow::NoticeTo& notice, const Fields& params) override;
  void publish(std::int64_t id, const gongting::workflow::Step& step) override;

 private:
  /// Asks the plugin; `asked` is what its "workflow" says beside record and row.
  std::string ask(plugin_host::RulesCall what, ValueRef record, Fields asked);

  Context& context_;
  PluginBackend& backend_;
  plugin_host::Plugin& plugin_;
  const gongting::workflow::Declaration& declared_;
};

}  // namespace gongting::host::web
