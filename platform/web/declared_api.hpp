// The API that falls out of declarations: records with a workflow, their ways, and forms; and the document that describes it.
#pragma once

#include "http/message.hpp"
#include "web/forms.hpp"
#include "web/router.hpp"
#include "web/workflows.hpp"

namespace gongting::host::web {

/// application/problem+json (RFC 9457), with the request's number and, for a 422, [{field, text}] under "errors".
http::Response problem(const Context& context, int status, std::string_view detail, List errors = {});

/// Below /api/v1/: <plugin><path of a workflow>, …/{id}, …/{id}/act/{transition}, <plugin><path of a form>, openapi.json; on both faces.
void add_declared_api(Router& router, plugin_host::PluginHost& plugins, const Workflows& workflows, const Forms& forms);

}  // namespace gongting::host::web
