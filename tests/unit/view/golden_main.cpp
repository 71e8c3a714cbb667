// view_golden --write [NAME…]   writes tests/golden/NAME.html from NAME.json (all without names)
// view_golden --measure         what a list page of 20 rows costs, on one core
#include <chrono>
#include <cstdio>
#include <cstring>

#include "folder.hpp"
#include "golden.hpp"

using namespace gongting;
using namespace gongting::host::view;
using namespace gongting::host::view::testing;

namespace {

int write_pages(int count, char** names) {
  const Engine engine(core_sources());
  for (const auto& problem : engine.problems()) std::fprintf(stderr, "%s\n", problem.text().c_str());
  const auto wanted = count > 0 ? std::vector<std::string>(names, names + count) : golden_names();
  for (const auto& name : wanted) {
    try {
      std::ofstream(std::filesystem::path(GT_GOLDEN) / (name + ".html"), std::ios::binary) << Golden(name).render(engine);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), error.what());
    }
  }
  return 0;
}

/// A page as the mediation list is: 20 rows of 7 cells with links, tags and conditions, about 5 KB within its layout.
int measure() {
  Folder folder;
  folder.file("core/templates/layouts/portal.html",
              "<!doctype html><html lang=\"{{lang}}\"><head><title>{{title}}</title></head><body><nav><ul>{{#nav}}"
              "<li><a href=\"{{href}}\"{{#current}} aria-current=\"page\"{{/current}}>{{title}}</a></li>{{/nav}}</ul>"
              "</nav><main id=\"main\">\n{{{content}}}\n</main></body></html>\n");
  folder.file("plugins/forum/locale/zh-CN.json", R"({"h":"我的事项","none":"没有"})");
  folder.page(R"(<h1>{{#t}}h{{/t}}</h1>
<table class="gt-table"><tbody>
{{#rows}}
<tr{{#over}} class="is-over"{{/over}}><th scope="row"><a href="{{base}}/disputes/{{id}}">{{code}}</a> <small>{{title}}</small></th>
<td>{{parties}}</td><td>{{#state=open}}<span class="gt-tag gt-tag--do">办理中</span>{{/state=open}}{{#state=done}}<span class="gt-tag">办结</span>{{/state=done}}</td><td>{{mediator}}</td><td>{{due}}</td></tr>
{{/rows}}
{{^rows}}<tr><td>{{#t}}none{{/t}}</td></tr>{{/rows}}
</tbody></table>
)");
  const Engine engine(folder.sources());
  TableWriter writer({"id", "code", "title", "parties", "state", "mediator", "due", "over"});
  for (int row = 0; row < 20; ++row) {
    writer.integer(5000000000 + row);
    writer.text("M2026-0112-00" + std::to_string(row));
    writer.text("民间借贷纠纷");
    writer.text("陈*明 / 周*平 & 王*");
    writer.text(row % 3 ? "open" : "done");
    writer.text("吴*芳");
    writer.text("2026-11-25");
    writer.integer(row < 2);
  }
  std::string model, globals, layout_model, title;
  encode_fields_to(model, {{"rows", Encoded{writer.finish()}}});
  encode_fields_to(globals, {{"base", "/linan/mediation"}, {"lang", "zh-CN"}, {"csrf", "x"}});
  const auto item = [](const char* name) { return Fields{{"title", name}, {"href", "/linan/"}}; };
  encode_fields_to(layout_model, {{"nav", List{item("首页"), item("调解"), item("法庭点"), item("我的")}}});
  Value("我的事项").encode_to(title);
  RenderRequest request;
  request.plugin = "forum", request.name = "list.html";
  request.model = ValueRef(model), request.globals = globals;
  request.layout_model = ValueRef(layout_model), request.title = ValueRef(title);

  constexpr int k_times = 20000;
  std::size_t bytes = 0;
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int times = 0; times < k_times / 5; ++times) bytes = engine.render(request).size();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count() / (k_times / 5.0));
  }
  std::printf("20 rows, %zu bytes: %.1f microseconds a page\n", bytes, best);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count > 1 && !std::strcmp(words[1], "--measure")) return measure();
  if (count > 1 && !std::strcmp(words[1], "--write")) return write_pages(count - 2, words + 2);
  std::fprintf(stderr, "view_golden --write [NAME…] | --measure\n");
  return 2;
}
