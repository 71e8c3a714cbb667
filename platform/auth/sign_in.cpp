#include "auth/sign_in.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "auth/accounts.hpp"
#include "auth/attempts.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "sites/transaction.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {
namespace {

using Outcome = SignInResult::Outcome;

constexpr std::int64_t k_minute_ms = 60'000;
constexpr std::int64_t k_day_ms = 86'400'000;
/// All attempts from one address, whatever the name.
constexpr Limit k_per_address{100, k_minute_ms, k_minute_ms, k_minute_ms};
/// One name from one address: slower and slower, never more than a minute.
constexpr Limit k_per_pair{5, 15 * k_minute_ms, 1000, k_minute_ms};
/// One name from everywhere: an attacker with many addresses shares one attempt in five seconds. The owner does not
/// wait with him at an address from which he has signed in before.
constexpr Limit k_per_name{20, 15 * k_minute_ms, 5000, 5000};
constexpr std::int64_t k_address_known_ms = 90 * k_day_ms;
/// Policy djbh3: locked, wherever the attempts came from.
constexpr Limit k_lock{k_djbh3_failures, k_djbh3_lock_min* k_minute_ms, k_djbh3_lock_min* k_minute_ms,
                       k_djbh3_lock_min* k_minute_ms};

/// Whoever finds an open session and guesses.
constexpr Limit k_show_again{5, 15 * k_minute_ms, k_minute_ms, 15 * k_minute_ms};
constexpr std::int64_t k_code_wait_ms = 10 * k_minute_ms;

struct Account {
  std::int64_t id = 0;
  std::string login, name, kind, hash;
  bool active = false, must_change = false, second_factor = false;
  std::int64_t password_changed_at = 0;
};

Account read_account(store::Session& db, std::int64_t id) {
  const auto rows = db.read(
      "select id, login, name, kind, password_hash, password_changed_at, must_change, status, second_factor from gt_account where id "
      "= :id",
      {{"id", id}});
  if (rows.empty()) return {};
  const auto row = rows[0];
  return {row.integer("id"),
          row.text("login"),
          row.text("name"),
          row.text("kind"),
          row.text("password_hash"),
          row["status"].text() == "active",
          row.integer("must_change") != 0,
          row.integer("second_factor") != 0,
          row.integer("password_changed_at")};
}

/// What attempts are counted by. The login is hashed: a counter must not tell which numbers were tried.
struct Keys {
  std::string address, pair, name, lock, known;

  Keys(const Sealing& sealing, const std::string& login, const std::string& client) {
    const auto hash = sealing.keyed_hash("sign_in.login", login);
    address = "in.address:" + client;
    pair = "in.pair:" + hash + ":" + client;
    name = "in.name:" + hash;
    lock = "in.lock:" + hash;
    known = "in.known:" + hash + ":" + client;
  }
};

int seconds(std::int64_t ms) { return static_cast<int>((ms + 999) / 1000); }

/// Counts the attempt everywhere it counts; what it has to wait for, if it has to.
SignInResult count(store::Session& db, const Keys& keys, Policy policy, std::int64_t account_id, std::int64_t now) {
  SignInResult result;
  const auto must_wait = [&](const std::string& key, const Limit& limit, Outcome outcome) {
    const auto wait = count_attempt(db, key, limit, now);
    if (wait > 0) result.outcome = outcome, result.retry_after_s = seconds(wait);
    return wait > 0;
  };
  if (must_wait(keys.address, k_per_address, Outcome::slow_down)) return result;
  if (policy == Policy::djbh3) {
    if (must_wait(keys.lock, k_lock, Outcome::locked)) return result;
  } else {
    if (must_wait(keys.pair, k_per_pair, Outcome::slow_down)) return result;
    const auto known =
        db.read("select until from gt_attempt where key = :key and until > :now", {{"key", keys.known}, {"now", now}});
    if (known.empty() && must_wait(keys.name, k_per_name, Outcome::slow_down)) return result;
  }
  // For whoever looks at the account: the same statement when there is none.
  if (policy == Policy::djbh3)
    db.write(
        "update gt_account set locked_until = coalesce((select until from gt_attempt where key = :key), 0) where id = "
        ":id",
        {{"key", keys.lock}, {"id", account_id}});
  result.outcome = Outcome::ok;
  return result;
}

}  // namespace

