// Commands of plugins: one function behind page, API and command line. Whichever way it is called, its arguments and the
// caller's permission are checked here.
#pragma once

#include <string_view>

#include "gongting/value.hpp"
#include "http/message.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"

namespace gongting::host::web {

/// Runs it in the transaction of the context and answers its map, encoded. The scope names the plugin only while it runs.
/// Errors: plugin_host::ArgumentError; forbidden; not_found for no such command; the command's own.
std::string run_command(Context& context, plugin_host::Plugin& plugin, std::string_view command, const Fields& given);

/// GET with the arguments in the address, or POST with them as a JSON object. What is wrong with an argument is a 400 that
/// names it. The route has checked the permission.
http::Response run_api_command(Context& context, plugin_host::Plugin& plugin, std::string_view command);

/// From the command line, at one site, with nobody signed in: the plugin reads and writes all of its own records there.
/// `caller`: who it is, for the audit log. Commits. Errors: as run_command; not_found where the module is off.
std::string run_command_at(const Services& services, std::string_view site, plugin_host::Plugin& plugin, std::string_view command,
                           const Fields& given, const Scope& caller);

}  // namespace gongting::host::web
