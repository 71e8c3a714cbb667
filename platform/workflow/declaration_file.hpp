// workflows/<record>.json of a plugin: read, and held against everything it names. What cannot work is refused when the
// plugin is loaded, with file and line.
#ifndef GONGTING_WORKFLOW_DECLARATION_FILE_HPP
#define GONGTING_WORKFLOW_DECLARATION_FILE_HPP

#include <functional>
#include <string>
#include <string_view>

#include "base/checked_file.hpp"
#include "gongting/workflow/declaration.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::workflow {

using gongting::workflow::Declaration;

struct DeclarationFile : CheckedFile {
  Declaration declared;
};

using Knows = std::function<bool(std::string_view)>;

/// Errors: bad_input for what cannot work: an unknown key, column, state, actor, field, permission, role or rule, a state
/// that cannot be reached or left, two ways of one name out of one state, an end that leaves a period running.
DeclarationFile parse_declaration(std::string_view text, const std::string& file, const plugin_host::Manifest& manifest,
                                  const Knows& rule, const Knows& role);
/// Guards, effects and options that the file names and the plugin's code has not, or the other way round.
void check_names(const DeclarationFile& file, const plugin_host::WorkflowNames* names);
/// Every text that pages need for it.
void check_texts(const DeclarationFile& file, const Knows& text);

}  // namespace gongting::host::workflow

#endif
