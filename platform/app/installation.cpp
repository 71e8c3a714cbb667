#include "app/installation.hpp"

#include <pwd.h>
#include <unistd.h>

#include "app/state_folder.hpp"
#include "auth/never_back.hpp"
#include "auth/passwords.hpp"
#include "auth/sealing.hpp"
#include "auth/sessions.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/audit_row.hpp"
#include "store/migrations.hpp"
#include "view/texts.hpp"

namespace gongting::host::app {
namespace {

using Clock = std::chrono::steady_clock;

// The numbers of a node that no worker gets; see commands/worker.cpp.
constexpr int k_numbers_of_a_node = 64, k_first_of_commands = 60;

std::string system_user() {
  const passwd* entry = getpwuid(getuid());
  return entry != nullptr ? entry->pw_name : "uid " + std::to_string(getuid());
}

}  // namespace

struct Installation::Auth {
  auth::NeverBack time;
  auth::Sealing sealing;
  auth::Passwords passwords;
  auth::Sessions sessions;
  auth::Accounts accounts;
  Auth(const Config& config, const web::Places& places)
      : sealing(config.var / "secret.key"),
        passwords({config.argon2.memory_kib, config.argon2.passes, config.argon2.at_once}, places.share / "config" / "common-passwords.txt"),
        sessions(config.session, time),
        accounts(passwords, sealing, sessions, time) {}
};

Installation::Installation(Call& call) : config_(call.config()), places_(web::Places::beside(call.program(), config_)) {
  restrict_process();
  set_log_level(Level::warning);  // a person reads what the command itself says
  scope_.account_name = system_user();
  scope_.client = "command line";
  scope_.request_id = random_token(9);
  store::use_audit_hash(*hash_named(config_.audit.hash));
  prepare_state_folder(config_.var);
  become_user(config_.user, config_.var);
  set_worker_number(config_.node * k_numbers_of_a_node + k_first_of_commands + getpid() % (k_numbers_of_a_node - k_first_of_commands));
  const bool sqlite = config_.store.kind == "sqlite";
  database_ = store::Database::open({config_.store.kind, sqlite ? config_.store_file().string() : config_.store.url, config_.store.pool});
}

Installation::~Installation() = default;

store::Session Installation::session() {
  auto db = database_->lease(Clock::now() + std::chrono::minutes(30));
  if (store::pending_migrations(db, "core", places_.share / "migrations") > 0)
    throw Error{Kind::unavailable, "the tables of the database are not those of this program; run gongting migrate first"};
  return db;
}

auth::Accounts& Installation::accounts() {
  if (!auth_) auth_ = std::make_unique<Auth>(config_, places_);
  return auth_->accounts;
}

std::string Installation::in_words(const auth::Faults& faults) const {
  if (faults.empty()) return {};
  view::Texts texts;
  std::vector<view::Problem> problems;
  texts.load("", "en", places_.share / "locale", problems);
  view::Out words;
  for (const auto& fault : faults) {
    if (!words.view().empty()) words.append("; ");
    words.append(fault.field);
    words.append(": ");
    const auto text = Value(fault.text).encode();
    texts.reader("en", "").write_value(words, ValueRef(text), false);
  }
  return words.text();
}

std::vector<std::string> Installation::modules() const {
  auto& plugins = plugin_host::PluginHost::make();
  for (const auto& folder : places_.plugins)
    if (std::filesystem::is_directory(folder)) plugins.read_catalogue(folder);
  std::vector<std::string> names;
  for (const auto* plugin : plugins.plugins()) names.push_back(plugin->name());
  return names;
}

sites::Site Installation::site(store::Session& db, const std::string& slug) {
  const auto snapshot = sites_.snapshot(db, sites::read_epoch(db));
  if (const auto* found = snapshot->by_slug(slug)) return *found;
  std::string all;
  for (const auto& site : snapshot->sites()) all += (all.empty() ? "" : ", ") + site.slug;
  throw Error{Kind::not_found, "there is no site " + inert(slug) + (all.empty() ? "; make one with gongting site add" : "; there are " + all)};
}

}  // namespace gongting::host::app
