#include "auth/sign_in.hpp"

#include <algorithm>
#include <thread>

#include "auth/attempts.hpp"
#include "auth_fixture.hpp"

namespace gongting::host::auth {
namespace {

class R1_SignIn : public AuthTest {};
class R3_NoDefaultAccount : public AuthTest {};
class R34_Audit : public AuthTest {};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[values.size() / 2] + values[(values.size() - 1) / 2]) / 2;
}

TEST_F(R1_SignIn, WrongNameAndWrongPasswordHaveTheSameAnswerAndTime) {
  // Dear enough to be most of the time, cheap enough for a test.
  Passwords dear({4096, 2, 2}, k_common);
  Accounts accounts(dear, sealing_, sessions_, time_);
  SignIn door(dear, sessions_, time_, sealing_);
  for (int i = 0; i < 30; ++i) {
    auto db = lease();
    ASSERT_TRUE(
        accounts.create_staff(db, system(), Policy::asvs, {"person" + std::to_string(i), "某某", "", k_password, ""})
            .ok());
    db.commit();
  }
  std::vector<double> known, unknown;
  const auto measure = [&](const std::string& login, const std::string& client, std::vector<double>& times) {
    const auto start = std::chrono::steady_clock::now();
    const auto result = door.sign_in(*database_, from(client), Policy::asvs, login, "wrong wrong wrong");
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    EXPECT_EQ(result.outcome, Outcome::refused);
    EXPECT_EQ(result.retry_after_s, 0);
    EXPECT_EQ(result.account_id, 0);
    EXPECT_TRUE(result.token.empty());
  };
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 30; ++i) {
      const auto n = std::to_string(i);
      measure("person" + n, "192.0.2." + n, known);
      measure("nobody" + n, "198.51.100." + n, unknown);
    }
  const auto ratio = median(known) / median(unknown);
  EXPECT_GT(ratio, 0.8);
  EXPECT_LT(ratio, 1.25);
}

TEST_F(R1_SignIn, TenFailuresOnOneAccountAreSlowedDown) {
  register_citizen(citizen());
  int verified = 0, slowed = 0;
  for (int i = 0; i < 10; ++i) {
    const auto result = sign_in("13812340000", "wrong wrong wrong", "203.0.113.5");
    (result.outcome == Outcome::refused ? verified : slowed) += 1;
    if (result.outcome == Outcome::slow_down) {
      EXPECT_GE(result.retry_after_s, 1);
      EXPECT_LE(result.retry_after_s, 60);
    }
    pass(100);
  }
  EXPECT_EQ(verified, 5);
  EXPECT_EQ(slowed, 5);
}

TEST_F(R1_SignIn, AnUnknownNameIsSlowedDownInTheSameWay) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(sign_in("13900000000", "wrong wrong wrong").outcome, Outcome::refused);
  EXPECT_EQ(sign_in("13900000000", "wrong wrong wrong").outcome, Outcome::slow_down);
}

TEST_F(R1_SignIn, TheRightPasswordDoesNotJumpTheWait) {
  register_citizen(citizen());
  for (int i = 0; i < 5; ++i) sign_in("13812340000", "wrong wrong wrong");
  const auto result = sign_in("13812340000", k_password);
  EXPECT_EQ(result.outcome, Outcome::slow_down);
  EXPECT_EQ(result.retry_after_s, 1);
  pass(k_second);
  EXPECT_EQ(sign_in("13812340000", k_password).outcome, Outcome::ok);
  EXPECT_EQ(sign_in("13812340000", "wrong wrong wrong").outcome, Outcome::refused);  // counted anew
}

TEST_F(R1_SignIn, WaitsGrowToAMinuteAndNotBeyond) {
  register_citizen(citizen());
  int longest = 0;
  for (int i = 0; i < 60; ++i) {
    const auto result = sign_in("13812340000", "wrong wrong wrong", "203.0.113.5");
    longest = std::max(longest, result.retry_after_s);
    pass(result.retry_after_s * k_second);
  }
  EXPECT_EQ(longest, 60);
}

