// What several pages of the console say in the same way.
#ifndef GONGTING_CONSOLE_COMMON_HPP
#define GONGTING_CONSOLE_COMMON_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/edit_form.hpp"
#include "gongting/value.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"

namespace gongting::host::console {

/// A page of templates/console, titled console.title.<title>, that lights the entry `current`.
http::Response show(web::Context& context, std::string_view name, Fields model, std::string_view title,
                    std::string_view current, int status = 200);

/// The plugin of this name. Errors: not_found.
plugin_host::Plugin& plugin_named(web::Context& context, std::string_view name);
/// A point of this site. Errors: not_found, also for a point of another site.
const sites::Point& point_of(web::Context& context, std::int64_t id);

/// How much of the module's work at this site (at this point, when one is given) is not finished, whoever has to do it.
/// Nothing when the module does not say how that is counted.
std::optional<std::int64_t> open_work(web::Context& context, const plugin_host::Plugin& plugin, std::int64_t point_id = 0);

/// What the module calls one of its record types, by its text record.<name>; else the name itself.
std::string record_title(const web::Context& context, std::string_view plugin, std::string_view record);

/// Running, stuck or failed: {text, tag, detail}, in words for staff.
Fields plugin_state(const plugin_host::Plugin& plugin);

/// The divisions within the site, those of a town under its name. `down_to_villages` false: only one level below.
std::vector<Choice> division_choices(web::Context& context, bool down_to_villages);

/// Names of places within the site, without those above it: "锦城街道西墅社区". Asks for each division once.
class PlaceNames {
 public:
  explicit PlaceNames(web::Context& context) : context_(context) {}
  /// "" for the site's own division.
  std::string name(const std::string& code);

 private:
  web::Context& context_;
  std::map<std::string, std::string> known_;
};

/// "/points?q=…&after=…": the path with these parameters, without those that are empty.
std::string address(const web::Context& context, std::string_view path,
                    const std::vector<std::pair<std::string_view, std::string>>& parameters);

/// The form of a confirm page: why.
EditForm reason_form();
/// "on" or "off". Errors: bad_input for anything else.
bool wanted_on(std::string_view to);

/// For `like … escape '!'`: the text anywhere.
std::string like_pattern(std::string_view text);

/// Who changed the record last, and when, by the audit log: {who, at}; empty when nobody is known.
Fields last_change(web::Context& context, std::string_view object, std::int64_t id);

/// The map, or null for an empty one: a section over an empty map would be drawn.
Value maybe(Fields fields);

/// Fields of a form that differ from the record as it is now: [{label, now, typed}].
void note_difference(List& list, const std::string& label_key, const std::string& now, const std::string& typed);

}  // namespace gongting::host::console

#endif
