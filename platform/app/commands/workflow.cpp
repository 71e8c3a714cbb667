// gongting workflow diagram: a declared workflow as a picture or a table, without server and database.
#include <iostream>

#include "app/commands/commands.hpp"
#include "gongting/error.hpp"
#include "plugin_host/plugin_host.hpp"
#include "view/view.hpp"
#include "web/application.hpp"
#include "web/workflows.hpp"
#include "workflow/diagram.hpp"

namespace gongting::host::app {

int run_workflow_diagram(Call& call) {
  const auto& name = call.arguments().at(0);
  const auto& record = call.arguments().at(1);
  const auto locale = call.option("locale", std::string(view::k_home_locale));
  const auto places = web::Places::beside(call.program(), call.config_file().empty() ? Config{} : call.config());
  auto& plugins = plugin_host::PluginHost::make();
  for (const auto& folder : places.plugins)
    if (std::filesystem::is_directory(folder)) plugins.read_catalogue(folder);
  const auto* plugin = plugins.find(name);
  if (plugin == nullptr) throw Error{Kind::not_found, "there is no plugin " + name};
  web::Rules rules(places.share / "config" / "rules");
  rules.add(*plugin);
  web::Workflows workflows;
  workflows.add(*plugin, rules);
  const auto* file = workflows.find(name, record);
  if (file == nullptr) throw Error{Kind::not_found, name + " declares no workflow for \"" + record + "\""};

  view::Sources sources;
  sources.templates = places.share / "templates";
  sources.locale = places.share / "locale";
  sources.plugins.push_back({name, {}, plugin->folder() / "locale"});
  const view::Engine views(sources);
  const auto text = [&](const std::string& key) { return views.message(locale, name, key, ValueRef()); };
  if (call.has("table")) {
    std::cout << workflow::diagram_table(file->declared, text);
    return 0;
  }
  if (call.has("dot")) {
    std::cout << workflow::diagram_dot(file->declared, text);
    return 0;
  }
  const auto model = encode_fields(workflow::diagram_model(file->declared, text, plugin->manifest().title.in(locale)));
  if (ValueRef(model).count() == 0) {
    std::cerr << "Graphviz is not installed, or failed: apt-get install graphviz; --table needs none\n";
    return 1;
  }
  view::RenderRequest drawing;
  drawing.name = "workflow/diagram.html", drawing.locale = locale, drawing.model = ValueRef(model), drawing.layout = "none";
  std::cout << views.render(drawing);
  return 0;
}

}  // namespace gongting::host::app
