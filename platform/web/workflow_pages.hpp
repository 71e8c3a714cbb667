// The host's own pages for going the ways of a plugin's workflow: below the address of each record, on both faces.
#pragma once

#include "plugin_host/plugin_host.hpp"
#include "web/router.hpp"
#include "web/workflows.hpp"

namespace gongting::host::web {

/// GET  /<plugin>/<records>/{id}/act/{transition}: what will happen, and the form of this way.
/// POST the same: checks it and shows what will happen, or, with "confirmed", goes the way.
/// POST /<plugin>/<records>/{id}/act: the same for the way that was chosen there as "act".
void add_workflow_pages(Router& router, plugin_host::PluginHost& plugins, const Workflows& workflows);

}  // namespace gongting::host::web
