// Accounts: one for each person on the whole installation.
#ifndef GONGTING_AUTH_ACCOUNTS_HPP
#define GONGTING_AUTH_ACCOUNTS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/fault.hpp"
#include "auth/passwords.hpp"
#include "auth/sealing.hpp"
#include "auth/sessions.hpp"
#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {

/// What a citizen fills in. Consent to the privacy notice and consent to the use of the resident ID are two boxes
/// (个人信息保护法 17, 28-30: sensitive personal information needs a consent of its own).
struct Registration {
  std::string name, mobile, resident_id, password;
  bool notice_read = false, resident_id_consent = false;
  std::string notice_version;  // of the text that was shown
  std::string login;           // "" for the mobile number, as everybody's is; another one for a demo
};

struct NewStaff {
  std::string login, name, mobile, password;  // mobile may be empty; the password has to be changed at first sign-in
  std::string resident_id;                    // may be empty
};

/// Whom an identity provider names; he has read the notice, and agreed to his number being kept where it is not empty.
struct ProviderPerson {
  std::string name, resident_id, mobile, notice_version;
};

struct AccountResult {
  std::int64_t account_id = 0;
  Faults faults;
  bool ok() const { return faults.empty(); }
};

/// What may be shown of a person; the clear number only when it was asked for.
struct Person {
  std::int64_t id = 0;
  std::string name, masked_name, mobile, masked_mobile, masked_resident_id, kind, status;
};

/// All take the caller's session. Those that hash a password do it before the first write: call them without an open
/// transaction, and commit after. Those that check a code commit the try by themselves. All are audited.
class Accounts {
 public:
  Accounts(Passwords& passwords, const Sealing& sealing, Sessions& sessions, NeverBack& time)
      : passwords_(passwords), sealing_(sealing), sessions_(sessions), time_(time) {}

  AccountResult register_citizen(store::Session& db, const Scope& scope, Policy policy, const Registration& form);
  /// Without a password: he signs in by the provider. Faults on field name.
  AccountResult create_by_provider(store::Session& db, const Scope& scope, const ProviderPerson& person);
  AccountResult create_staff(store::Session& db, const Scope& scope, Policy policy, const NewStaff& form);
  /// Ends every session of the account. Errors: not_found.
  void disable(store::Session& db, const Scope& scope, std::int64_t account_id, const std::string& reason);
  void enable(store::Session& db, const Scope& scope, std::int64_t account_id, const std::string& reason);

  /// Ends every session of the account and opens one with a new token on scope.face, given in `token`. Faults on the
  /// fields old_password and password.
  Faults change_password(store::Session& db, const Scope& scope, Policy policy, std::string_view old_password,
                         std::string_view new_password, std::string& token);
  /// Whether it is the password of scope.account_id: for an act that needs him to show again who he is. Counts and commits the
  /// try. Errors: too_many.
  bool check_password(store::Session& db, const Scope& scope, std::string_view password);
  /// By an administrator: the old one is not asked for, the new one has to be changed. For the command line and demos.
  Faults set_password(store::Session& db, const Scope& scope, Policy policy, std::int64_t account_id,
                      std::string_view new_password, bool must_change);

  /// A one-time code of 8 digits, 15 minutes, 5 tries; the one before it is void. `purpose` is "reset" or "mobile".
  /// Errors: too_many after 5 within an hour.
  std::string issue_code(store::Session& db, const Scope& scope, std::string_view purpose, std::int64_t account_id);
  struct SentCode {
    std::string mobile, code;
  };
  /// For one who is not signed in and says who he is: what to send where. Nothing when there is no such account, it has
  /// no number, or enough was sent to it; the page says the same in every case. Errors: too_many from one address.
  std::optional<SentCode> code_for_login(store::Session& db, const Scope& scope, std::string_view purpose,
                                         std::string_view login);
  struct IssuedCode {
    std::int64_t account_id = 0;
    std::string code, masked_name;
  };
  /// At a point: the director (庭务主任) has seen the resident's ID card. Nothing when no citizen has this ID and name.
  /// Errors: forbidden unless scope has COURT_DIRECTOR with a point; too_many.
  std::optional<IssuedCode> issue_code_at_point(store::Session& db, const Scope& scope, std::string_view purpose,
                                                std::string_view name, std::string_view resident_id);
  /// Sets a new password with a code. The same answer for an unknown login and a wrong code.
  Faults reset_password(store::Session& db, const Scope& scope, Policy policy, std::string_view login,
                        std::string_view code, std::string_view new_password);
  /// For scope.account_id, with a code of purpose mobile. The login changes too when it was the old number.
  Faults change_mobile(store::Session& db, const Scope& scope, std::string_view code, std::string_view mobile);

  void withdraw_consent(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view kind);
  void set_locale(store::Session& db, std::int64_t account_id, std::string_view locale);

  /// The person, if he has anything to do with the scope's site: a role there, a record linked to him, or he is the one
  /// who asks. The caller audits when it asks for the clear number.
  std::optional<Person> person(store::Session& db, const Scope& scope, std::int64_t account_id, bool clear);
  /// The active citizen with exactly this name and resident ID; 0 for none.
  std::int64_t find_person(store::Session& db, std::string_view name, std::string_view resident_id);
  /// account_of_login.
  std::int64_t find_login(store::Session& db, std::string_view login);

  /// The secret with which the first administrator is made; valid for a day. It is shown once: only its hash is kept.
  /// Errors: conflict when there is a system administrator already.
  std::string make_setup_secret(store::Session& db, const Scope& scope);
  /// Makes the first system administrator (of all sites). Faults on field "secret" for a wrong, used or old one.
  AccountResult use_setup_secret(store::Session& db, const Scope& scope, std::string_view secret, const NewStaff& form);

 private:
  struct NewAccount;
  Faults check_staff(store::Session& db, Policy policy, const NewStaff& form, NewAccount& account);
  Faults taken(store::Session& db, const NewAccount& account);
  void insert(store::Session& db, NewAccount& account);
  /// Faults of a new password that need the account's history; field password.
  Faults check_new_password(store::Session& db, Policy policy, std::int64_t account_id, std::string_view password);
  void store_password(store::Session& db, std::int64_t account_id, const std::string& hash, bool must_change);
  /// Counts the try and commits it. The code's id when it is right, else 0.
  std::int64_t take_code(store::Session& db, std::string_view purpose, std::int64_t account_id, std::string_view code);
  void limit(store::Session& db, const std::string& key, int free, std::int64_t window_ms);
  std::string code_hash(std::string_view purpose, std::int64_t account_id, std::string_view code) const;

  Passwords& passwords_;
  const Sealing& sealing_;
  Sessions& sessions_;
  NeverBack& time_;
};

/// A login as it is stored and compared: no blanks around it, ASCII in lower case; of a mobile number only a keyed hash,
/// "mobile:…", because numbers lie sealed in the database.
std::string stored_login(const Sealing& sealing, std::string_view typed);
/// The account of a login as it was typed, active or not; 0 for none. For those with a login of their own (staff) the
/// registered mobile number serves too.
std::int64_t account_of_login(store::Session& db, const Sealing& sealing, std::string_view typed);

}  // namespace gongting::host::auth

#endif
