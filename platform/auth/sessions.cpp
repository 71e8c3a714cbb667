#include "auth/sessions.hpp"

#include <sodium.h>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "sites/transaction.hpp"
#include "store/connection.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::int64_t k_minute_ms = 60'000;
constexpr std::int64_t k_hour_ms = 60 * k_minute_ms;
constexpr std::int64_t k_day_ms = 24 * k_hour_ms;
constexpr std::int64_t k_note_use_every_ms = k_minute_ms;

std::string cookie_head(Face face, bool tls, std::string_view value) {
  // Path=/ also because __Host- demands it; sites are told apart by roles and rows, not by cookies.
  return std::string(cookie_name(face, tls)) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax" +
         (tls ? "; Secure" : "");
}

}  // namespace

std::string token_hash(std::string_view token) {
  unsigned char hash[32];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr, 0);
  char text[sizeof hash * 2 + 1];
  sodium_bin2hex(text, sizeof text, hash, sizeof hash);
  return text;
}

std::string_view cookie_name(Face face, bool tls) {
  if (face == Face::portal) return tls ? "__Host-gt_p" : "gt_p";
  return tls ? "__Host-gt_c" : "gt_c";
}

std::string ended_cookie(Face face, bool tls) { return cookie_head(face, tls, "") + "; Max-Age=0"; }

std::string Sessions::cookie(Face face, bool tls, std::string_view token, bool brief) const {
  auto cookie = cookie_head(face, tls, token);
  if (face == Face::portal && !brief)
    cookie += "; Max-Age=" + std::to_string(times_.citizen_absolute_days * std::int64_t{86'400});
  return cookie;
}

std::string Sessions::start(store::Session& db, Face face, std::int64_t account_id, bool staff,
                            std::string_view client, std::string_view way) {
  const auto now = time_.now(db);
  const auto token = random_token(32);
  const auto idle = staff ? times_.staff_idle_min * k_minute_ms : times_.citizen_idle_days * k_day_ms;
  const auto whole = staff ? times_.staff_absolute_hours * k_hour_ms : times_.citizen_absolute_days * k_day_ms;
  db.write(
      "insert into gt_session (token_hash, account_id, face, created_at, seen_at, idle_ms, ends_at, client, shown_at, way) "
      "values (:hash, :account, :face, :now, :now, :idle, :ends, :client, :now, :way)",
      {{"hash", token_hash(token)},
       {"account", account_id},
       {"face", face_name(face)},
       {"now", now},
       {"idle", idle},
       {"ends", now + whole},
       {"client", inert(client)},
       {"way", way}});
  return token;
}

std::optional<Session> Sessions::find(store::Session& db, Face face, std::string_view token) {
  if (token.size() != 43) return std::nullopt;  // no token of ours: 256 bits in base64url
  return look_up(db, face, token_hash(token), true);
}

std::optional<Session> Sessions::peek(store::Session& db, Face face, std::string_view hash) {
  return look_up(db, face, std::string(hash), false);
}

std::optional<Session> Sessions::look_up(store::Session& db, Face face, const std::string& hash, bool uses) {
  const auto rows = db.read(
      "select a.id as account, a.login, a.mobile_masked, a.name, a.kind, a.must_change, a.locale, a.unread, s.seen_at, "
      "s.idle_ms, s.ends_at, s.shown_at, s.way, a.identity_level, a.second_factor, "
      "e.value as epoch, h.value as highest, o.value as set_back "
      "from gt_session s join gt_account a on a.id = s.account_id "
      "join gt_epoch e on e.id = 1 join gt_epoch h on h.id = 3 join gt_epoch o on o.id = 4 "
      "where s.token_hash = :hash and s.face = :face and a.status = 'active'",
      {{"hash", hash}, {"face", face_name(face)}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  const auto time = time_.read(row.integer("highest"), row.integer("set_back"));
  const auto seen = row.integer("seen_at");
  const bool over = time.now_ms >= row.integer("ends_at") || time.now_ms - seen >= row.integer("idle_ms");
  const bool note_use = !over && time.now_ms - seen >= k_note_use_every_ms;
  if (uses && (over || note_use || time.must_keep())) {
    // Never worth failing the request for: the answer is known, and the next request tries again.
    const bool own = !db.in_transaction();
    try {
      if (over) db.write("delete from gt_session where token_hash = :hash", {{"hash", hash}});
      if (note_use)
        db.write("update gt_session set seen_at = :now where token_hash = :hash and seen_at < :now",
                 {{"now", time.now_ms}, {"hash", hash}});
      if (time.must_keep()) time_.keep(db, time);
      if (own) db.commit();
    } catch (const Error& error) {
      if (!own) throw;
      db.rollback();
      log(Level::warning, "a session's use could not be noted", {{"reason", error.what()}});
    }
  }
  if (over) return std::nullopt;
  Session session;
  session.account_id = row.integer("account");
  session.name = row.text("name");
  session.kind = row.text("kind");
  session.login = row.text(session.kind == "citizen" ? "mobile_masked" : "login");
  session.locale = row.text("locale");
  session.must_change = row.integer("must_change") != 0;
  session.unread = row.integer("unread");
  session.epoch = row.integer("epoch");
  session.token_hash = hash;
  session.ends_at = row.integer("ends_at");
  session.shown_at = row.integer("shown_at");
  session.identity_level = static_cast<int>(row.integer("identity_level"));
  session.second_factor = row.integer("second_factor") != 0;
  session.by_provider = row["way"].text() == "provider";
  return session;
}

void Sessions::ended(store::Session& db, std::int64_t account_id) {
  sites::in_transaction(db);
  if (tell_) db.connection().after_commit([this, account_id] { tell_(account_id); });
}

void Sessions::end(store::Session& db, std::string_view token) {
  ended(db, 0);
  db.write("delete from gt_session where token_hash = :hash", {{"hash", token_hash(token)}});
}

void Sessions::end_all(store::Session& db, std::int64_t account_id) {
  ended(db, account_id);
  db.write("delete from gt_session where account_id = :account", {{"account", account_id}});
  db.write("delete from gt_sign_in_started where account_id = :account", {{"account", account_id}});
}

void Sessions::shown_again(store::Session& db, Session& session) {
  sites::in_transaction(db);
  session.shown_at = time_.now(db);
  db.write("update gt_session set shown_at = :now where token_hash = :hash", {{"now", session.shown_at}, {"hash", session.token_hash}});
}

void Sessions::sweep(store::Session& db) {
  sites::in_transaction(db);
  const auto now = time_.now(db);
  db.write("delete from gt_session where ends_at <= :now or seen_at + idle_ms <= :now", {{"now", now}});
  for (const auto* table : {"gt_sign_in_started", "gt_provider_visit", "gt_provider_arrival"})
    db.write(std::string("delete from ") + table + " where expires_at <= :now", {{"now", now}});
}

}  // namespace gongting::host::auth
