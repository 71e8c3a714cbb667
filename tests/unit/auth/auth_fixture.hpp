// A court with its database, a clock that is set by hand, and a cheap password hash.
#ifndef GONGTING_TESTS_AUTH_FIXTURE_HPP
#define GONGTING_TESTS_AUTH_FIXTURE_HPP

#include <atomic>

#include "auth/accounts.hpp"
#include "auth/roles.hpp"
#include "auth/sign_in.hpp"
#include "core_database.hpp"

namespace gongting::host::auth {

inline constexpr std::int64_t k_second = 1000, k_minute = 60 * k_second, k_hour = 60 * k_minute, k_day = 24 * k_hour;
inline constexpr auto k_common = GT_SOURCE_DIR "/config/common-passwords.txt";
inline constexpr auto k_password = "corriedale 7 Schafe!";

class AuthTest : public CoreDatabase {
 protected:
  using Outcome = SignInResult::Outcome;

  AuthTest() {
    set_clock_for_test([this] { return clock_.load(); });
    import_places();
    linan_ = add_site("linan", "浙0112");
  }
  ~AuthTest() override { set_clock_for_test({}); }

  static Scope from(std::string_view client, Face face = Face::portal) {
    auto scope = system();
    scope.client = client;
    scope.face = face;
    return scope;
  }
  Scope at_site(std::int64_t account, Face face = Face::portal) {
    auto scope = from("192.0.2.7", face);
    scope.site_id = linan_;
    scope.account_id = account;
    return scope;
  }
  Registration citizen() const {
    return {"陈晓明", "13812340000", "330112196004010025", k_password, true, true, "2026-01"};
  }
  std::int64_t register_citizen(const Registration& form) {
    auto db = lease();
    const auto result = accounts_.register_citizen(db, from("192.0.2.7"), Policy::asvs, form);
    EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.faults[0].field + " " + result.faults[0].text.key);
    db.commit();
    return result.account_id;
  }
  std::int64_t staff(const std::string& login, const std::string& role = "", std::int64_t point = 0,
                     const std::string& password = k_password) {
    auto db = lease();
    const auto result =
        accounts_.create_staff(db, system(), Policy::asvs, {login, "职员" + std::string("甲"), "", password, ""});
    EXPECT_TRUE(result.ok()) << login;
    if (!role.empty()) {
      Grant office;
      office.account_id = result.account_id;
      office.site_id = linan_;
      office.point_id = point;
      office.role = role;
      grant(db, system(), office);
    }
    db.commit();
    return result.account_id;
  }
  SignInResult sign_in(std::string_view login, std::string_view password, std::string_view client = "192.0.2.7",
                       Face face = Face::portal, Policy policy = Policy::asvs, std::string_view old_token = {}) {
    return sign_in_.sign_in(*database_, from(client, face), policy, login, password, old_token);
  }
  std::string token(std::string_view login, Face face = Face::portal, std::string_view password = k_password) {
    const auto result = sign_in(login, password, "192.0.2.7", face);
    EXPECT_EQ(result.outcome, Outcome::ok);
    return result.token;
  }
  bool alive(const std::string& token, Face face = Face::portal) {
    auto db = lease();
    return sessions_.find(db, face, token).has_value();
  }
  /// The same question on the other worker: nothing is kept in one process.
  bool alive_elsewhere(const std::string& token, Face face = Face::portal) {
    auto db = lease();
    return other_sessions_.find(db, face, token).has_value();
  }
  void pass(std::int64_t ms) { clock_ += ms; }
  /// Everything that the database has written, its journal too.
  std::string stored_bytes() {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (!entry.path().filename().string().starts_with("test.db")) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
  }

  std::atomic<std::int64_t> clock_{1'772'413'200'000};  // 2026-03-02 09:00 in Shanghai, a Monday
  std::int64_t linan_ = 0;
  Sealing sealing_{folder_ / "key"};
  Passwords passwords_{{64, 1, 2}, k_common};
  NeverBack time_, other_time_;
  Sessions sessions_{Config::Session{}, time_}, other_sessions_{Config::Session{}, other_time_};
  Accounts accounts_{passwords_, sealing_, sessions_, time_};
  SignIn sign_in_{passwords_, sessions_, time_, sealing_};
  Roles roles_;
};

}  // namespace gongting::host::auth

#endif
