// What every request may use: the parts of the host, made once when a worker starts.
#pragma once

#include "base/config.hpp"

namespace gongting::host {
namespace store {
class Database;
class Records;
}  // namespace store
namespace sites {
class Sites;
}
namespace auth {
class Sessions;
class Roles;
class Accounts;
class SignIn;
class Sealing;
class NeverBack;
class Providers;
}  // namespace auth
namespace audit {
class ReceiptBook;
}
namespace invite {
class Invitations;
}
namespace view {
class Engine;
}
namespace live {
class Hub;
}
namespace http {
class StaticFiles;
}
namespace plugin_host {
class Plugin;
class PluginHost;
}
}  // namespace gongting::host

namespace gongting::host::web {

class Csrf;
class Forms;
class Rules;
class Router;
class Workflows;

struct Services {
  const Config& config;
  store::Database& database;
  store::Records& records;
  sites::Sites& sites;
  auth::Sealing& sealing;
  auth::NeverBack& time;
  auth::Sessions& sessions;
  auth::Roles& roles;
  auth::Accounts& accounts;
  auth::SignIn& sign_in;
  view::Engine& views;
  http::StaticFiles& assets;
  plugin_host::PluginHost& plugins;
  Rules& rules;
  Workflows& workflows;
  Forms& forms;
  audit::ReceiptBook& receipts;
  invite::Invitations& invitations;
  Csrf& csrf;
  Router& router;
  live::Hub& live;
  auth::Providers& providers;
};

}  // namespace gongting::host::web
