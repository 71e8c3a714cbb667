// A folder of templates and texts made for one test.
#ifndef GONGTING_TESTS_VIEW_FOLDER_HPP
#define GONGTING_TESTS_VIEW_FOLDER_HPP

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "view/view.hpp"

namespace gongting::host::view::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gt_view_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// File names begin with core/, plugins/<name>/ or sites/<slug>/; then templates/ or locale/.
  Folder& file(const std::string& name, const std::string& text) {
    const auto path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return *this;
  }
  Folder& page(const std::string& text) { return file("plugins/forum/templates/list.html", text); }

  Sources sources() const {
    return {path_ / "core/templates", path_ / "core/locale",
            {{"forum", path_ / "plugins/forum/templates", path_ / "plugins/forum/locale"}},
            path_ / "sites", {"zh-CN", "en"}};
  }

  /// The list page of the plugin forum for this model, without a layout.
  std::string render(const Fields& model, std::string_view locale = "zh-CN", std::string_view site = "linan") const {
    const Engine engine(sources());
    std::string encoded, globals;
    encode_fields_to(encoded, model);
    encode_fields_to(globals, {{"base", "/linan/forum"}});
    RenderRequest request;
    request.site = site;
    request.plugin = "forum";
    request.name = "list.html";
    request.locale = locale;
    request.model = ValueRef(encoded);
    request.globals = globals;
    request.layout = "none";
    return engine.render(request);
  }
  /// All problems, one a line, without the path of this folder.
  std::string problems() const {
    std::string all;
    const Engine engine(sources());
    for (const auto& problem : engine.problems()) {
      const auto line = problem.text();
      all += line.substr(line.find(path_.string()) == 0 ? path_.string().size() + 1 : 0) + "\n";
    }
    return all;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace gongting::host::view::testing

#endif
