// The parts of Accounts that change what a person signs in with: passwords, one-time codes, the mobile number.
#include <sodium.h>

#include "audit/audit.hpp"
#include "auth/accounts.hpp"
#include "auth/attempts.hpp"
#include "auth/roles.hpp"
#include "auth/sign_in.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "gongting/identifiers.hpp"
#include "sites/transaction.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::int64_t k_minute_ms = 60'000;
constexpr std::int64_t k_hour_ms = 60 * k_minute_ms;
constexpr std::int64_t k_code_valid_ms = 15 * k_minute_ms;
constexpr int k_code_tries = 5;
constexpr int k_codes_an_hour = 5;
constexpr std::size_t k_code_digits = 8;

const Fault k_wrong_code{"code", {"auth.code_wrong", {}}};

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// Hashes of former passwords, newest first.
std::vector<std::string> former(const Row& row) {
  std::vector<std::string> hashes;
  const auto list = parse_json(row["password_old"].text());
  for (const auto& item : Json(list).items()) hashes.push_back(Json(item).text());
  return hashes;
}

std::int64_t codes_of_last_hour(store::Session& db, std::int64_t account_id, std::int64_t now) {
  return db
      .read("select count(*) as n from gt_code where account_id = :account and created_at > :since",
            {{"account", account_id}, {"since", now - k_hour_ms}})[0]
      .integer("n");
}

}  // namespace

