// The rows of the work list, gathered from the plugins.
#ifndef GONGTING_CONSOLE_WORK_ITEMS_HPP
#define GONGTING_CONSOLE_WORK_ITEMS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongting::host::web {
struct Context;
}

namespace gongting::host::console {

struct WorkItem {
  std::string plugin, module, mark;  // name, title and character of the module
  std::string title, kind, state, tag, href;
  std::string due;  // yyyy-mm-dd; "" for none
};

enum class Due { none, over, today, soon, later };
inline constexpr std::int64_t k_soon_days = 7;
/// `days`: from today to the due date.
Due due_state(const std::string& due, const std::string& today, std::int64_t& days);

/// Reads what a plugin's work page answered: a list, or an object with the list under "items", of
/// {title, href, due, state, kind, tag}. `base` is the plugin's address on this site: an href leads there or nowhere
/// else. Errors: bad_input when it is something else.
std::vector<WorkItem> read_work(std::string_view json, std::string_view base);

/// Earliest first, those without a date at the end.
void sort_by_due(std::vector<WorkItem>& items);

struct Work {
  std::vector<WorkItem> items;
  std::vector<std::pair<std::string, std::string>> modules;  // name and title of those that were asked
  std::vector<std::string> failed;                           // titles of those that did not answer
};
/// Asks each module that is switched on here, runs, declares a work page and lets this person open it. One that fails
/// is noted and left out.
Work gather_work(web::Context& context);

}  // namespace gongting::host::console

#endif
