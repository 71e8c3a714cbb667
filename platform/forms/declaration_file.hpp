// forms/<name>.json of a plugin: read, and held against everything it names. What cannot work is refused when the plugin is loaded,
// with file and line.
#ifndef GONGTING_FORMS_DECLARATION_FILE_HPP
#define GONGTING_FORMS_DECLARATION_FILE_HPP

#include <string>
#include <string_view>

#include "forms/field_file.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::forms {

using gongting::forms::Declaration;

struct FormFile : CheckedFile {
  Declaration declared;
  std::vector<std::string> prepare;  // texts of the first page, by key: what to have at hand
  bool lead = false, after = false;  // whether there are such texts
};

/// Errors: bad_input for what cannot work: an unknown key, type, rule, permission or role, two inputs of one name, a condition or rule on
/// what is not there or comes later, a review that is not the last step.
FormFile parse_form(std::string_view text, const std::string& file, const plugin_host::Manifest& manifest, const Knows& role);
/// Checks and options that the plugin's code has and the file does not name, or the other way round.
void check_names(const FormFile& file, const plugin_host::FormNames* names);
/// Every text that pages need is there; which of those are that need not be, is noted.
void check_texts(FormFile& file, const Knows& text);

}  // namespace gongting::host::forms

#endif
