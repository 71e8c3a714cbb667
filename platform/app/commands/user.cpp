// gongting user add|passwd|role
#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "auth/roles.hpp"
#include "auth/sign_in.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"

namespace gongting::host::app {
namespace {

/// The terminal does not show what is typed while this lives.
class HiddenTyping {
 public:
  HiddenTyping() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenTyping() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  HiddenTyping(const HiddenTyping&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

/// Never an argument: arguments can be read by everybody on the machine. Typed twice, or the first line of what is piped in.
std::string read_password() {
  std::string password, again;
  if (isatty(STDIN_FILENO) == 0) {
    std::getline(std::cin, password);
  } else {
    const HiddenTyping hidden;
    std::cerr << "Password: ";
    std::getline(std::cin, password);
    std::cerr << "\nThe same again: ";
    std::getline(std::cin, again);
    std::cerr << '\n';
    if (password != again) throw Error{Kind::bad_input, "the two were different; nothing was changed"};
  }
  if (password.empty()) throw Error{Kind::bad_input, "no password was given; type one, or pipe it in as a line"};
  return password;
}

void refuse_faults(const Installation& installation, const auth::Faults& faults) {
  if (!faults.empty()) throw Error{Kind::invalid, installation.in_words(faults)};
}

std::int64_t account_of(Installation& installation, store::Session& db, const std::string& login) {
  if (const auto id = installation.accounts().find_login(db, login); id != 0) return id;
  throw Error{Kind::not_found, "there is no account " + inert(login) + "; make one with gongting user add"};
}

std::int64_t number_of(Call& call, const std::string& option) {
  long long number = 0;
  if (!call.has(option)) return 0;
  if (!parse_integer(call.option(option), number) || number <= 0) throw UsageError("--" + option + " takes a number");
  return number;
}

/// A grant as the options describe it; the role's name is checked by auth.
auth::Grant grant_of(Call& call, Installation& installation, store::Session& db, std::int64_t account, const std::string& role) {
  auth::Grant grant;
  grant.account_id = account;
  grant.role = role;
  if (call.has("site")) grant.site_id = installation.site(db, call.option("site")).id;
  grant.point_id = number_of(call, "point");
  if (call.has("area")) grant.areas = split(call.option("area"), ',');
  grant.from_date = call.option("from", today());
  grant.to_date = call.option("to");
  return grant;
}

/// "site linan, point 7"
std::string place_of(const sites::Snapshot& all, const Row& grant) {
  const auto* site = all.by_id(grant.integer("site_id"));
  if (site == nullptr) return "every site";
  const auto point = grant.integer("point_id");
  return "site " + site->slug + (point == 0 ? "" : ", point " + std::to_string(point));
}

int list_roles(store::Session& db, std::int64_t account) {
  sites::Sites all;
  const auto snapshot = all.snapshot(db, sites::read_epoch(db));
  for (const auto row : auth::grants_of(db, account))
    std::cout << row["id"].integer() << '\t' << row.text("role") << '\t' << place_of(*snapshot, row) << '\t'
              << (row.text("area").empty() ? "-" : row.text("area")) << '\t' << row.text("from_date") << '\t'
              << (row.text("to_date").empty() ? "-" : row.text("to_date")) << '\n';
  return 0;
}

int revoke_role(Installation& installation, store::Session& db, std::int64_t account, const std::string& role, std::int64_t site) {
  int revoked = 0;
  for (const auto row : auth::grants_of(db, account, site))
    if (row["role"].text() == role && row["site_id"].integer() == site) {
      auto scope = installation.scope();
      scope.site_id = site;
      auth::revoke(db, scope, row["id"].integer());
      ++revoked;
    }
  if (revoked == 0) throw Error{Kind::not_found, "the account does not have this role there; gongting user role LOGIN lists what it has"};
  db.commit();
  std::cout << role << " is revoked\n";
  return 0;
}

}  // namespace

int run_user_add(Call& call) {
  Installation installation(call);
  auto db = installation.session();
  if (call.has("first")) {
    const auto secret = installation.accounts().make_setup_secret(db, installation.scope());
    db.commit();
    std::cout << "The first system administrator is made on the console, at /setup, within a day, with this secret:\n" << secret << '\n';
    return 0;
  }
  if (call.arguments().empty()) throw UsageError("say the LOGIN of the account");
  auth::NewStaff form;
  form.login = call.arguments()[0];
  form.name = call.required("name");
  form.mobile = call.option("mobile");
  form.password = read_password();
  const auto made = installation.accounts().create_staff(db, installation.scope(), auth::Policy::asvs, form);
  refuse_faults(installation, made.faults);
  if (call.has("role")) {
    const auto grant = grant_of(call, installation, db, made.account_id, call.option("role"));
    auto scope = installation.scope();
    scope.site_id = grant.site_id;
    auth::grant(db, scope, grant);
  }
  db.commit();
  std::cout << form.login << " is there; the password has to be changed at the first sign-in\n";
  return 0;
}

int run_user_passwd(Call& call) {
  Installation installation(call);
  auto db = installation.session();
  const auto account = account_of(installation, db, call.arguments()[0]);
  const auto policy = auth::policy_for(db, account, auth::Policy::asvs);
  refuse_faults(installation, installation.accounts().set_password(db, installation.scope(), policy, account, read_password(), !call.has("keep")));
  db.commit();
  std::cout << "The password of " << call.arguments()[0] << " is set, and all its sessions have ended"
            << (call.has("keep") ? "" : "; it has to be changed at the next sign-in") << '\n';
  return 0;
}

int run_user_role(Call& call) {
  Installation installation(call);
  auto db = installation.session();
  const auto account = account_of(installation, db, call.arguments()[0]);
  if (call.arguments().size() == 1) return list_roles(db, account);
  const auto grant = grant_of(call, installation, db, account, call.arguments()[1]);
  if (call.has("revoke")) return revoke_role(installation, db, account, grant.role, grant.site_id);
  auto scope = installation.scope();
  scope.site_id = grant.site_id;
  auth::grant(db, scope, grant);
  db.commit();
  std::cout << call.arguments()[0] << " is " << grant.role << (grant.site_id == 0 ? " at every site" : " at " + call.option("site")) << '\n';
  return 0;
}

}  // namespace gongting::host::app
