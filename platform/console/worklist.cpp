// 我的待办: what the modules have for the signed-in person, in the order of the days on which it is due.
#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "console/work_items.hpp"
#include "web/reminder_pages.hpp"

namespace gongting::host::console {
namespace {

constexpr std::size_t k_page = 20;

struct Filter {
  std::string view, words, module, until;
  std::size_t page = 1;
};

Filter read_filter(const web::Context& context) {
  Filter filter;
  filter.view = context.query.text("view");
  if (filter.view != "over" && filter.view != "today" && filter.view != "soon") filter.view.clear();
  filter.words = trim(context.query.text("q"));
  filter.module = context.query.text("module");
  filter.until = context.query.text("until");
  if (days_from_date(filter.until) < 0) filter.until.clear();
  long long page = 1;
  if (parse_integer(context.query.text("page"), page) && page > 1 && page < 1000) filter.page = static_cast<std::size_t>(page);
  return filter;
}

bool matches(const WorkItem& item, const Filter& filter) {
  if (!filter.module.empty() && item.plugin != filter.module) return false;
  if (!filter.until.empty() && (item.due.empty() || item.due > filter.until)) return false;
  return filter.words.empty() || item.title.find(filter.words) != std::string::npos ||
         item.kind.find(filter.words) != std::string::npos;
}

bool in_view(Due due, const std::string& view) {
  if (view.empty()) return true;
  return view == "over" ? due == Due::over : view == "today" ? due == Due::today : due == Due::soon;
}

Value due_model(const WorkItem& item, const std::string& today) {
  std::int64_t days = 0;
  const auto due = due_state(item.due, today, days);
  if (due == Due::none) return {};
  const auto words = [&](std::string_view key, std::int64_t count) {
    return Message{"console.due." + std::string(key), {{"days", count}}};
  };
  const auto date = item.due.substr(item.due.substr(0, 4) == today.substr(0, 4) ? 5 : 0);
  Fields model{{"date", date}};
  switch (due) {
    case Due::over: model.insert(model.end(), {{"class", " gt-due--over"}, {"text", words("over", -days)}, {"strong", true}}); break;
    case Due::today: model.insert(model.end(), {{"class", " gt-due--today"}, {"text", words("today", 0)}, {"strong", true}}); break;
    case Due::soon: model.insert(model.end(), {{"class", " gt-due--soon"}, {"text", words("left", days)}, {"strong", true}}); break;
    default: model.insert(model.end(), {{"class", ""}, {"text", words("left", days)}, {"strong", false}});
  }
  return model;
}

Fields row(const WorkItem& item, const std::string& today) {
  std::int64_t days = 0;
  return {{"mark", item.mark},
          {"module", item.module},
          {"title", item.title},
          {"kind", item.kind},
          {"state", item.state},
          {"tag", item.tag.empty() ? std::string() : " gt-tag--" + item.tag},
          {"href", item.href},
          {"late", due_state(item.due, today, days) == Due::over},
          {"due", due_model(item, today)}};
}

std::string link(const web::Context& context, const Filter& filter, const std::string& view, std::size_t page) {
  return address(context, "/", {{"view", view}, {"q", filter.words}, {"module", filter.module}, {"until", filter.until},
                                {"page", page > 1 ? std::to_string(page) : std::string()}});
}

List tabs(const web::Context& context, const Work& work, const Filter& filter, const std::string& today) {
  List list;
  for (const std::string view : {"", "over", "today", "soon"}) {
    std::int64_t days = 0;
    const auto count = std::count_if(work.items.begin(), work.items.end(), [&](const WorkItem& item) {
      return matches(item, filter) && in_view(due_state(item.due, today, days), view);
    });
    list.emplace_back(Fields{{"title", Message{"console.worklist." + (view.empty() ? std::string("all") : view), {}}},
                             {"count", static_cast<std::int64_t>(count)},
                             {"href", link(context, filter, view, 1)},
                             {"current", view == filter.view}});
  }
  return list;
}

List module_choices(const Work& work, const Filter& filter) {
  List list;
  for (const auto& [name, title] : work.modules)
    list.emplace_back(Fields{{"value", name}, {"title", title}, {"chosen", name == filter.module}});
  return list;
}

List page_links(const web::Context& context, const Filter& filter, std::size_t pages) {
  List list;
  for (std::size_t page = 1; page <= pages; ++page)
    list.emplace_back(Fields{{"number", page}, {"href", link(context, filter, filter.view, page)}, {"current", page == filter.page}});
  return list;
}

/// What this person administers: the way on for those who have no work here.
List duties(const web::Context& context) {
  List list;
  const auto add = [&](std::string_view mark, std::string_view name, std::string_view permission) {
    if (!context.can(permission)) return;
    const auto key = "console.duty." + std::string(name);
    list.emplace_back(Fields{{"mark", mark},
                             {"title", Message{key, {}}},
                             {"line", Message{key + "_line", {}}},
                             {"href", context.url("/" + std::string(name))}});
  };
  add("模", "modules", "core.modules");
  add("点", "points", "core.points");
  add("人", "people", "core.people");
  add("站", "sites", "core.sites");
  add("审", "audit", "core.audit");
  add("规", "rules", "core.rules");
  add("帮", "assist", "core.assist");
  return list;
}

}  // namespace

http::Response worklist(web::Context& context) {
  auto filter = read_filter(context);
  const auto work = gather_work(context);
  const auto today_text = today();
  std::vector<const WorkItem*> shown;
  for (const auto& item : work.items) {
    std::int64_t days = 0;
    if (matches(item, filter) && in_view(due_state(item.due, today_text, days), filter.view)) shown.push_back(&item);
  }
  const auto pages = (shown.size() + k_page - 1) / k_page;
  filter.page = std::clamp<std::size_t>(filter.page, 1, std::max<std::size_t>(pages, 1));
  const auto from = (filter.page - 1) * k_page, to = std::min(from + k_page, shown.size());
  List rows, failed;
  for (auto i = from; i < to; ++i) rows.emplace_back(row(*shown[i], today_text));
  for (const auto& title : work.failed) failed.emplace_back(Fields{{"title", title}});
  auto links = duties(context);
  const bool filtered = !filter.view.empty() || !filter.words.empty() || !filter.module.empty() || !filter.until.empty();
  return show(context, "worklist",
              {{"has_work", !work.modules.empty()},
               {"staff", context.identity.staff},
               {"tabs", tabs(context, work, filter, today_text)},
               {"rows", std::move(rows)},
               {"failed", std::move(failed)},
               {"filtered", filtered},
               {"q", filter.words},
               {"view_name", filter.view},
               {"until", filter.until},
               {"modules", module_choices(work, filter)},
               {"from", from + 1},
               {"to", to},
               {"total", shown.size()},
               {"pages", pages > 1 ? page_links(context, filter, pages) : List()},
               {"next_href", filter.page < pages ? link(context, filter, filter.view, filter.page + 1) : std::string()},
               {"reminders", web::reminder_rows(context)},
               {"has_duties", !links.empty()},
               {"duties", std::move(links)}},
              "worklist", "/");
}

}  // namespace gongting::host::console