Policy policy_for(store::Session& db, std::int64_t account_id, Policy here) {
  const auto strict = db.read(
      "select g.id from gt_role_grant g join gt_site s on s.id = g.site_id "
      "where g.account_id = :account and s.password_policy = 'djbh3' limit 1",
      {{"account", account_id}});
  return strict.empty() ? here : Policy::djbh3;
}

SignInResult SignIn::sign_in(store::Database& database, const Scope& scope, Policy here, std::string_view login_typed,
                             std::string_view password, std::string_view old_token) {
  const auto client = client_key(scope.client);
  // The same statements in the same order whether the account exists or not, and the hash is computed in any case: the
  // answer's text and time tell nothing (R1).
  Account account;
  Keys keys(sealing_, stored_login(sealing_, login_typed), client);
  Policy policy = here;
  SignInResult result;
  for (int tries = 10;; --tries) {
    auto db = database.lease(scope.deadline);
    try {
      account = read_account(db, account_of_login(db, sealing_, login_typed));
      // The number and the name of one person are one account.
      if (account.id != 0) keys = Keys(sealing_, account.login, client);
      policy = policy_for(db, account.id, here);
      db.begin();
      result = count(db, keys, policy, account.id, time_.now(db));
      db.commit();
      break;
    } catch (const Error& error) {
      // First attempts at the same moment, on PostgreSQL: an insert finds the row of another.
      if (error.kind() != Kind::conflict || tries == 0) throw;
    }
  }
  auto about = scope;
  about.account_id = account.id;
  about.account_name = account.name;
  const auto refuse = [&](const char* reason) {
    audit::record_alone(
        database, about,
        {"sign_in", "account", account.id, "refused", {{"face", face_name(scope.face)}, {"reason", reason}}});
  };
  if (result.outcome != Outcome::ok) {
    refuse(result.outcome == Outcome::locked ? "locked" : "too many attempts");
    return result;
  }

  bool right = false;
  if (account.id != 0)
    right = passwords_.verify(account.hash, password, scope.deadline);
  else
    passwords_.verify_nothing(password, scope.deadline);
  if (!right || !account.active) {
    refuse(account.id == 0 ? "unknown name" : right ? "disabled" : "wrong password");
    result.outcome = Outcome::refused;
    return result;
  }
  const std::string fresh_hash = passwords_.outdated(account.hash) ? passwords_.hash(password, scope.deadline) : "";

  auto db = database.lease(scope.deadline);
  db.begin();
  if (scope.face == Face::console && !staff_anywhere(db, account.id)) {
    db.rollback();
    refuse("no office");
    result.outcome = Outcome::not_staff;
    return result;
  }
  const auto now = time_.now(db);
  const bool aged = policy == Policy::djbh3 && now_ms() - account.password_changed_at > k_djbh3_max_age_days * k_day_ms;
  result.must_change = account.must_change || aged;
  // Between the check and now the account may have been disabled, or its password changed, which ended its sessions.
  const auto still = db.write(
      "update gt_account set last_seen_at = :wall, locked_until = 0, must_change = :must, password_hash = :fresh "
      "where id = :id and status = 'active' and password_hash = :hash",
      {{"wall", now_ms()},
       {"must", result.must_change ? 1 : 0},
       {"id", account.id},
       {"hash", account.hash},
       {"fresh", fresh_hash.empty() ? account.hash : fresh_hash}});
  if (still == 0) {
    db.rollback();
    refuse("changed meanwhile");
    result = {};
    return result;
  }
  forget_attempts(db, keys.pair);
  forget_attempts(db, keys.name);
  forget_attempts(db, keys.lock);
  forget_attempts(db, keys.known);
  db.write("insert into gt_attempt (key, window_start, count, until) values (:key, :now, 0, :until)",
           {{"key", keys.known}, {"now", now}, {"until", now + k_address_known_ms}});
  result.account_id = account.id;
  if (account.second_factor) {
    result.outcome = Outcome::code_wanted;
    result.token = wait_for_code(db, about, account.id, "password", result.must_change);
  } else {
    result = open_session(db, about, account.id, account.kind == "staff", result.must_change, "password", old_token);
  }
  db.commit();
  return result;
}

