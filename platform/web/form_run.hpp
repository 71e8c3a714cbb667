// One plugin's form within a request: the engine with all that it stands on, for the host's pages, the API and the plugin's own calls.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/drafts.hpp"
#include "gongting/forms/pages.hpp"
#include "web/forms.hpp"
#include "web/plugin_backend.hpp"

namespace gongting::host::web {

/// Thread: the request's. Lifetime: a call within it; borrows everything.
class FormGround final : public gongting::forms::Ground {
 public:
  FormGround(Context& context, PluginBackend& backend, plugin_host::Plugin& plugin, const forms::FormFile& file, std::string begun)
      : context_(context), backend_(backend), plugin_(plugin), file_(file), begun_(std::move(begun)) {}

  std::string_view face() override { return face_name(context_.scope.face); }
  std::string today() override;
  std::vector<gongting::forms::Option> options(const gongting::forms::Field& field, const Fields& values) override;
  std::vector<gongting::forms::Option> towns() override;
  void check(const std::string& step, const Fields& values, Form& form) override;

  /// Asks the plugin; `asked` is what it is told beside the form's name and where it was begun.
  std::string ask(plugin_host::FormRulesCall what, Fields asked);

 private:
  const plugin_host::FormNames* names() const;

  Context& context_;
  PluginBackend& backend_;
  plugin_host::Plugin& plugin_;
  const forms::FormFile& file_;
  std::string begun_;
};

/// What a draft is told apart by in a list: what was typed for the input that the declaration names.
std::string draft_label(const gongting::forms::Declaration& declared, const gongting::forms::Typed& typed);
/// The points that can be chosen here: every open one on the portal, the director's own on the console.
std::vector<gongting::forms::Option> point_options(const Context& context, PluginBackend& backend);
std::vector<gongting::forms::Option> town_options(PluginBackend& backend);

class FormRun {
 public:
  FormRun(Context& context, PluginBackend& backend, plugin_host::Plugin& plugin, const forms::FormFile& file, std::string begun)
      : ground_(context, backend, plugin, file, begun), engine_(file.declared, ground_, begun), pages_(engine_) {}
  FormRun(const FormRun&) = delete;

  const gongting::forms::Engine& engine() const { return engine_; }
  const gongting::forms::Pages& pages() const { return pages_; }

  /// What a new draft holds.
  gongting::forms::Typed prefilled();
  struct Taken {
    std::string location;  // below the plugin's address
    std::int64_t record = 0;
  };
  /// Has the plugin take it in. Errors: invalid, its text the key of the reason.
  Taken submit(const Fields& values, std::int64_t owner_id, std::string_view owner_name);

 private:
  FormGround ground_;
  gongting::forms::Engine engine_;
  gongting::forms::Pages pages_;
};

}  // namespace gongting::host::web
