#include "console/common.hpp"

#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "sites/divisions.hpp"
#include "view/view.hpp"

namespace gongting::host::console {

http::Response show(web::Context& context, std::string_view name, Fields model, std::string_view title,
                    std::string_view current, int status) {
  return context.page("console/" + std::string(name) + ".html", model,
                      {.status = status,
                       .title = Message{"console.title." + std::string(title), {}},
                       .layout = "page",
                       .current = std::string(current)});
}

plugin_host::Plugin& plugin_named(web::Context& context, std::string_view name) {
  auto* plugin = context.services.plugins.find(name);
  if (plugin == nullptr) throw Error{Kind::not_found, "there is no such module"};
  return *plugin;
}

const sites::Point& point_of(web::Context& context, std::int64_t id) {
  const auto* point = context.snapshot->point(id);
  if (point == nullptr || point->site_id != context.site->id) throw Error{Kind::not_found, "there is no such point"};
  return *point;
}

std::optional<std::int64_t> open_work(web::Context& context, const plugin_host::Plugin& plugin, std::int64_t point_id) {
  const auto& manifest = plugin.manifest();
  // A module that never ran here has no tables.
  if (manifest.work_record.empty() || !plugin.running()) return std::nullopt;
  Fields params{{"site", context.site->id}};
  std::string at_point;
  if (point_id != 0) {
    at_point = " and point_id = :point";
    params.emplace_back("point", point_id);
  }
  // Names of the manifest, which are checked to be snake_case.
  const auto rows = context.db().read("select count(*) as number from " + manifest.name + "_" + manifest.work_record +
                                          " where site_id = :site and " + manifest.work_open + " = 1" + at_point,
                                      params);
  return rows[0].integer("number");
}

std::string record_title(const web::Context& context, std::string_view plugin, std::string_view record) {
  const auto key = "record." + std::string(record);
  const auto text = context.services.views.message(context.scope.locale, plugin, key, {});
  return text == key ? std::string(record) : text;
}

Fields plugin_state(const plugin_host::Plugin& plugin) {
  const auto state = [&](std::string_view word, std::string_view tag) {
    return Fields{{"text", Message{"console.state." + std::string(word), {}}},
                  {"tag", tag},
                  {"hint", Message{"console.state." + std::string(word) + "_hint", {}}},
                  {"problem", plugin.problem()}};
  };
  switch (plugin.state()) {
    case plugin_host::PluginState::running: return plugin.blocked() ? state("blocked", "warn") : state("running", "ok");
    case plugin_host::PluginState::failed: return state("failed", "bad");
    default: return state("stopped", "");
  }
}

std::vector<Choice> division_choices(web::Context& context, bool down_to_villages) {
  std::vector<Choice> choices;
  const auto towns = sites::divisions_below(context.db(), context.site->division);
  for (const auto town : towns) {
    const auto code = town.text("code"), name = town.text("name");
    // Below a county lie towns, and their villages make a list that can be read. Below a city lie counties.
    const bool open = down_to_villages && town.text("level") == "town";
    choices.push_back({code, name, open ? name : std::string()});
    if (!open) continue;
    const auto villages = sites::divisions_below(context.db(), code);
    for (const auto village : villages) choices.push_back({village.text("code"), village.text("name"), name});
  }
  return choices;
}

std::string PlaceNames::name(const std::string& code) {
  if (code.empty() || code == context_.site->division) return {};
  if (const auto found = known_.find(code); found != known_.end()) return found->second;
  const auto division = sites::division(context_.db(), code);
  // The province is above every site, so this ends.
  const auto full = division ? name(division->parent) + division->name : std::string();
  return known_[code] = full;
}

std::string address(const web::Context& context, std::string_view path,
                    const std::vector<std::pair<std::string_view, std::string>>& parameters) {
  auto url = context.url(path);
  char sign = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    url.push_back(sign);
    url.append(name).append("=").append(http::url_encode(value));
    sign = '&';
  }
  return url;
}

std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern.push_back('!');
    pattern.push_back(c);
  }
  return pattern + "%";
}

Fields last_change(web::Context& context, std::string_view object, std::int64_t id) {
  const auto rows = context.db().read(
      "select actor, at from gt_audit where object = :object and object_id = :id and outcome = 'ok' order by id desc limit 1",
      {{"object", object}, {"id", id}});
  if (rows.empty()) return {};
  return {{"who", rows[0].text("actor")}, {"at", local_time(rows[0].integer("at"))}};
}

Value maybe(Fields fields) { return fields.empty() ? Value() : Value(std::move(fields)); }

void note_difference(List& list, const std::string& label_key, const std::string& now, const std::string& typed) {
  if (now != typed) list.emplace_back(Fields{{"label", Message{label_key, {}}}, {"now", now}, {"typed", typed}});
}

}  // namespace gongting::host::console
