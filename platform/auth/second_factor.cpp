#include "auth/second_factor.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "audit/audit.hpp"
#include "auth/attempts.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "sites/transaction.hpp"

namespace gongting::host::auth {
namespace {

constexpr const char* k_secret_field = "account.second_factor";
constexpr std::size_t k_secret_bytes = 20;
constexpr std::int64_t k_quarter_ms = 15 * 60'000;
/// Whoever has the password and guesses the code: five times, then a quarter of an hour.
constexpr Limit k_guessing{SecondFactor::k_guesses, k_quarter_ms, k_quarter_ms, k_quarter_ms};

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string guessing_key(std::int64_t account_id) { return "factor:" + std::to_string(account_id); }

/// Without blanks and hyphens, as people type codes.
std::string plain(std::string_view typed) {
  std::string code;
  for (const char c : typed)
    if (c != ' ' && c != '-') code.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  return code;
}

/// "k7mq2-x9dfa": read aloud without mistakes.
std::string recovery_code() {
  constexpr std::string_view letters = "23456789abcdefghjkmnpqrstvwxyz";
  std::string code;
  for (int i = 0; i < 10; ++i) {
    if (i == 5) code.push_back('-');
    code.push_back(letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))]);
  }
  return code;
}

}  // namespace

std::string totp(std::string_view secret, std::int64_t step) {
  unsigned char counter[8];
  for (int i = 7; i >= 0; --i, step >>= 8) counter[i] = static_cast<unsigned char>(step & 0xFF);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter, sizeof counter, mac, &size) == nullptr || size != 20)
    throw Error{Kind::internal, "HMAC-SHA1 cannot be computed on this machine"};
  const auto at = mac[19] & 0x0F;
  const auto number = (static_cast<std::uint32_t>(mac[at] & 0x7F) << 24) | (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                      (static_cast<std::uint32_t>(mac[at + 2]) << 8) | mac[at + 3];
  auto digits = std::to_string(number % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::string base32(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (have += 8; have >= 5; have -= 5) text.push_back("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits >> (have - 5)) & 31]);
  }
  if (have > 0) text.push_back("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits << (5 - have)) & 31]);
  return text;
}

std::string SecondFactor::secret_of(const Row& row) const { return sealing_.open(k_secret_field, row["secret_sealed"].text()); }

std::string SecondFactor::recovery_hash(std::int64_t account_id, std::string_view code) const {
  return sealing_.keyed_hash("recovery." + std::to_string(account_id), code);
}

std::optional<std::string> SecondFactor::begin(store::Session& db, const Scope& scope) {
  const auto rows = db.read("select secret_sealed, confirmed_at from gt_second_factor where account_id = :account", {{"account", scope.account_id}});
  if (!rows.empty()) return rows[0].is_null("confirmed_at") ? std::optional(base32(secret_of(rows[0]))) : std::nullopt;
  const auto secret = random_bytes(k_secret_bytes);
  sites::in_transaction(db);
  db.write("insert into gt_second_factor (account_id, secret_sealed, confirmed_at, last_step, created_at) values (:account, :secret, null, 0, :now)",
           {{"account", scope.account_id}, {"secret", sealing_.seal(k_secret_field, secret)}, {"now", now_ms()}});
  return base32(secret);
}

std::vector<std::string> SecondFactor::confirm(store::Session& db, const Scope& scope, std::string_view code, std::string_view keep) {
  const auto wait = count_attempt(db, guessing_key(scope.account_id), k_guessing, time_.now(db));
  db.commit();
  if (wait > 0 || !take_step(db, scope.account_id, plain(code), false)) {
    audit::record(db, scope, {"second_factor.enrol", "account", scope.account_id, "refused", {{"reason", "wrong code"}}});
    db.commit();
    return {};
  }
  forget_attempts(db, guessing_key(scope.account_id));
  db.write("update gt_second_factor set confirmed_at = :now where account_id = :account", {{"now", now_ms()}, {"account", scope.account_id}});
  db.write("update gt_account set second_factor = 1, version = version + 1 where id = :account", {{"account", scope.account_id}});
  db.write("delete from gt_session where account_id = :account and token_hash <> :keep", {{"account", scope.account_id}, {"keep", keep}});
  auto codes = new_recovery_codes(db, scope);
  audit::record(db, scope, {"second_factor.enrol", "account", scope.account_id, "ok", {}});
  return codes;
}

std::vector<std::string> SecondFactor::new_recovery_codes(store::Session& db, const Scope& scope) {
  sites::in_transaction(db);
  db.write("delete from gt_recovery_code where account_id = :account", {{"account", scope.account_id}});
  std::vector<std::string> codes;
  for (int i = 0; i < k_recovery_codes; ++i) {
    codes.push_back(recovery_code());
    db.write("insert into gt_recovery_code (id, account_id, code_hash, used_at) values (:id, :account, :hash, null)",
             {{"id", new_id()}, {"account", scope.account_id}, {"hash", recovery_hash(scope.account_id, plain(codes.back()))}});
  }
  audit::record(db, scope, {"second_factor.recovery_codes", "account", scope.account_id, "ok", {}});
  return codes;
}

std::int64_t SecondFactor::recovery_codes_left(store::Session& db, std::int64_t account_id) {
  return db.read("select count(*) as n from gt_recovery_code where account_id = :account and used_at is null", {{"account", account_id}})[0].integer("n");
}

bool SecondFactor::take_step(store::Session& db, std::int64_t account_id, std::string_view code, bool confirmed) {
  const auto rows = db.read("select secret_sealed, confirmed_at, last_step from gt_second_factor where account_id = :account", {{"account", account_id}});
  if (rows.empty() || rows[0].is_null("confirmed_at") == confirmed) return false;
  const auto secret = secret_of(rows[0]);
  const auto present = now_ms() / k_step_ms;
  for (const auto step : {present, present - 1, present + 1}) {
    if (!equal(totp(secret, step), code)) continue;
    // Of two who send one code at the same time, one writes. A step that has passed does not come back either.
    sites::in_transaction(db);
    return db.write("update gt_second_factor set last_step = :step where account_id = :account and last_step < :step",
                    {{"step", step}, {"account", account_id}}) == 1;
  }
  return false;
}

bool SecondFactor::take_recovery(store::Session& db, std::int64_t account_id, std::string_view code) {
  if (code.size() != 10) return false;
  sites::in_transaction(db);
  return db.write("update gt_recovery_code set used_at = :now where account_id = :account and code_hash = :hash and used_at is null",
                  {{"now", now_ms()}, {"account", account_id}, {"hash", recovery_hash(account_id, code)}}) == 1;
}

bool SecondFactor::take(store::Session& db, std::int64_t account_id, std::string_view typed, std::int64_t* locked_ms) {
  // The try counts before it is compared, and whatever becomes of the request.
  const auto wait = count_attempt(db, guessing_key(account_id), k_guessing, time_.now(db));
  db.commit();
  if (locked_ms != nullptr) *locked_ms = wait;
  if (wait > 0) return false;
  const auto code = plain(typed);
  if (!take_step(db, account_id, code, true) && !take_recovery(db, account_id, code)) return false;
  forget_attempts(db, guessing_key(account_id));
  db.commit();
  return true;
}

void SecondFactor::reset(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view reason) {
  sites::in_transaction(db);
  db.write("delete from gt_second_factor where account_id = :account", {{"account", account_id}});
  db.write("delete from gt_recovery_code where account_id = :account", {{"account", account_id}});
  db.write("update gt_account set second_factor = 0, version = version + 1 where id = :account", {{"account", account_id}});
  db.write("delete from gt_session where account_id = :account", {{"account", account_id}});
  db.write("delete from gt_sign_in_started where account_id = :account", {{"account", account_id}});
  audit::record(db, scope, {"second_factor.reset", "account", account_id, "ok", {{"reason", reason}}});
}

}  // namespace gongting::host::auth