TEST_F(R1_SignIn, TheOwnerComesInAtHisOwnAddressWhileOthersTryFromEverywhere) {
  register_citizen(citizen());
  token("13812340000");  // he has been here before
  int slowed = 0;
  for (int i = 0; i < 60; ++i)
    if (sign_in("13812340000", "wrong wrong wrong", "203.0.113." + std::to_string(i)).outcome == Outcome::slow_down)
      ++slowed;
  EXPECT_EQ(slowed, 40);
  EXPECT_EQ(sign_in("13812340000", k_password, "192.0.2.7").outcome, Outcome::ok);
}

TEST_F(R1_SignIn, AtANewAddressTheOwnerWaitsSecondsNotForEver) {
  register_citizen(citizen());
  for (int i = 0; i < 60; ++i) sign_in("13812340000", "wrong wrong wrong", "203.0.113." + std::to_string(i));
  const auto result = sign_in("13812340000", k_password, "198.51.100.1");
  EXPECT_EQ(result.outcome, Outcome::slow_down);
  EXPECT_LE(result.retry_after_s, 5);
  pass(result.retry_after_s * k_second);
  EXPECT_EQ(sign_in("13812340000", k_password, "198.51.100.1").outcome, Outcome::ok);
}

TEST_F(R1_SignIn, AHundredFromOneAddressInAMinuteAreStopped) {
  int stopped = 0;
  for (int i = 0; i < 110; ++i)
    if (sign_in("user" + std::to_string(i), "wrong wrong wrong", "203.0.113.9").outcome == Outcome::slow_down)
      ++stopped;
  EXPECT_EQ(stopped, 10);
  EXPECT_EQ(sign_in("user200", "wrong wrong wrong", "203.0.113.10").outcome, Outcome::refused);
  const auto result = sign_in("user200", "wrong wrong wrong", "203.0.113.9");
  EXPECT_GT(result.retry_after_s, 0);
  EXPECT_LE(result.retry_after_s, 60);
  pass(k_minute);
  EXPECT_EQ(sign_in("user201", "wrong wrong wrong", "203.0.113.9").outcome, Outcome::refused);
}

TEST_F(R1_SignIn, AttemptsAtTheSameMomentDoNotPassTheCounter) {
  register_citizen(citizen());
  std::atomic<int> verified{0}, slowed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        const auto outcome = sign_in("13812340000", "wrong wrong wrong", "203.0.113.5").outcome;
        if (outcome == Outcome::refused) ++verified;
        if (outcome == Outcome::slow_down) ++slowed;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(verified, 5);
  EXPECT_EQ(slowed, 15);
}