SignInResult SignIn::open_session(store::Session& db, const Scope& about, std::int64_t account_id, bool staff, bool must_change,
                                  std::string_view way, std::string_view old_token) {
  if (!old_token.empty()) sessions_.end(db, old_token);
  SignInResult result;
  result.outcome = Outcome::ok;
  result.account_id = account_id, result.must_change = must_change;
  result.token = sessions_.start(db, about.face, account_id, about.face == Face::console || staff, about.client, way);
  audit::record(db, about, {"sign_in", "account", account_id, "ok", {{"face", face_name(about.face)}, {"way", way}}});
  return result;
}

std::string SignIn::wait_for_code(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view way, bool must_change) {
  const auto token = random_token(32);
  db.write("insert into gt_sign_in_started (token_hash, account_id, face, way, must_change, tries, expires_at) "
           "values (:hash, :account, :face, :way, :must, 0, :until)",
           {{"hash", token_hash(token)}, {"account", account_id}, {"face", face_name(scope.face)}, {"way", way},
            {"must", must_change ? 1 : 0}, {"until", time_.now(db) + k_code_wait_ms}});
  return token;
}

bool SignIn::awaits_code(store::Session& db, Face face, std::string_view started) {
  return !db.read("select account_id from gt_sign_in_started where token_hash = :hash and face = :face and expires_at > :now",
                  {{"hash", token_hash(started)}, {"face", face_name(face)}, {"now", time_.now(db)}}).empty();
}

SignInResult SignIn::finish(store::Database& database, const Scope& scope, std::string_view started, std::string_view code,
                            std::string_view old_token) {
  SignInResult result;
  auto db = database.lease(scope.deadline);
  db.begin();
  const auto rows = db.read("select s.account_id, s.way, s.must_change, s.tries, a.name, a.kind from gt_sign_in_started s "
                            "join gt_account a on a.id = s.account_id "
                            "where s.token_hash = :hash and s.face = :face and s.expires_at > :now and a.status = 'active' and a.second_factor = 1",
                            {{"hash", token_hash(started)}, {"face", face_name(scope.face)}, {"now", time_.now(db)}});
  if (rows.empty() || rows[0].integer("tries") >= SecondFactor::k_guesses) {
    db.rollback();
    result.outcome = Outcome::over;
    return result;
  }
  const auto account = rows[0].integer("account_id");
  const auto way = rows[0].text("way"), kind = rows[0].text("kind");
  const bool must_change = rows[0].integer("must_change") != 0;
  auto about = scope;
  about.account_id = account, about.account_name = rows[0].text("name");
  db.write("update gt_sign_in_started set tries = tries + 1 where token_hash = :hash", {{"hash", token_hash(started)}});
  db.commit();
  std::int64_t locked = 0;
  if (!factor_.take(db, account, code, &locked)) {
    audit::record(db, about, {"sign_in", "account", account, "refused", {{"face", face_name(scope.face)}, {"reason", "wrong code"}}});
    db.commit();
    result.outcome = locked > 0 ? Outcome::slow_down : Outcome::code_wrong;
    result.retry_after_s = seconds(locked);
    return result;
  }
  db.begin();
  // Of two who finish at the same time, one does.
  if (db.write("delete from gt_sign_in_started where token_hash = :hash", {{"hash", token_hash(started)}}) == 0) {
    db.rollback();
    result.outcome = Outcome::over;
    return result;
  }
  result = open_session(db, about, account, kind == "staff", must_change, way, old_token);
  db.commit();
  return result;
}

