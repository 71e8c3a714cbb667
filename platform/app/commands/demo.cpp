// gongting demo: two sites with their points, accounts and matters, as config/demo tells. Everything goes through the
// product's own functions, and matters through its pages, with signed-in people: nothing is written past them.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "app/commands/commands.hpp"
#include "app/demo/script.hpp"
#include "app/installation.hpp"
#include "app/pages.hpp"
#include "app/read_file.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "plugin_host/plugin_host.hpp"
#include "sites/changes.hpp"
#include "sites/imports.hpp"

namespace gongting::host::app {
namespace {

namespace fs = std::filesystem;

constexpr int k_days_of_history = 60;  // sites, accounts and roles are older than every matter

std::string first_day() { return date_from_days(days_from_date(today()) - k_days_of_history); }

void make_sites(Installation& installation, store::Session& db, Json sites, const std::vector<std::string>& modules) {
  sites::Sites cache;
  for (const auto& value : sites.items()) {
    const Json wanted(value);
    if (cache.snapshot(db, sites::read_epoch(db))->by_slug(wanted["slug"].text()) != nullptr) continue;
    sites::Site site;
    site.slug = wanted["slug"].text();
    site.court_code = wanted["court"].text();
    site.short_name = wanted["short_name"].text();
    site.host = wanted["host"].text();
    site.phone = wanted["phone"].text();
    site.address = wanted["address"].text();
    auto scope = installation.scope();
    scope.site_id = sites::add_site(db, scope, site);
    for (const auto& module : modules) {
      const auto& without = wanted["without"].items();
      const bool off = std::any_of(without.begin(), without.end(), [&](const auto& name) { return Json(name).text() == module; });
      sites::switch_module(db, scope, scope.site_id, module, !off, "demo");
    }
    db.commit();
  }
}

/// "衣锦村委会" and "玲珑山社区" as people call them: the point is named after the place, not after its committee.
std::string place_name(std::string name) {
  for (const std::string_view committee : {"村委会", "村民委员会"})
    if (name.ends_with(committee)) return name.substr(0, name.size() - committee.size()) + "村";
  for (const std::string_view committee : {"居委会", "居民委员会"})
    if (name.ends_with(committee)) return name.substr(0, name.size() - committee.size()) + "社区";
  return name;
}

/// A point for each division of these levels. A town's is open on all weekdays, a village's on two afternoons, some by
/// appointment.
std::string points_csv(store::Session& db, Json wanted) {
  std::string csv = "name,kind,division_code,address,phone,opening\n";
  const std::string towns = R"("{""1"":[""08:30-12:00"",""13:30-17:00""],""2"":[""08:30-12:00"",""13:30-17:00""],""3"":[""08:30-12:00"",""13:30-17:00""],""4"":[""08:30-12:00"",""13:30-17:00""],""5"":[""08:30-12:00"",""13:30-17:00""]}")";
  int number = 0;
  for (const auto& level : wanted["levels"].items()) {
    const auto rows = db.read("select code, name, level from gt_division where code like :below and level = :level order by code",
                              {{"below", wanted["below"].text() + "%"}, {"level", Json(level).text()}});
    for (const auto row : rows) {
      const bool town = row["level"].text() == "town";
      const auto place = place_name(row.text("name"));
      const auto first = std::to_string(1 + number % 3), second = std::to_string(4 + number % 2);
      const auto village = number % 7 == 0 ? std::string() : "\"{\"\"" + first + "\"\":[\"\"14:00-17:00\"\"],\"\"" + second + "\"\":[\"\"14:00-17:00\"\"]}\"";
      csv += place + "共享法庭," + (town ? "TOWN" : "VILLAGE") + "," + row.text("code") + "," + place + (town ? "便民服务中心" : "党群服务中心") +
             ",12368," + (town ? towns : village) + "\n";
      ++number;
    }
  }
  return csv;
}

void make_points(Installation& installation, store::Session& db, Json points) {
  for (const auto& value : points.items()) {
    const Json wanted(value);
    auto scope = installation.scope();
    scope.site_id = installation.site(db, wanted["site"].text()).id;
    std::istringstream csv(points_csv(db, wanted));
    const auto report = sites::import_points(db, scope, scope.site_id, csv);
    for (const auto& row : report.bad) std::cerr << "points of " << wanted["site"].text() << ": line " << row.line << ": " << row.reason << '\n';
    db.commit();
  }
}

void refuse_faults(const Installation& installation, const std::string& login, const auth::Faults& faults) {
  if (!faults.empty()) throw Error{Kind::invalid, login + ": " + installation.in_words(faults)};
}

/// Who stands for the points: a director for each town, who also answers for the villages below it, and one judge for all.
/// These directors cannot sign in: only their names are wanted.
void staff_points(Installation& installation, store::Session& db, Json points) {
  for (const auto& value : points.items()) {
    const Json wanted(value);
    auto scope = installation.scope();
    scope.site_id = installation.site(db, wanted["site"].text()).id;
    const auto judge = installation.accounts().find_login(db, wanted["judge"].text());
    std::map<std::string, std::int64_t> director_of;  // by the nine digits of a town
    sites::Sites cache;
    const auto snapshot = cache.snapshot(db, sites::read_epoch(db));
    for (auto point : snapshot->points(scope.site_id)) {
      const auto town = point.division.substr(0, 9);
      auto known = director_of.find(town);
      if (known == director_of.end() && director_of.size() < wanted["directors"].items().size()) {
        const auto number = director_of.size();
        const auto login = "director-" + town;
        auto account = installation.accounts().find_login(db, login);
        if (account == 0) {
          const auto made = installation.accounts().create_staff(db, scope, auth::Policy::asvs,
                                                                 {login, Json(wanted["directors"].items()[number]).text(), "", random_token(), ""});
          refuse_faults(installation, login, made.faults);
          account = made.account_id;
          auth::Grant grant;
          grant.account_id = account, grant.site_id = scope.site_id, grant.point_id = point.id;
          grant.role = "COURT_DIRECTOR", grant.from_date = first_day();
          auth::grant(db, scope, grant);
        }
        known = director_of.emplace(town, account).first;
      }
      const auto before = std::pair(point.director_id, point.judge_id);
      if (point.director_id == 0 && known != director_of.end()) point.director_id = known->second;
      if (point.judge_id == 0) point.judge_id = judge;
      if (std::pair(point.director_id, point.judge_id) != before) sites::update_point(db, scope, point);
    }
    db.commit();
  }
}

void set_password(Installation& installation, store::Session& db, const std::string& login, std::int64_t account, const std::string& password) {
  const auto faults = installation.accounts().set_password(db, installation.scope(), auth::Policy::asvs, account, password, false);
  // It has this one already.
  if (!faults.empty() && faults[0].text.key == "auth.password_reused") return db.rollback();
  refuse_faults(installation, login, faults);
  db.commit();
}

std::int64_t make_account(Installation& installation, store::Session& db, Json wanted, const std::string& password) {
  auto& accounts = installation.accounts();
  const auto login = wanted["login"].text();
  auth::AccountResult made;
  if (wanted["citizen"].boolean()) {
    auth::Registration form;
    form.login = login;
    form.name = wanted["name"].text();
    form.mobile = wanted["mobile"].text();
    form.resident_id = wanted["resident_id"].text();
    form.password = password;
    form.notice_read = form.resident_id_consent = true;
    form.notice_version = "demo";
    made = accounts.register_citizen(db, installation.scope(), auth::Policy::asvs, form);
  } else {
    // Who is given an account has to change its password; these are for looking around, so they get theirs as a change.
    made = accounts.create_staff(db, installation.scope(), auth::Policy::asvs, {login, wanted["name"].text(), wanted["mobile"].text(), random_token(), ""});
  }
  refuse_faults(installation, login, made.faults);
  db.commit();
  if (!wanted["citizen"].boolean()) set_password(installation, db, login, made.account_id, password);
  return made.account_id;
}

/// The director of a point is shown with it.
void make_director(store::Session& db, const Scope& scope, sites::Point point, std::int64_t account) {
  point.director_id = account;
  sites::update_point(db, scope, point);
}

void grant_roles(Installation& installation, store::Session& db, Json wanted, std::int64_t account) {
  for (const auto& value : wanted["roles"].items()) {
    const Json role(value);
    auth::Grant grant;
    grant.account_id = account;
    grant.role = role["role"].text();
    grant.from_date = first_day();
    for (const auto& area : role["areas"].items()) grant.areas.push_back(Json(area).text());
    auto scope = installation.scope();
    if (role["site"].exists()) grant.site_id = scope.site_id = installation.site(db, role["site"].text()).id;
    if (role["point"].exists()) {
      sites::Sites cache;
      const auto snapshot = cache.snapshot(db, sites::read_epoch(db));
      for (const auto& point : snapshot->points(grant.site_id))
        if (point.name == role["point"].text()) {
          grant.point_id = point.id;
          make_director(db, scope, point, account);
        }
    }
    auth::grant(db, scope, grant);
    db.commit();
  }
}

/// Accounts that are missing are made; those that are there get the password only when one was asked for.
/// Whether there was anything to make.
bool make_accounts(Installation& installation, store::Session& db, Json wanted, const std::string& password, bool change_password) {
  bool made = false;
  for (const auto& value : wanted.items()) {
    const Json account(value);
    const auto id = installation.accounts().find_login(db, account["login"].text());
    if (id == 0) {
      grant_roles(installation, db, account, make_account(installation, db, account, password));
      made = true;
    } else if (change_password) {
      set_password(installation, db, account["login"].text(), id, password);
    }
  }
  return made;
}

void run_scripts(Installation& installation, const std::string& password) {
  web::Application application(installation.config(), installation.places(), core_pages());
  for (const auto& entry : fs::directory_iterator(installation.places().share / "config" / "demo")) {
    const auto module = entry.path().stem().string();
    const auto* plugin = application.services().plugins.find(module);
    if (plugin == nullptr) continue;
    if (!plugin->running()) throw Error{Kind::unavailable, "plugin " + plugin->name() + ": " + plugin->problem()};
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const auto report = run_script(application, entry.path(), password, [&](int done, int all) {
      if (terminal) std::cerr << "\r" << module << ": " << done << " of " << all << (done == all ? "\n" : "") << std::flush;
    });
    std::cout << report.matters << " matters of " << report.module << " at " << report.site << '\n';
  }
}

}  // namespace

int run_demo(Call& call) {
  Installation installation(call);
  const auto wanted_value = parse_json(read_file(installation.places().share / "config" / "demo" / "sites.json"));
  const Json wanted(wanted_value);
  const char* variable = std::getenv("GT_DEMO_PASSWORD");
  const bool given = variable != nullptr && *variable != '\0';
  const std::string password = given ? variable : random_token(12);
  const auto done_file = installation.config().var / "demo.done";
  const bool done = fs::exists(done_file);

  bool made = false;
  {
    auto db = installation.session();
    make_sites(installation, db, wanted["sites"], installation.modules());
    make_points(installation, db, wanted["points"]);
    // Before the accounts to sign in with, so that those stand first in the list of people; the judge is one of those.
    if (!done) staff_points(installation, db, wanted["points"]);
    // Without matters yet the scripts have to sign in, so every account gets the password at hand.
    made = make_accounts(installation, db, wanted["accounts"], password, given || !done);
    if (!done) staff_points(installation, db, wanted["points"]);
  }
  if (!done) {
    run_scripts(installation, password);
    std::ofstream(done_file) << today() << '\n';
  }
  if (given) std::cout << "The demo's accounts have the password of GT_DEMO_PASSWORD.\n";
  else if (made || !done) std::cout << "The demo's accounts have the password " << password << " , shown only now.\n";
  else std::cout << "The demo is there. Its password was shown when it was made; gongting user passwd LOGIN sets another.\n";
  return 0;
}

}  // namespace gongting::host::app
