#include "auth/accounts.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "auth/attempts.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "gongting/identifiers.hpp"
#include "sites/sites.hpp"
#include "sites/transaction.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::int64_t k_hour_ms = 3'600'000;
constexpr std::int64_t k_setup_valid_ms = 24 * k_hour_ms;
constexpr const char* k_mobile_field = "account.mobile";
constexpr const char* k_resident_field = "account.resident_id";

std::optional<Message> name_fault(const std::string& name) {
  const auto size = characters(name);
  if (size < 2) return Message{"auth.name_missing", {}};
  const bool digits = std::any_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (size > 50 || digits || inert(name) != name || name.find_first_of("<>&\"=@") != std::string::npos)
    return Message{"auth.name_form", {}};
  return std::nullopt;
}

Message resident_id_fault(ResidentIdFault fault) {
  switch (fault) {
    case ResidentIdFault::length: return {"auth.id_length", {}};
    case ResidentIdFault::characters: return {"auth.id_characters", {}};
    case ResidentIdFault::date: return {"auth.id_date", {}};
    case ResidentIdFault::future: return {"auth.id_future", {}};
    case ResidentIdFault::check_digit: return {"auth.id_check_digit", {}};
  }
  return {"auth.id_length", {}};
}

/// A number that is typed with blanks or hyphens in it is meant without them.
std::string normalise_mobile(std::string_view text) {
  std::string mobile;
  for (const char c : text)
    if (c != ' ' && c != '-') mobile.push_back(c);
  return mobile;
}

bool login_form(std::string_view login) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return login.size() >= 2 && login.size() <= 32 && login[0] >= 'a' && login[0] <= 'z' &&
         std::all_of(login.begin(), login.end(), good);
}

void consent(store::Session& db, std::int64_t account_id, std::string_view kind, const std::string& version) {
  db.write(
      "insert into gt_consent (id, account_id, kind, text_version, given_at) values (:id, :account, :kind, :version, "
      ":now)",
      {{"id", new_id()}, {"account", account_id}, {"kind", kind}, {"version", version}, {"now", now_ms()}});
}

}  // namespace

