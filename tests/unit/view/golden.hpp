// The sample pages of tests/golden: <name>.json says what to render, <name>.html is what must come of it.
// {"template", "title", "model", "layout"?, "face"?, "locale"?, "globals"?, "layout_model"?}; what stands in _portal.json or
// _console.json (globals, layout) holds for all pages of that face unless the page says otherwise.
#ifndef GONGTING_TESTS_VIEW_GOLDEN_HPP
#define GONGTING_TESTS_VIEW_GOLDEN_HPP

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "view/view.hpp"

namespace gongting::host::view::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream content;
  content << stream.rdbuf();
  return content.str();
}

inline Sources core_sources() { return {GT_TEMPLATES, GT_LOCALE, {}, {}, {"zh-CN", "en"}}; }

inline std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(GT_GOLDEN)) {
    const auto name = entry.path().stem().string();
    if (entry.path().extension() == ".json" && !name.starts_with("_")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// One sample page, its parts encoded.
struct Golden {
  std::string name, page, locale, layout;
  Face face = Face::portal;
  std::string model, globals, layout_model, title;

  explicit Golden(const std::string& sample) : name(sample) {
    const std::filesystem::path folder(GT_GOLDEN);
    const Value own = parse_json(read_file(folder / (sample + ".json")));
    const Json json(own);
    face = json["face"].text("portal") == "console" ? Face::console : Face::portal;
    const Value shared = parse_json(read_file(folder / (face == Face::console ? "_console.json" : "_portal.json")));
    page = json["template"].text();
    locale = json["locale"].text("zh-CN");
    layout = json["layout"].text("page");
    Fields all = json["globals"].fields();
    for (const auto& field : Json(shared)["globals"].fields()) all.push_back(field);
    encode_fields_to(globals, all);
    if (json["layout_model"].value()) encode_fields_to(layout_model, json["layout_model"].fields());
    else encode_fields_to(layout_model, locale == "en" ? Json(shared)["layout_en"].fields() : Json(shared)["layout"].fields());
    encode_fields_to(model, json["model"].fields());
    if (json["title"].value()) json["title"].value()->encode_to(title);
  }

  std::string render(const Engine& engine) const {
    RenderRequest request;
    request.name = page;
    request.locale = locale;
    request.model = ValueRef(model);
    request.globals = globals;
    request.layout = layout;
    request.face = face;
    request.title = ValueRef(title);
    request.layout_model = ValueRef(layout_model);
    return engine.render(request);
  }
};

}  // namespace gongting::host::view::testing

#endif
