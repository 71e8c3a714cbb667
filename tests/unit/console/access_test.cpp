// Who may do what: the permission of every route, and what one administrator may do to another's account.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "console/console.hpp"
#include "console/people_access.hpp"
#include "web/permissions.hpp"
#include "web/router.hpp"

namespace gongting::host::console {
namespace {

TEST(ConsoleRoutes, AskForTheRightPermission) {
  const std::map<std::string, std::string> expected = {
      {"GET /", "*"},
      {"GET /modules", "core.modules"},
      {"GET /modules/{name}", "core.modules"},
      {"GET /modules/{name}/switch", "core.modules"},
      {"GET /modules/{name}/workflows/{record}", "core.modules"},
      {"POST /modules/{name}/switch", "core.modules"},
      {"GET /points/{id}/modules/{name}", "core.modules"},
      {"POST /points/{id}/modules/{name}", "core.modules"},
      {"GET /settings/{plugin}", "core.settings"},
      {"POST /settings/{plugin}", "core.settings"},
      {"GET /settings/{plugin}/reset", "core.settings"},
      {"POST /settings/{plugin}/reset", "core.settings"},
      {"GET /sites", "core.sites"},
      {"GET /sites/new", "core.sites"},
      {"POST /sites/new", "core.sites"},
      {"GET /sites/{id}", "core.sites"},
      {"POST /sites/{id}", "core.sites"},
      {"GET /points", "core.points"},
      {"GET /points/new", "core.points"},
      {"POST /points/new", "core.points"},
      {"GET /points/{id}", "core.points"},
      {"GET /points/{id}/edit", "core.points"},
      {"POST /points/{id}/edit", "core.points"},
      {"GET /people", "core.people"},
      {"GET /people/new", "core.people"},
      {"POST /people/new", "core.people"},
      {"GET /people/sign-in", "core.roles"},
      {"POST /people/sign-in", "core.roles"},
      {"GET /people/{id}", "core.people"},
      {"GET /people/{id}/second-factor", "core.roles"},
      {"POST /people/{id}/second-factor", "core.roles"},
      {"GET /identity", "core.assist"},
      {"POST /identity", "core.assist"},
      {"GET /case-types", "core.sites"},
      {"GET /case-types/edit", "core.sites"},
      {"POST /case-types/edit", "core.sites"},
      {"POST /case-types/import", "core.sites"},
      {"GET /people/{id}/state", "core.people"},
      {"POST /people/{id}/state", "core.people"},
      {"GET /people/{id}/code", "core.roles"},
      {"POST /people/{id}/code", "core.roles"},
      {"GET /people/{id}/grants/new", "core.roles"},
      {"POST /people/{id}/grants/new", "core.roles"},
      {"GET /people/{id}/grants/{grant}/revoke", "core.roles"},
      {"POST /people/{id}/grants/{grant}/revoke", "core.roles"},
      {"GET /matters/{plugin}/{type}/{id}/notices", "*"},
      {"GET /assist", "core.assist"},
      {"POST /assist", "core.assist"},
      {"GET /calendar", "core.settings"},
      {"POST /calendar/check", "core.settings"},
      {"POST /calendar", "core.settings"},
      {"GET /calendar/reminders", "core.settings"},
      {"POST /calendar/reminders", "core.settings"},
      {"GET /rules", "core.rules"},
      {"GET /rules/{rule}/sign", "core.rules"},
      {"POST /rules/{rule}/sign", "core.rules"},
      {"GET /rules/{rule}/withdraw", "core.rules"},
      {"POST /rules/{rule}/withdraw", "core.rules"},
      {"GET /jobs", "core.jobs"},
      {"GET /jobs/{id}/retry", "core.jobs"},
      {"POST /jobs/{id}/retry", "core.jobs"},
      {"GET /jobs/{id}/drop", "core.jobs"},
      {"POST /jobs/{id}/drop", "core.jobs"},
      {"GET /audit", "core.audit"},
      {"POST /audit/check", "core.audit"},
  };
  web::Router site, front;
  add_console_routes(site, front);
  std::map<std::string, std::string> actual;
  for (const auto& route : site.routes()) {
    EXPECT_EQ(route.face, Face::console) << route.pattern.text();
    actual[route.method + " " + route.pattern.text()] = route.permission;
  }
  EXPECT_EQ(actual, expected);
}

TEST(ConsoleRoutes, NameOnlyPermissionsThatExist) {
  web::Router site, front;
  add_console_routes(site, front);
  for (const auto& route : site.routes()) {
    if (route.permission == web::k_signed_in) continue;
    EXPECT_NE(web::core_permission(route.permission), nullptr) << route.permission;
  }
}

TEST(ConsoleRoutes, KeepTheThreeAdministratorsApart) {
  const auto holds = [](std::string_view id, std::string_view role) {
    const auto& roles = web::core_permission(id)->roles;
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  // Who runs the system neither gives roles nor reads the log; who gives roles does not run it; who reads it does nothing.
  EXPECT_TRUE(holds("core.modules", "SYS_ADMIN") && !holds("core.roles", "SYS_ADMIN") && !holds("core.audit", "SYS_ADMIN"));
  EXPECT_TRUE(holds("core.roles", "SEC_ADMIN") && !holds("core.modules", "SEC_ADMIN") && !holds("core.audit", "SEC_ADMIN"));
  for (const auto& permission : web::core_permissions())
    EXPECT_EQ(holds(permission.id, "AUDIT_ADMIN"), permission.id == "core.audit") << permission.id;
  EXPECT_TRUE(web::core_permission("core.sites")->installation);
  EXPECT_TRUE(web::core_permission("core.jobs")->installation);
}

TEST(ConsoleRoutes, LetOnlyOneHandlerAnswer) {
  web::Router site, front;
  add_console_routes(site, front);
  const auto match = site.find(Face::console, "GET", "/people/new");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->pattern.text(), "/people/new");
  EXPECT_EQ(site.find(Face::portal, "GET", "/modules").route, nullptr);
  EXPECT_EQ(site.find(Face::console, "POST", "/audit").route, nullptr);
}

constexpr Administrator k_site_system{1, false, false, false}, k_site_security{2, true, false, false},
    k_system{3, false, true, false}, k_security{4, true, true, true};
constexpr Subject k_clerk{10, true, false, false, true}, k_traveller{11, true, true, false, true},
    k_site_office{12, true, false, true, true}, k_office{13, false, true, true, true}, k_stranger{14, false, true, false, true},
    k_new{15, false, false, false, true};

TEST(PeopleAccess, LetsASitesAdministratorControlItsOwnPeople) {
  EXPECT_EQ(may_control(k_site_system, k_clerk), Hindrance::none);
  EXPECT_EQ(may_control(k_site_security, k_clerk), Hindrance::none);
}

TEST(PeopleAccess, KeepsASitesAdministratorFromPeopleOfOtherSites) {
  EXPECT_EQ(may_control(k_site_system, k_traveller), Hindrance::elsewhere);
  EXPECT_EQ(may_control(k_site_security, k_traveller), Hindrance::elsewhere);
  EXPECT_EQ(may_control(k_system, k_traveller), Hindrance::none);
}

TEST(PeopleAccess, LeavesAdministratorsToTheSecurityAdministrator) {
  EXPECT_EQ(may_control(k_site_system, k_site_office), Hindrance::office);
  EXPECT_EQ(may_control(k_site_security, k_site_office), Hindrance::none);
  EXPECT_EQ(may_control(k_system, k_office), Hindrance::office);
  EXPECT_EQ(may_control(k_site_security, k_office), Hindrance::elsewhere);
  EXPECT_EQ(may_control(k_security, k_office), Hindrance::none);
}

TEST(PeopleAccess, LetsNobodyActOnHisOwnAccount) {
  auto self = k_clerk;
  self.account_id = k_security.account_id;
  EXPECT_EQ(may_control(k_security, self), Hindrance::self);
  EXPECT_EQ(may_grant(k_security, self), Hindrance::self);
  EXPECT_EQ(may_grant(k_security, k_clerk), Hindrance::none);
}

TEST(PeopleAccess, ShowsPeopleOfOtherSitesOnlyToWhoNamesTheLogin) {
  EXPECT_TRUE(may_see(k_site_security, k_clerk, false));
  EXPECT_FALSE(may_see(k_site_security, k_stranger, false));
  EXPECT_TRUE(may_see(k_site_security, k_stranger, true));
  EXPECT_FALSE(may_see(k_site_security, k_new, false));
  EXPECT_TRUE(may_see(k_security, k_stranger, false));
}

}  // namespace
}  // namespace gongting::host::console