TEST_F(R1_SignIn, IPv6AddressesAreCountedByTheirNetwork) {
  EXPECT_EQ(client_key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_key("2001:db8:1:2::1"), client_key("2001:db8:1:2:ffff::"));
  EXPECT_EQ(client_key("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(client_key("192.0.2.1"), "192.0.2.1");
}

TEST_F(R1_SignIn, Djbh3LocksForHalfAnHourAfterFiveFailures) {
  staff("clerk", "FILING_CLERK");
  const auto attempt = [&](const char* password, const char* client) {
    return sign_in("clerk", password, client, Face::console, Policy::djbh3);
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt("wrong wrong wrong", "203.0.113.5").outcome, Outcome::refused);
  EXPECT_EQ(attempt("wrong wrong wrong", "203.0.113.6").outcome, Outcome::refused);
  const auto locked = attempt(k_password, "203.0.113.7");
  EXPECT_EQ(locked.outcome, Outcome::locked);
  EXPECT_EQ(locked.retry_after_s, 30 * 60);
  pass(29 * k_minute);
  EXPECT_EQ(attempt(k_password, "203.0.113.7").outcome, Outcome::locked);
  pass(k_minute);
  EXPECT_EQ(attempt(k_password, "203.0.113.7").outcome, Outcome::ok);
}

TEST_F(R1_SignIn, TheStricterPolicyOfTheAccountsSitesHolds) {
  const auto strict = add_site("linhai", "浙1082", "djbh3");
  const auto id = staff("judge", "JUDGE");
  {
    auto db = lease();
    EXPECT_EQ(policy_for(db, id, Policy::asvs), Policy::asvs);
    Grant office;
    office.account_id = id;
    office.site_id = strict;
    office.role = "JUDGE";
    grant(db, system(), office);
    db.commit();
    EXPECT_EQ(policy_for(db, id, Policy::asvs), Policy::djbh3);
  }
  for (int i = 0; i < 5; ++i) sign_in("judge", "wrong wrong wrong", "203.0.113.5");
  EXPECT_EQ(sign_in("judge", k_password, "203.0.113.6").outcome, Outcome::locked);
}

TEST_F(R1_SignIn, Djbh3AsksForANewPasswordAfterNinetyDays) {
  staff("clerk", "FILING_CLERK");
  {
    auto db = lease();
    db.write("update gt_account set must_change = 0");
    db.commit();
  }
  pass(90 * k_day);
  EXPECT_FALSE(sign_in("clerk", k_password, "192.0.2.7", Face::console, Policy::djbh3).must_change);
  pass(k_second);
  const auto result = sign_in("clerk", k_password, "192.0.2.7", Face::console, Policy::djbh3);
  EXPECT_EQ(result.outcome, Outcome::ok);
  EXPECT_TRUE(result.must_change);
  auto db = lease();
  EXPECT_TRUE(sessions_.find(db, Face::console, result.token)->must_change);
}

TEST_F(R1_SignIn, TheConsoleIsForThoseWithAnOffice) {
  register_citizen(citizen());
  staff("former");
  EXPECT_EQ(sign_in("13812340000", k_password, "192.0.2.7", Face::console).outcome, Outcome::not_staff);
  EXPECT_EQ(sign_in("former", k_password, "192.0.2.7", Face::console).outcome, Outcome::not_staff);
  EXPECT_EQ(sign_in("former", "wrong wrong wrong", "192.0.2.7", Face::console).outcome, Outcome::refused);
  EXPECT_EQ(sign_in("former", k_password).outcome, Outcome::ok);
  EXPECT_EQ(count("select count(*) as n from gt_session where face = 'console'"), 0);
}

TEST_F(R1_SignIn, NamesAreTakenAsPeopleTypeThem) {
  register_citizen(citizen());
  staff("clerk", "FILING_CLERK");
  EXPECT_EQ(sign_in(" 138 1234 0000 ", k_password).outcome, Outcome::ok);
  EXPECT_EQ(sign_in(" Clerk", k_password).outcome, Outcome::ok);
  EXPECT_EQ(sign_in("", k_password).outcome, Outcome::refused);
  EXPECT_EQ(sign_in("clerk' or '1'='1", k_password).outcome, Outcome::refused);
}

TEST_F(R1_SignIn, StaffMaySignInWithTheirMobileNumber) {
  {
    auto db = lease();
    ASSERT_TRUE(
        accounts_.create_staff(db, system(), Policy::asvs, {"hemin", "何敏", "13711112222", k_password, ""}).ok());
    db.commit();
  }
  EXPECT_EQ(sign_in("13711112222", k_password).outcome, Outcome::ok);
  {
    auto db = lease();
    ASSERT_TRUE(
        accounts_.create_staff(db, system(), Policy::asvs, {"hemin2", "何敏", "13711112222", k_password, ""}).ok());
    db.commit();
  }
  EXPECT_EQ(sign_in("13711112222", k_password).outcome, Outcome::refused);  // whose would it be?
  EXPECT_EQ(sign_in("hemin2", k_password).outcome, Outcome::ok);
}

TEST_F(R1_SignIn, AHashAtAnOldCostIsMadeAnew) {
  register_citizen(citizen());
  Passwords dearer({128, 1, 2}, k_common);
  SignIn door(dearer, sessions_, time_, sealing_);
  EXPECT_EQ(door.sign_in(*database_, from("192.0.2.7"), Policy::asvs, "13812340000", k_password).outcome, Outcome::ok);
  auto db = lease();
  EXPECT_FALSE(dearer.outdated(db.read("select password_hash from gt_account")[0].text("password_hash")));
}

TEST_F(R3_NoDefaultAccount, NothingWorksAfterInstallation) {
  EXPECT_EQ(count("select count(*) as n from gt_account"), 0);
  for (const auto* name : {"admin", "root", "sysadmin", "administrator", "gongting", "test"})
    for (const auto* password : {"", "admin", "password", "123456", "gongting"})
      EXPECT_NE(sign_in(name, password, std::string("203.0.113.") + name, Face::console).outcome, Outcome::ok);
}

TEST_F(R3_NoDefaultAccount, TheFirstAdministratorIsMadeOnceWithASecret) {
  std::string secret;
  const auto use = [&](const std::string& given, const std::string& login) {
    auto db = lease();
    const auto result = accounts_.use_setup_secret(db, system(), given, {login, "管理员", "", k_password, ""});
    db.commit();
    return result;
  };
  EXPECT_FALSE(use("", "root").ok());  // before any was made
  EXPECT_FALSE(use("guess", "root").ok());
  {
    auto db = lease();
    secret = accounts_.make_setup_secret(db, system());
    db.commit();
  }
  EXPECT_FALSE(use("guess", "root").ok());
  EXPECT_FALSE(use(secret.substr(1), "root").ok());
  const auto made = use(secret, "root");
  EXPECT_TRUE(made.ok());
  EXPECT_FALSE(use(secret, "root2").ok());
  EXPECT_EQ(count("select count(*) as n from gt_account"), 1);
  EXPECT_EQ(sign_in("root", k_password, "192.0.2.7", Face::console).outcome, Outcome::ok);
  auto db = lease();
  EXPECT_TRUE(roles_.identity(db, made.account_id, linan_, sites::read_epoch(db))->has_role("SYS_ADMIN"));
  EXPECT_THROW(accounts_.make_setup_secret(db, system()), Error);
}

TEST_F(R3_NoDefaultAccount, TheSecretIsValidForADayAndTheNewestOnly) {
  auto db = lease();
  const auto first = accounts_.make_setup_secret(db, system());
  const auto second = accounts_.make_setup_secret(db, system());
  db.commit();
  const NewStaff form{"root", "管理员", "", k_password, ""};
  EXPECT_FALSE(accounts_.use_setup_secret(db, system(), first, form).ok());
  db.rollback();
  pass(k_day);
  EXPECT_FALSE(accounts_.use_setup_secret(db, system(), second, form).ok());
  db.rollback();
  EXPECT_EQ(count("select count(*) as n from gt_account"), 0);
}

TEST_F(R34_Audit, EachSignInAndRefusalIsThereWithoutAnySecret) {
  const auto id = register_citizen(citizen());
  token("13812340000");
  sign_in("13812340000", "geheimes Passwort 99");
  sign_in("geheimes Passwort 99", "x");  // typed into the wrong field
  auto db = lease();
  const auto rows =
      db.read("select action, object_id, outcome, client, detail from gt_audit where action = 'sign_in' order by id");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].text("outcome"), "ok");
  EXPECT_EQ(rows[0].integer("object_id"), id);
  EXPECT_EQ(rows[0].text("client"), "192.0.2.7");
  EXPECT_EQ(rows[1].text("outcome"), "refused");
  EXPECT_EQ(rows[2].integer("object_id"), 0);
  for (const auto row : rows) EXPECT_EQ(row.text("detail").find("geheim"), std::string::npos);
}

}  // namespace
}  // namespace gongting::host::auth
