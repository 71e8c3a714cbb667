// The host's pages of the forms that plugins declare: drafts, steps, the code for a director, sending.
#pragma once

#include "web/forms.hpp"
#include "web/router.hpp"

namespace gongting::host::web {

/// Below each form's path: the first page, {draft}/steps/{step}, {draft}/delete, {draft}/code, and resume on the console.
void add_form_pages(Router& router, plugin_host::PluginHost& plugins, const Forms& forms);

}  // namespace gongting::host::web