Faults Accounts::check_new_password(store::Session& db, Policy policy, std::int64_t account_id,
                                    std::string_view password) {
  const auto rows =
      db.read("select kind, login, mobile_sealed, name, password_hash, password_old from gt_account where id = :id",
              {{"id", account_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such account"};
  const auto row = rows[0];
  const auto login = row["kind"].text() == "citizen" && !row.is_null("mobile_sealed")
                         ? sealing_.open("account.mobile", row["mobile_sealed"].text())
                         : row.text("login");
  if (auto fault = passwords_.fault(policy, password, login, row.text("name"))) return {{"password", *fault}};
  auto used = former(row);
  used.insert(used.begin(), row.text("password_hash"));
  // Under asvs only the present one is refused: to put in the same again is a slip.
  used.resize(std::min<std::size_t>(used.size(), policy == Policy::djbh3 ? k_djbh3_remembered : 1));
  for (const auto& hash : used)
    if (passwords_.verify(hash, password, db.deadline()))
      return {{"password", {"auth.password_reused", {{"count", static_cast<std::int64_t>(k_djbh3_remembered)}}}}};
  return {};
}

void Accounts::store_password(store::Session& db, std::int64_t account_id, const std::string& hash, bool must_change) {
  sites::in_transaction(db);
  const auto rows = db.read("select password_hash, password_old from gt_account where id = :id", {{"id", account_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such account"};
  List old{rows[0].text("password_hash")};
  for (auto& one : former(rows[0]))
    if (old.size() + 1 < k_djbh3_remembered) old.emplace_back(std::move(one));
  db.write(
      "update gt_account set password_hash = :hash, password_old = :old, password_changed_at = :now, must_change = "
      ":must, "
      "locked_until = 0, version = version + 1 where id = :id",
      {{"hash", hash},
       {"old", to_json(Value(old))},
       {"now", now_ms()},
       {"must", must_change ? 1 : 0},
       {"id", account_id}});
  sessions_.end_all(db, account_id);
}

Faults Accounts::change_password(store::Session& db, const Scope& scope, Policy policy, std::string_view old_password,
                                 std::string_view new_password, std::string& token) {
  const auto rows = db.read("select kind, password_hash from gt_account where id = :id and status = 'active'",
                            {{"id", scope.account_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such account"};
  const auto kind = rows[0].text("kind");
  // Who found an open session must not guess the password with it.
  const auto attempts = "change:" + std::to_string(scope.account_id);
  limit(db, attempts, 5, 15 * k_minute_ms);
  const auto strict = policy_for(db, scope.account_id, policy);
  if (!passwords_.verify(rows[0].text("password_hash"), old_password, db.deadline())) {
    audit::record(db, scope,
                  {"password.change", "account", scope.account_id, "refused", {{"reason", "wrong password"}}});
    db.commit();
    return {{"old_password", {"auth.old_password_wrong", {}}}};
  }
  if (auto faults = check_new_password(db, strict, scope.account_id, new_password); !faults.empty()) return faults;
  const auto hash = passwords_.hash(new_password, db.deadline());
  store_password(db, scope.account_id, hash, false);
  forget_attempts(db, attempts);
  token =
      sessions_.start(db, scope.face, scope.account_id, scope.face == Face::console || kind == "staff", scope.client);
  audit::record(db, scope, {"password.change", "account", scope.account_id, "ok", {}});
  return {};
}

bool Accounts::check_password(store::Session& db, const Scope& scope, std::string_view password) {
  const auto rows = db.read("select password_hash from gt_account where id = :id and status = 'active'", {{"id", scope.account_id}});
  if (rows.empty()) return false;
  // Counted with those of the page of passwords: who found an open session must not guess here instead.
  const auto attempts = "change:" + std::to_string(scope.account_id);
  limit(db, attempts, 5, 15 * k_minute_ms);
  const bool right = passwords_.verify(rows[0].text("password_hash"), password, db.deadline());
  if (right) forget_attempts(db, attempts);
  else audit::record(db, scope, {"password.check", "account", scope.account_id, "refused", {}});
  db.commit();
  return right;
}

Faults Accounts::set_password(store::Session& db, const Scope& scope, Policy policy, std::int64_t account_id,
                              std::string_view new_password, bool must_change) {
  if (auto faults = check_new_password(db, policy_for(db, account_id, policy), account_id, new_password);
      !faults.empty())
    return faults;
  store_password(db, account_id, passwords_.hash(new_password, db.deadline()), must_change);
  audit::record(db, scope, {"password.set", "account", account_id, "ok", {}});
  return {};
}

std::string Accounts::code_hash(std::string_view purpose, std::int64_t account_id, std::string_view code) const {
  return sealing_.keyed_hash("code." + std::string(purpose) + "." + std::to_string(account_id), code);
}

std::string Accounts::issue_code(store::Session& db, const Scope& scope, std::string_view purpose,
                                 std::int64_t account_id) {
  if (purpose != "reset" && purpose != "mobile")
    throw Error{Kind::internal, "there are no codes for " + std::string(purpose)};
  sites::in_transaction(db);
  const auto now = time_.now(db);
  if (codes_of_last_hour(db, account_id, now) >= k_codes_an_hour)
    throw Error{Kind::too_many, "five codes were issued for this person within an hour; wait before the next"};
  auto code = random_digits(k_code_digits);
  db.write("update gt_code set used_at = :now where account_id = :account and purpose = :purpose and used_at is null",
           {{"now", now}, {"account", account_id}, {"purpose", purpose}});
  db.write(
      "insert into gt_code (id, purpose, account_id, code_hash, tries, expires_at, issued_by, created_at) "
      "values (:id, :purpose, :account, :hash, 0, :until, :by, :now)",
      {{"id", new_id()},
       {"purpose", purpose},
       {"account", account_id},
       {"hash", code_hash(purpose, account_id, code)},
       {"until", now + k_code_valid_ms},
       {"by", scope.account_id},
       {"now", now}});
  audit::record(db, scope, {"code.issue", "account", account_id, "ok", {{"purpose", purpose}}});
  return code;
}

std::optional<Accounts::SentCode> Accounts::code_for_login(store::Session& db, const Scope& scope,
                                                           std::string_view purpose, std::string_view login) {
  limit(db, "forgot:" + client_key(scope.client), 10, 15 * k_minute_ms);
  const auto account = find_login(db, login);
  const auto rows =
      db.read("select mobile_sealed from gt_account where id = :id and status = 'active' and mobile_sealed is not null",
              {{"id", account}});
  if (rows.empty() || codes_of_last_hour(db, account, time_.now(db)) >= k_codes_an_hour) return std::nullopt;
  auto about = scope;
  if (about.account_id == 0) about.account_id = account;
  return SentCode{sealing_.open("account.mobile", rows[0]["mobile_sealed"].text()),
                  issue_code(db, about, purpose, account)};
}

std::optional<Accounts::IssuedCode> Accounts::issue_code_at_point(store::Session& db, const Scope& scope,
                                                                  std::string_view purpose, std::string_view name,
                                                                  std::string_view resident_id) {
  if (!scope.has_role("COURT_DIRECTOR") || scope.point_id == 0)
    throw Error{Kind::forbidden, "only the 庭务主任 of a point issues codes to residents"};
  const auto account = find_person(db, name, resident_id);
  // A village's director must not get at a judge's account: who holds an office turns to an administrator.
  const bool citizen =
      account != 0 && !staff_anywhere(db, account) &&
      !db.read("select id from gt_account where id = :id and kind = 'citizen'", {{"id", account}}).empty();
  if (!citizen) {
    audit::record(db, scope,
                  {"code.issue",
                   "account",
                   account,
                   "refused",
                   {{"purpose", purpose},
                    {"point", scope.point_id},
                    {"resident_id", mask_resident_id(normalise_resident_id(resident_id))}}});
    return std::nullopt;
  }
  auto code = issue_code(db, scope, purpose, account);
  return IssuedCode{account, std::move(code), mask_name(trim(name))};
}

std::int64_t Accounts::take_code(store::Session& db, std::string_view purpose, std::int64_t account_id,
                                 std::string_view code) {
  sites::in_transaction(db);
  const auto rows = db.read(
      "select id, code_hash, tries from gt_code where account_id = :account and purpose = :purpose and used_at is null "
      "and expires_at > :now and tries < :most order by id desc limit 1",
      {{"account", account_id}, {"purpose", purpose}, {"now", time_.now(db)}, {"most", k_code_tries}});
  const auto id = rows.empty() ? 0 : rows[0].integer("id");
  const auto expected = rows.empty() ? std::string() : rows[0].text("code_hash");
  // The try counts before it is compared, and whatever becomes of the request.
  const auto counted = db.write("update gt_code set tries = tries + 1 where id = :id and tries < :most",
                                {{"id", id}, {"most", k_code_tries}});
  db.commit();
  const bool right = equal(expected, code_hash(purpose, account_id, trim(code)));
  return counted == 1 && right ? id : 0;
}

Faults Accounts::reset_password(store::Session& db, const Scope& scope, Policy policy, std::string_view login,
                                std::string_view code, std::string_view new_password) {
  limit(db, "reset:" + client_key(scope.client), 20, 15 * k_minute_ms);
  if (auto fault = passwords_.fault(policy, new_password, trim(login))) return {{"password", *fault}};
  const auto account = find_login(db, login);
  const auto code_id = take_code(db, "reset", account, code);
  auto about = scope;
  about.account_id = account;
  if (code_id == 0) {
    audit::record(db, about, {"password.reset", "account", account, "refused", {{"reason", "wrong code"}}});
    db.commit();
    return {k_wrong_code};
  }
  if (auto faults = check_new_password(db, policy_for(db, account, policy), account, new_password); !faults.empty())
    return faults;
  const auto hash = passwords_.hash(new_password, db.deadline());
  if (db.write("update gt_code set used_at = :now where id = :id and used_at is null",
               {{"now", time_.now(db)}, {"id", code_id}}) == 0) {
    db.rollback();
    return {k_wrong_code};
  }
  store_password(db, account, hash, false);
  // The owner has shown that he is the owner: what others did to his name does not hold him up.
  forget_sign_in_attempts(db, sealing_, account, scope.client);
  audit::record(db, about, {"password.reset", "account", account, "ok", {}});
  return {};
}

Faults Accounts::change_mobile(store::Session& db, const Scope& scope, std::string_view code, std::string_view typed) {
  std::string mobile;
  for (const char c : typed)
    if (c != ' ' && c != '-') mobile.push_back(c);
  if (!valid_mobile(mobile)) return {{"mobile", {"auth.mobile_form", {}}}};
  const auto code_id = take_code(db, "mobile", scope.account_id, code);
  if (code_id == 0) {
    audit::record(db, scope, {"mobile.change", "account", scope.account_id, "refused", {{"reason", "wrong code"}}});
    db.commit();
    return {k_wrong_code};
  }
  sites::in_transaction(db);
  const auto rows = db.read("select login, mobile_masked from gt_account where id = :id", {{"id", scope.account_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such account"};
  const bool login_is_mobile = rows[0]["login"].text().starts_with("mobile:");
  const auto login = login_is_mobile ? stored_login(sealing_, mobile) : rows[0].text("login");
  if (!db.read("select id from gt_account where login = :login and id <> :id",
               {{"login", login}, {"id", scope.account_id}})
           .empty())
    return {{"mobile", {"auth.mobile_registered", {}}}};
  if (db.write("update gt_code set used_at = :now where id = :id and used_at is null",
               {{"now", time_.now(db)}, {"id", code_id}}) == 0)
    return {k_wrong_code};
  db.write(
      "update gt_account set login = :login, mobile_sealed = :sealed, mobile_hash = :hash, mobile_masked = :masked, "
      "version = version + 1 where id = :id",
      {{"login", login},
       {"sealed", sealing_.seal("account.mobile", mobile)},
       {"hash", sealing_.keyed_hash("account.mobile", mobile)},
       {"masked", mask_mobile(mobile)},
       {"id", scope.account_id}});
  audit::record(db, scope,
                {"mobile.change",
                 "account",
                 scope.account_id,
                 "ok",
                 {{"from", rows[0].text("mobile_masked")}, {"to", mask_mobile(mobile)}}});
  return {};
}

}  // namespace gongting::host::auth
