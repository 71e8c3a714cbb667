// gongting doctor: looks at everything that serve needs, and says of what is wrong what to do.
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "app/pages.hpp"
#include "app/state_folder.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "http/server.hpp"
#include "plugin_host/plugin_host.hpp"
#include "sites/holidays.hpp"

namespace gongting::host::app {
namespace {

class Findings {
 public:
  void good(const std::string& what, const std::string& text) { say("ok  ", what, text); }
  void advice(const std::string& what, const std::string& text) { say("note", what, text); }
  void bad(const std::string& what, const std::string& text) {
    say("BAD ", what, text);
    ++bad_;
  }
  /// A check that throws is a finding.
  void check(const std::string& what, const std::function<std::string()>& run) {
    try {
      good(what, run());
    } catch (const std::exception& e) {
      bad(what, e.what());
    }
  }
  int count() const { return bad_; }

 private:
  static void say(const char* verdict, std::string what, const std::string& text) {
    what.resize(std::max<std::size_t>(what.size() + 1, 16), ' ');
    std::cout << verdict << "  " << what << text << '\n';
  }
  int bad_ = 0;
};

void check_state_folder(const Config& config, Findings& findings) {
  findings.check("state folder", [&] {
    struct stat info {};
    if (stat(config.var.c_str(), &info) != 0)
      throw Error{Kind::unavailable, config.var.string() + " is not there; gongting migrate makes it"};
    if ((info.st_mode & 077) != 0) throw Error{Kind::forbidden, config.var.string() + " is open to others; run chmod 700 " + config.var.string()};
    if (access(config.var.c_str(), W_OK) != 0) throw Error{Kind::forbidden, config.var.string() + " cannot be written by this user; run as the user that serves"};
    const auto space = std::filesystem::space(config.var).available >> 20;
    if (space < 512) throw Error{Kind::unavailable, "only " + std::to_string(space) + " MB are free under " + config.var.string() + "; make room"};
    return config.var.string() + ", " + std::to_string(space) + " MB free";
  });
}

void check_ports(const Config& config, Findings& findings) {
  findings.check("ports", [&]() -> std::string {
    try {
      const ServeLock lock(config.var);
    } catch (const Error& e) {
      if (e.kind() == Kind::conflict) return "in use by the running service";
      throw;
    }
    for (const int port : {config.listen.portal, config.listen.console})
      FileDescriptor(http::listen_on(config.listen.address, static_cast<std::uint16_t>(port)));
    FileDescriptor(http::listen_on("127.0.0.1", static_cast<std::uint16_t>(config.listen.operations)));
    return std::to_string(config.listen.portal) + ", " + std::to_string(config.listen.console) + " and " + std::to_string(config.listen.operations) + " are free";
  });
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_max < static_cast<rlim_t>(config.http.connections) + 256)
    findings.advice("descriptors", "the system allows " + std::to_string(files.rlim_max) + ", fewer than http.connections needs; raise LimitNOFILE or ulimit -Hn");
}

void check_tls(const Config& config, Findings& findings) {
  if (!config.tls.on()) {
    findings.advice("TLS", "is off; without it only a proxy on this machine may be in front (tls.certificate, tls.key)");
    return;
  }
  findings.check("TLS", [&] {
    const http::Server server(http::Limits{}, http::Tls{config.tls.certificate, config.tls.key}, 1, 1, [](http::Request&) { return http::Response{}; }, {});
    return config.tls.certificate.string();
  });
}

void check_content(store::Session& db, Findings& findings) {
  const auto count = [&](const char* sql) { return db.read(sql)[0]["n"].integer(); };
  const auto divisions = count("select count(*) as n from gt_division"), courts = count("select count(*) as n from gt_court");
  const auto sites = count("select count(*) as n from gt_site where status = 'active'");
  if (divisions == 0) findings.advice("divisions", "none; gongting divisions import config/data/divisions-zhejiang.csv");
  if (courts == 0) findings.advice("courts", "none; gongting courts import config/data/courts-zhejiang.csv");
  if (sites == 0) findings.advice("sites", "none; gongting site add SLUG --court CODE");
  else findings.good("sites", std::to_string(sites) + " active, " + std::to_string(courts) + " courts and " + std::to_string(divisions) + " divisions known");
  if (count("select count(*) as n from gt_role_grant where role = 'SYS_ADMIN'") == 0)
    findings.advice("administrator", "there is none; gongting user add --first prints the secret with which the first one is made");
}

/// Periods that begin now mostly end within the year to come.
void check_holidays(Installation& installation, store::Session& db, Findings& findings) {
  findings.check("holidays", [&] {
    sites::Sites all(sites::shipped_holidays(installation.places().share / "config" / "data" / "holidays-cn.csv"));
    const auto snapshot = all.snapshot(db, sites::read_epoch(db));
    const int year = std::stoi(today().substr(0, 4));
    const auto look = [&](std::int64_t site, const std::string& whose) {
      for (const int missing : snapshot->calendar(site).missing(year, year + 1))
        findings.advice("holidays", "those of " + std::to_string(missing) + " are not there" + whose +
                                        ": dates in it are counted by weekends only; gongting holidays import FILE");
    };
    if (snapshot->sites().empty()) look(0, "");
    for (const auto& site : snapshot->sites())
      if (site.active()) look(site.id, " for " + site.slug);
    std::string years;
    for (const int known : snapshot->calendar(0).years())
      if (snapshot->calendar(0).knows(known)) years += (years.empty() ? "" : ", ") + std::to_string(known);
    return (years.empty() ? std::string("none") : years) + " known everywhere";
  });
}

void check_plugins(Installation& installation, Findings& findings) {
  findings.check("program", [&] {
    const web::Application application(installation.config(), installation.places(), core_pages());
    for (const auto* plugin : application.services().plugins.plugins()) {
      if (plugin->running()) findings.good("plugin", plugin->name() + " " + plugin->manifest().version);
      else findings.bad("plugin", plugin->name() + ": " + plugin->problem());
    }
    return "templates, messages and routes are in order";
  });
}

}  // namespace

int run_doctor(Call& call) {
  Findings findings;
  set_log_level(Level::error);
  const auto file = call.config_file();
  findings.check("configuration", [&] {
    call.config();
    return file.empty() ? std::string("no file; defaults and GT_ variables") : file.string();
  });
  if (findings.count() > 0) return 1;
  const auto& config = call.config();
  check_state_folder(config, findings);
  check_tls(config, findings);
  if (findings.count() > 0) return 1;
  check_ports(config, findings);
  try {
    Installation installation(call);
    {
      auto db = installation.session();
      findings.good("database", config.store.kind + (config.store.kind == "sqlite" ? " " + config.store_file().string() : "") + ", up to date");
      check_content(db, findings);
      check_holidays(installation, db, findings);
    }
    check_plugins(installation, findings);
  } catch (const std::exception& e) {
    findings.bad("database", e.what());
  }
  if (findings.count() == 0) std::cout << "Everything that serve needs is there.\n";
  return findings.count() == 0 ? 0 : 1;
}

}  // namespace gongting::host::app
