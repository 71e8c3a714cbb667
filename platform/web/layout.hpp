// What stands around every page: the site's name, navigation, the signed-in person, the view switches.
#pragma once

#include <string>
#include <string_view>

namespace gongting::host::web {

struct Context;

/// The layout's model, encoded. Only entries that exist and that this person may use. `current` is a path below the site's
/// prefix; the entry that it begins with is lit.
std::string layout_model(const Context& context, std::string_view current, bool wide);

}  // namespace gongting::host::web
