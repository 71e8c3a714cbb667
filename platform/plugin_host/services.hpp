// One plugin's view of the host: its tables of gt.* services. One .cpp file for each service.
#ifndef GONGTING_PLUGIN_HOST_SERVICES_HPP
#define GONGTING_PLUGIN_HOST_SERVICES_HPP

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/abi/clock.h"
#include "gongting/abi/command.h"
#include "gongting/abi/core.h"
#include "gongting/abi/event.h"
#include "gongting/abi/form.h"
#include "gongting/abi/http.h"
#include "gongting/abi/invite.h"
#include "gongting/abi/identity.h"
#include "gongting/abi/live.h"
#include "gongting/abi/log.h"
#include "gongting/abi/notice.h"
#include "gongting/abi/receipt.h"
#include "gongting/abi/sign.h"
#include "gongting/abi/site.h"
#include "gongting/abi/store.h"
#include "gongting/abi/view.h"
#include "gongting/abi/workflow.h"
#include "plugin_host/loopback.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

/// The ids that this host offers, in the order of their names.
const std::vector<std::string_view>& offered_services();

/// Lifetime: as long as the process, like the plugin that holds pointers into it.
struct Services {
  Services(Plugin& plugin, bool codec_loopback);
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  /// The table as the plugin gets it; null for what it has not declared under "needs". gt.log/1 needs no declaration.
  const gt_table* find(std::string_view id) const;

  Plugin& plugin;
  gt_host host{};
  gt_store_v1 store{};
  gt_view_v1 view{};
  gt_site_v1 site{};
  gt_clock_v1 clock{};
  gt_event_v1 event{};
  gt_form_v1 form{};
  gt_workflow_v1 workflow{};
  gt_log_v1 log{};
  gt_receipt_v1 receipt{};
  gt_notice_v1 notice{};
  gt_invite_v1 invite{};
  gt_sign_v1 sign{};
  gt_command_v1 command{};
  gt_live_v1 live{};
  gt_identity_v1 identity{};
  std::vector<std::unique_ptr<Loopback>> loopbacks;

  gt_plugin* handle = nullptr;      // what the plugin created
  // What it offers, behind a loopback when asked for; null for what it does not.
  const gt_table* http = nullptr;
  const gt_table* event_handler = nullptr;
  const gt_table* schedule = nullptr;
  const gt_table* rules = nullptr;  // gt.workflow_rules/1
  const gt_table* commands = nullptr;  // gt.command_handler/1
  const gt_table* form_rules = nullptr;
};

// Each fills its table; `self` is the Services.
void fill_store(Services& services);
void fill_view(Services& services);
void fill_site(Services& services);
void fill_clock(Services& services);
void fill_event(Services& services);
void fill_form(Services& services);
void fill_workflow(Services& services);
void fill_log(Services& services);
void fill_receipt(Services& services);
void fill_notice(Services& services);
void fill_invite(Services& services);
void fill_sign(Services& services);
void fill_command(Services& services);
void fill_live(Services& services);
void fill_identity(Services& services);

}  // namespace gongting::host::plugin_host

#endif
