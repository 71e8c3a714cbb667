// The form that a plugin's declared settings make.
#ifndef GONGTING_CONSOLE_SETTING_FORM_HPP
#define GONGTING_CONSOLE_SETTING_FORM_HPP

#include <string>
#include <utility>
#include <vector>

#include "console/edit_form.hpp"
#include "plugin_host/manifest.hpp"
#include "sites/sites.hpp"

namespace gongting::host::console {

/// With the site's values, or the plugin's defaults where the site has none.
EditForm setting_form(const plugin_host::Manifest& manifest, const sites::Site& site, const std::string& locale);

/// Checks what was typed against the declaration: type, choices, min and max. Faults stand in the form; the values are
/// those of all settings when there are none.
std::vector<std::pair<std::string, Value>> setting_values(const plugin_host::Manifest& manifest, const http::Form& typed,
                                                          EditForm& form, const std::string& locale);

/// A value as the form shows it: text, number, "yes" or "no".
std::string setting_text(const Value& value);
/// The same in words for staff; `setting` gives the title of a choice.
Value setting_words(const plugin_host::Setting& setting, const Value& value, const std::string& locale);

}  // namespace gongting::host::console

#endif