std::string stored_login(const Sealing& sealing, std::string_view typed) {
  const auto mobile = normalise_mobile(typed);
  if (valid_mobile(mobile)) return "mobile:" + sealing.keyed_hash(k_mobile_field, mobile);
  auto text = trim(typed);
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::int64_t account_of_login(store::Session& db, const Sealing& sealing, std::string_view typed) {
  const auto login = stored_login(sealing, typed);
  const auto mobile = login.starts_with("mobile:") ? login.substr(7) : std::string();
  const auto rows = db.read(
      "select id, login from gt_account where (login = :login and kind <> 'invited') or (mobile_hash = :mobile and kind = 'staff') "
      "order by case when login = :login then 0 else 1 end limit 2",
      {{"login", login}, {"mobile", mobile}});
  // A number that several of the staff gave is nobody's login.
  if (rows.empty() || (rows.size() > 1 && rows[0]["login"].text() != login)) return 0;
  return rows[0].integer("id");
}

struct Accounts::NewAccount {
  std::int64_t id = 0;
  std::string login, kind, name, mobile, resident_id, password_hash;
  bool must_change = false;
};

Faults Accounts::taken(store::Session& db, const NewAccount& account) {
  Faults faults;
  if (!account.resident_id.empty() && !db.read("select id from gt_account where resident_hash = :hash",
                                               {{"hash", sealing_.keyed_hash(k_resident_field, account.resident_id)}})
                                           .empty())
    faults.push_back({"resident_id", {"auth.id_registered", {}}});
  if (!db.read("select id from gt_account where login = :login", {{"login", account.login}}).empty())
    faults.push_back(account.kind == "citizen" ? Fault{"mobile", {"auth.mobile_registered", {}}}
                                               : Fault{"login", {"auth.login_taken", {}}});
  return faults;
}

void Accounts::insert(store::Session& db, NewAccount& account) {
  account.id = new_id();
  const auto sealed = [&](const char* field, const std::string& text) {
    return text.empty() ? Value() : Value(sealing_.seal(field, text));
  };
  const auto hashed = [&](const char* field, const std::string& text) {
    return text.empty() ? Value() : Value(sealing_.keyed_hash(field, text));
  };
  const auto masked = [](const std::string& text) { return text.empty() ? Value() : Value(text); };
  db.write(
      "insert into gt_account (id, login, kind, name, mobile_sealed, mobile_hash, mobile_masked, resident_sealed, "
      "resident_hash, resident_masked, password_hash, password_changed_at, password_old, must_change, locked_until, "
      "status, "
      "version, created_at, identity_level) values (:id, :login, :kind, :name, :mobile_sealed, :mobile_hash, :mobile_masked, "
      ":resident_sealed, :resident_hash, :resident_masked, :hash, :now, '[]', :must_change, 0, 'active', 1, :now, :level)",
      {{"id", account.id},
       {"login", account.login},
       {"kind", account.kind},
       {"level", account.kind == "staff" ? 2 : 1},  // the court knows its people
       {"name", account.name},
       {"mobile_sealed", sealed(k_mobile_field, account.mobile)},
       {"mobile_hash", hashed(k_mobile_field, account.mobile)},
       {"mobile_masked", masked(mask_mobile(account.mobile))},
       {"resident_sealed", sealed(k_resident_field, account.resident_id)},
       {"resident_hash", hashed(k_resident_field, account.resident_id)},
       {"resident_masked", masked(mask_resident_id(account.resident_id))},
       {"hash", account.password_hash},
       {"must_change", account.must_change ? 1 : 0},
       {"now", now_ms()}});
}

void Accounts::limit(store::Session& db, const std::string& key, int free, std::int64_t window_ms) {
  const auto wait = count_attempt(db, key, {free, window_ms, 60'000, 15 * 60'000}, time_.now(db));
  db.commit();
  if (wait > 0)
    throw Error{Kind::too_many,
                "too many attempts; try again in " + std::to_string((wait + 59'999) / 60'000) + " minutes"};
}

AccountResult Accounts::register_citizen(store::Session& db, const Scope& scope, Policy policy,
                                         const Registration& form) {
  NewAccount account;
  account.kind = "citizen";
  account.name = trim(form.name);
  account.mobile = normalise_mobile(form.mobile);
  account.resident_id = normalise_resident_id(form.resident_id);
  AccountResult result;
  if (auto fault = name_fault(account.name)) result.faults.push_back({"name", *fault});
  if (!valid_mobile(account.mobile)) result.faults.push_back({"mobile", {"auth.mobile_form", {}}});
  if (const auto fault = valid_resident_id(account.resident_id, today()))
    result.faults.push_back({"resident_id", resident_id_fault(*fault)});
  if (auto fault = passwords_.fault(policy, form.password, account.mobile, account.name))
    result.faults.push_back({"password", *fault});
  if (!form.notice_read) result.faults.push_back({"notice", {"auth.notice_missing", {}}});
  if (!form.resident_id_consent) result.faults.push_back({"resident_id_consent", {"auth.id_consent_missing", {}}});
  if (!result.ok()) return result;

  // Whether a number is registered is told here, to whom it concerns: so it must not be asked a thousand times.
  limit(db, "register:" + client_key(scope.client), 30, k_hour_ms);
  account.login = stored_login(sealing_, form.login.empty() ? account.mobile : form.login);
  result.faults = taken(db, account);
  if (!result.ok()) return result;
  account.password_hash = passwords_.hash(form.password, db.deadline());
  try {
    insert(db, account);
  } catch (const Error& error) {
    // The same person pressed twice, and the other request was first.
    if (error.kind() != Kind::conflict) throw;
    db.rollback();
    result.faults = taken(db, account);
    if (result.ok()) throw;
    return result;
  }
  consent(db, account.id, "privacy_notice", form.notice_version);
  consent(db, account.id, "resident_id", form.notice_version);
  auto about = scope;
  about.account_id = account.id;
  about.account_name = account.name;
  audit::record(db, about, {"account.register", "account", account.id, "ok", {{"notice", form.notice_version}}});
  result.account_id = account.id;
  return result;
}

AccountResult Accounts::create_by_provider(store::Session& db, const Scope& scope, const ProviderPerson& person) {
  NewAccount account;
  AccountResult result;
  account.kind = "citizen";
  account.name = trim(person.name);
  account.login = "provider:" + random_token(18);
  // What a provider tells is not always what this land calls a number.
  if (const auto mobile = normalise_mobile(person.mobile); valid_mobile(mobile)) account.mobile = mobile;
  if (const auto id = normalise_resident_id(person.resident_id); !id.empty() && !valid_resident_id(id, today())) account.resident_id = id;
  if (auto fault = name_fault(account.name)) result.faults.push_back({"name", *fault});
  if (result.ok()) result.faults = taken(db, account);
  if (!result.ok()) return result;
  sites::in_transaction(db);
  insert(db, account);
  consent(db, account.id, "privacy_notice", person.notice_version);
  if (!account.resident_id.empty()) consent(db, account.id, "resident_id", person.notice_version);
  auto about = scope;
  about.account_id = account.id, about.account_name = account.name;
  audit::record(db, about, {"account.register", "account", account.id, "ok", {{"notice", person.notice_version}, {"way", "provider"}}});
  result.account_id = account.id;
  return result;
}

Faults Accounts::check_staff(store::Session& db, Policy policy, const NewStaff& form, NewAccount& account) {
  Faults faults;
  account.kind = "staff";
  account.login = stored_login(sealing_, form.login);
  account.name = trim(form.name);
  account.mobile = normalise_mobile(form.mobile);
  account.resident_id = normalise_resident_id(form.resident_id);
  if (!login_form(account.login)) faults.push_back({"login", {"auth.login_form", {}}});
  if (auto fault = name_fault(account.name)) faults.push_back({"name", *fault});
  if (!account.mobile.empty() && !valid_mobile(account.mobile)) faults.push_back({"mobile", {"auth.mobile_form", {}}});
  if (!account.resident_id.empty())
    if (const auto fault = valid_resident_id(account.resident_id, today()))
      faults.push_back({"resident_id", resident_id_fault(*fault)});
  if (auto fault = passwords_.fault(policy, form.password, account.login, account.name))
    faults.push_back({"password", *fault});
  return faults.empty() ? taken(db, account) : faults;
}

AccountResult Accounts::create_staff(store::Session& db, const Scope& scope, Policy policy, const NewStaff& form) {
  NewAccount account;
  AccountResult result{0, check_staff(db, policy, form, account)};
  if (!result.ok()) return result;
  account.must_change = true;
  account.password_hash = passwords_.hash(form.password, db.deadline());
  insert(db, account);
  audit::record(db, scope, {"account.create", "account", account.id, "ok", {{"login", account.login}}});
  result.account_id = account.id;
  return result;
}

void Accounts::disable(store::Session& db, const Scope& scope, std::int64_t account_id, const std::string& reason) {
  if (account_id == scope.account_id) throw Error{Kind::invalid, "account: nobody can disable himself"};
  if (db.write("update gt_account set status = 'disabled', version = version + 1 where id = :id",
               {{"id", account_id}}) == 0)
    throw Error{Kind::not_found, "there is no such account"};
  sessions_.end_all(db, account_id);
  sites::person_changed(db, account_id);
  audit::record(db, scope, {"account.disable", "account", account_id, "ok", {{"reason", reason}}});
}

void Accounts::enable(store::Session& db, const Scope& scope, std::int64_t account_id, const std::string& reason) {
  if (db.write("update gt_account set status = 'active', version = version + 1 where id = :id", {{"id", account_id}}) ==
      0)
    throw Error{Kind::not_found, "there is no such account"};
  sites::person_changed(db, account_id);
  audit::record(db, scope, {"account.enable", "account", account_id, "ok", {{"reason", reason}}});
}

void Accounts::withdraw_consent(store::Session& db, const Scope& scope, std::int64_t account_id,
                                std::string_view kind) {
  db.write(
      "update gt_consent set withdrawn_at = :now where account_id = :account and kind = :kind and withdrawn_at is null",
      {{"now", now_ms()}, {"account", account_id}, {"kind", kind}});
  // Without consent the number is not kept (个人信息保护法 47). Matters keep what their parties stated in them.
  if (kind == "resident_id")
    db.write(
        "update gt_account set resident_sealed = null, resident_hash = null, resident_masked = null, "
        "version = version + 1 where id = :account",
        {{"account", account_id}});
  audit::record(db, scope, {"consent.withdraw", "account", account_id, "ok", {{"kind", kind}}});
}

void Accounts::set_locale(store::Session& db, std::int64_t account_id, std::string_view locale) {
  db.write("update gt_account set locale = :locale where id = :id", {{"locale", locale}, {"id", account_id}});
}

std::optional<Person> Accounts::person(store::Session& db, const Scope& scope, std::int64_t account_id, bool clear) {
  const auto rows = db.read(
      "select a.id, a.name, a.mobile_sealed, a.mobile_masked, a.resident_masked, a.kind, a.status from gt_account a "
      "where a.id = :id and (a.id = :self "
      "or exists (select 1 from gt_role_grant g where g.account_id = a.id and g.site_id = :site) "
      "or exists (select 1 from gt_person_link l where l.account_id = a.id and l.site_id = :site))",
      {{"id", account_id}, {"self", scope.account_id}, {"site", scope.site_id}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  Person person;
  person.id = row.integer("id");
  person.name = row.text("name");
  person.masked_name = mask_name(person.name);
  if (clear && !row.is_null("mobile_sealed"))
    person.mobile = sealing_.open(k_mobile_field, row["mobile_sealed"].text());
  person.masked_mobile = row.text("mobile_masked");
  person.masked_resident_id = row.text("resident_masked");
  person.kind = row.text("kind");
  person.status = row.text("status");
  return person;
}

std::int64_t Accounts::find_person(store::Session& db, std::string_view name, std::string_view resident_id) {
  const auto rows = db.read(
      "select id from gt_account where resident_hash = :hash and name = :name and status = 'active'",
      {{"hash", sealing_.keyed_hash(k_resident_field, normalise_resident_id(resident_id))}, {"name", trim(name)}});
  return rows.empty() ? 0 : rows[0].integer("id");
}

std::int64_t Accounts::find_login(store::Session& db, std::string_view login) {
  return account_of_login(db, sealing_, login);
}

std::string Accounts::make_setup_secret(store::Session& db, const Scope& scope) {
  sites::in_transaction(db);
  if (!db.read("select id from gt_role_grant where role = 'SYS_ADMIN' limit 1").empty())
    throw Error{Kind::conflict, "there is a system administrator already; he makes the next one"};
  const auto secret = random_token(24);
  db.write("delete from gt_secret where name = 'setup'");
  db.write("insert into gt_secret (name, value, expires_at) values ('setup', :value, :until)",
           {{"value", sealing_.keyed_hash("setup", secret)}, {"until", time_.now(db) + k_setup_valid_ms}});
  audit::record(db, scope, {"setup.secret", "account", 0, "ok", {}});
  return secret;
}

AccountResult Accounts::use_setup_secret(store::Session& db, const Scope& scope, std::string_view secret,
                                         const NewStaff& form) {
  NewAccount account;
  AccountResult result{0, check_staff(db, Policy::asvs, form, account)};
  if (!result.ok()) return result;
  const Fields one{{"value", sealing_.keyed_hash("setup", trim(secret))}, {"now", time_.now(db)}};
  // Looked up before the costly hash, taken with the account.
  const bool good =
      !db.read("select name from gt_secret where name = 'setup' and value = :value and expires_at > :now", one).empty();
  if (good) account.password_hash = passwords_.hash(form.password, db.deadline());
  if (!good ||
      db.write("delete from gt_secret where name = 'setup' and value = :value and expires_at > :now", one) == 0) {
    result.faults.push_back({"secret", {"auth.setup_secret", {}}});
    return result;
  }
  insert(db, account);
  db.write(
      "insert into gt_role_grant (id, account_id, site_id, role, area, from_date, granted_by, created_at) "
      "values (:id, :account, 0, 'SYS_ADMIN', '', :from, 0, :now)",
      {{"id", new_id()}, {"account", account.id}, {"from", today()}, {"now", now_ms()}});
  db.write("update gt_epoch set value = value + 1 where id = 1");
  audit::record(db, scope, {"setup.administrator", "account", account.id, "ok", {{"login", account.login}}});
  result.account_id = account.id;
  return result;
}

}  // namespace gongting::host::auth