SignInResult SignIn::sign_in_by_provider(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view provider,
                                         bool second_factor_shown, std::string_view old_token) {
  sites::in_transaction(db);
  SignInResult result;
  const auto account = read_account(db, account_id);
  auto about = scope;
  about.account_id = account.id, about.account_name = account.name;
  const auto refuse = [&](const char* reason) {
    audit::record(db, about, {"sign_in", "account", account.id, "refused", {{"face", face_name(scope.face)}, {"provider", provider}, {"reason", reason}}});
  };
  if (account.id == 0 || !account.active) return refuse("disabled"), result;
  if (scope.face == Face::console && !staff_anywhere(db, account.id)) {
    refuse("no office");
    result.outcome = Outcome::not_staff;
    return result;
  }
  db.write("update gt_account set last_seen_at = :wall where id = :id", {{"wall", now_ms()}, {"id", account.id}});
  if (account.second_factor && !second_factor_shown) {
    result.outcome = Outcome::code_wanted;
    result.account_id = account.id;
    result.token = wait_for_code(db, scope, account.id, "provider", false);
    return result;
  }
  return open_session(db, about, account.id, account.kind == "staff", false, "provider", old_token);
}

SignInResult SignIn::show_again(store::Database& database, const Scope& scope, Session& session, std::string_view password,
                                std::string_view code) {
  SignInResult result;
  std::string hash;
  const auto key = "again:" + std::to_string(session.account_id);
  {
    auto db = database.lease(scope.deadline);
    const auto wait = session.second_factor ? 0 : count_attempt(db, key, k_show_again, time_.now(db));
    db.commit();
    if (wait > 0) {
      result.outcome = Outcome::slow_down, result.retry_after_s = seconds(wait);
      return result;
    }
    hash = read_account(db, session.account_id).hash;
    if (session.second_factor) {
      std::int64_t locked = 0;
      const bool right = factor_.take(db, session.account_id, code, &locked);
      result.outcome = right ? Outcome::ok : locked > 0 ? Outcome::slow_down : Outcome::code_wrong;
      result.retry_after_s = seconds(locked);
    }
  }
  // The hash is computed while no connection is held.
  if (!session.second_factor && !hash.empty() && passwords_.verify(hash, password, scope.deadline)) result.outcome = Outcome::ok;
  auto db = database.lease(scope.deadline);
  const bool ok = result.outcome == Outcome::ok;
  if (ok) {
    forget_attempts(db, key);
    sessions_.shown_again(db, session);
  }
  audit::record(db, scope, {"step_up", "account", session.account_id, ok ? "ok" : "refused", {{"way", session.second_factor ? "code" : "password"}}});
  db.commit();
  return result;
}

std::string_view code_cookie_name(bool tls) { return tls ? "__Host-gt_2f" : "gt_2f"; }

std::string code_cookie(bool tls, std::string_view token) {
  return std::string(code_cookie_name(tls)) + "=" + std::string(token) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=600" + (tls ? "; Secure" : "");
}

std::string ended_code_cookie(bool tls) {
  return std::string(code_cookie_name(tls)) + "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (tls ? "; Secure" : "");
}

void forget_sign_in_attempts(store::Session& db, const Sealing& sealing, std::int64_t account_id,
                             std::string_view client) {
  const Keys keys(sealing, read_account(db, account_id).login, client_key(client));
  for (const auto& key : {keys.lock, keys.name, keys.pair}) forget_attempts(db, key);
  db.write("update gt_account set locked_until = 0 where id = :id", {{"id", account_id}});
}

void SignIn::sign_out(store::Session& db, const Scope& scope, std::string_view token) {
  sessions_.end(db, token);
  audit::record(db, scope, {"sign_out", "account", scope.account_id, "ok", {{"face", face_name(scope.face)}}});
}

}  // namespace gongting::host::auth
