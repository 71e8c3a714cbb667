// The API of a site as an OpenAPI 3.1 document, made from what the plugins that are switched on here declare.
#pragma once

#include "gongting/value.hpp"
#include "web/forms.hpp"
#include "web/workflows.hpp"

namespace gongting::host::web {

struct Context;

Fields openapi(const Context& context, plugin_host::PluginHost& plugins, const Workflows& workflows, const Forms& forms);

}  // namespace gongting::host::web
