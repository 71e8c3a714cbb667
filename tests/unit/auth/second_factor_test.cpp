// R4: the second factor of staff. Codes by RFC 6238; the test vectors are those of its appendix B (SHA-1), cut to 6 digits.
#include <gtest/gtest.h>

#include <set>

#include "auth_fixture.hpp"

namespace gongting::host::auth {
namespace {

std::string bytes_of_base32(const std::string& text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    bits = (bits << 5) | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((have += 5) >= 8) bytes.push_back(static_cast<char>((bits >> (have -= 8)) & 0xFF));
  }
  return bytes;
}

class R4_SecondFactor : public AuthTest {
 protected:
  /// The code of the app, some steps away from now.
  std::string code(int away = 0) const { return totp(secret_, clock_ / SecondFactor::k_step_ms + away); }
  /// A judge whose second factor counts; it keeps the recovery codes.
  std::int64_t judge() {
    const auto account = staff("j01", "JUDGE");
    auto db = lease();
    const auto shown = factor().begin(db, at_site(account, Face::console));
    EXPECT_TRUE(shown);
    secret_ = bytes_of_base32(*shown);
    recovery_ = factor().confirm(db, at_site(account, Face::console), code(), "");
    EXPECT_EQ(recovery_.size(), 10u);
    db.commit();
    pass(SecondFactor::k_step_ms);
    return account;
  }
  SecondFactor& factor() { return sign_in_.second_factor(); }
  SignInResult with_password() { return sign_in("j01", k_password, "192.0.2.7", Face::console); }
  SignInResult finish(const std::string& started, const std::string& typed) {
    return sign_in_.finish(*database_, from("192.0.2.7", Face::console), started, typed);
  }
  std::int64_t audited(const std::string& action, const std::string& outcome) {
    auto db = lease();
    return db.read("select count(*) as n from gt_audit where action = :action and outcome = :outcome", {{"action", action}, {"outcome", outcome}})[0].integer("n");
  }
  std::string secret_;
  std::vector<std::string> recovery_;
};

TEST_F(R4_SecondFactor, MakesTheCodesOfTheStandard) {
  const std::string key = "12345678901234567890";
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [second, expected] : vectors) EXPECT_EQ(totp(key, second / 30), expected) << second;
  EXPECT_EQ(base32("foobar"), "MZXW6YTBOI") << "RFC 4648, 10";
  EXPECT_EQ(base32("fooba"), "MZXW6YTB");
}

TEST_F(R4_SecondFactor, CountsOnlyOnceACodeOfItWasShown) {
  const auto account = staff("j01", "JUDGE");
  {
    auto db = lease();
    const auto shown = factor().begin(db, at_site(account));
    db.commit();
    ASSERT_TRUE(shown);
    secret_ = bytes_of_base32(*shown);
    EXPECT_EQ(secret_.size(), 20u);
    EXPECT_EQ(factor().begin(db, at_site(account)), shown) << "the picture is that of the page";
  }
  EXPECT_EQ(with_password().outcome, Outcome::ok);
  auto db = lease();
  EXPECT_TRUE(factor().confirm(db, at_site(account), "000000", "").empty());
  EXPECT_EQ(factor().confirm(db, at_site(account), code(), "").size(), 10u);
  db.commit();
  EXPECT_EQ(factor().begin(db, at_site(account)), std::nullopt) << "its secret is shown no more";
  pass(SecondFactor::k_step_ms);
  EXPECT_EQ(with_password().outcome, Outcome::code_wanted);
  EXPECT_EQ(stored_bytes().find(secret_), std::string::npos) << "the secret lies sealed";
}

TEST_F(R4_SecondFactor, OpensNoSessionBeforeTheCode) {
  judge();
  const auto started = with_password();
  ASSERT_EQ(started.outcome, Outcome::code_wanted);
  EXPECT_FALSE(alive(started.token, Face::console));
  const auto finished = finish(started.token, code());
  ASSERT_EQ(finished.outcome, Outcome::ok);
  EXPECT_TRUE(alive(finished.token, Face::console));
  EXPECT_EQ(finish(started.token, code(1)).outcome, Outcome::over) << "the step after the password is used up";
}

TEST_F(R4_SecondFactor, TakesEachCodeOnceAndNoOldOne) {
  judge();
  const auto used = code();
  EXPECT_EQ(finish(with_password().token, used).outcome, Outcome::ok);
  EXPECT_EQ(finish(with_password().token, used).outcome, Outcome::code_wrong) << "replayed";
  EXPECT_EQ(finish(with_password().token, code(-1)).outcome, Outcome::code_wrong) << "the one before it";
  EXPECT_EQ(finish(with_password().token, code(1)).outcome, Outcome::ok) << "a phone that is ahead";
  pass(10 * SecondFactor::k_step_ms);
  EXPECT_EQ(finish(with_password().token, code(-1)).outcome, Outcome::ok) << "a phone that is behind";
  pass(10 * SecondFactor::k_step_ms);
  EXPECT_EQ(finish(with_password().token, code(-4)).outcome, Outcome::code_wrong) << "from two minutes ago";
  EXPECT_EQ(finish(with_password().token, code(2)).outcome, Outcome::code_wrong);
}

TEST_F(R4_SecondFactor, AllowsFiveGuessesWhereverTheyAreMade) {
  judge();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(finish(with_password().token, "000000").outcome, Outcome::code_wrong) << i;
  const auto sixth = finish(with_password().token, code());
  EXPECT_EQ(sixth.outcome, Outcome::slow_down) << "even the right one";
  EXPECT_GT(sixth.retry_after_s, 60);
  pass(16 * k_minute);
  EXPECT_EQ(finish(with_password().token, code()).outcome, Outcome::ok) << "its owner is not locked out for ever";
}

TEST_F(R4_SecondFactor, EndsTheStepAfterThePasswordAfterFiveGuessesOrTenMinutes) {
  judge();
  const auto started = with_password();
  pass(11 * k_minute);
  EXPECT_EQ(finish(started.token, code()).outcome, Outcome::over);
  EXPECT_EQ(finish("no such token", code()).outcome, Outcome::over);
  EXPECT_EQ(sign_in_.finish(*database_, from("192.0.2.7", Face::portal), with_password().token, code()).outcome, Outcome::over) << "of another face";
}

TEST_F(R4_SecondFactor, TakesRecoveryCodesOnceEach) {
  const auto account = judge();
  EXPECT_EQ(std::set<std::string>(recovery_.begin(), recovery_.end()).size(), 10u);
  EXPECT_EQ(finish(with_password().token, recovery_[0]).outcome, Outcome::ok);
  EXPECT_EQ(finish(with_password().token, recovery_[0]).outcome, Outcome::code_wrong);
  auto typed = recovery_[1];
  typed.erase(5, 1);
  EXPECT_EQ(finish(with_password().token, " " + typed + " ").outcome, Outcome::ok) << "typed without its hyphen";
  auto db = lease();
  EXPECT_EQ(factor().recovery_codes_left(db, account), 8);
  const auto fresh = factor().new_recovery_codes(db, at_site(account));
  db.commit();
  EXPECT_EQ(factor().recovery_codes_left(db, account), 10);
  EXPECT_FALSE(factor().take(db, account, recovery_[2])) << "the old ones are void";
  EXPECT_TRUE(factor().take(db, account, fresh[2]));
  for (const auto& one : fresh) EXPECT_EQ(stored_bytes().find(one), std::string::npos);
}

TEST_F(R4_SecondFactor, IsTakenAwayByAnAdministratorOnRecord) {
  const auto account = judge();
  const auto session = finish(with_password().token, code());
  const auto started = with_password();
  {
    auto db = lease();
    factor().reset(db, at_site(staff("sec", "SEC_ADMIN"), Face::console), account, "手机丢了，已当面核对");
    db.commit();
  }
  EXPECT_FALSE(alive(session.token, Face::console)) << "every session ends";
  EXPECT_EQ(finish(started.token, code(1)).outcome, Outcome::over);
  EXPECT_EQ(with_password().outcome, Outcome::ok);
  EXPECT_EQ(audited("second_factor.reset", "ok"), 1);
}

TEST_F(R4_SecondFactor, EndsWithThePasswordAndWithTheAccount) {
  const auto account = judge();
  auto started = with_password();
  {
    auto db = lease();
    sessions_.end_all(db, account);  // as a new password does
    db.commit();
  }
  EXPECT_EQ(finish(started.token, code()).outcome, Outcome::over);
  started = with_password();
  {
    auto db = lease();
    accounts_.disable(db, at_site(staff("sec", "SEC_ADMIN")), account, "离任");
    db.commit();
  }
  EXPECT_EQ(finish(started.token, code(1)).outcome, Outcome::over);
}

TEST_F(R4_SecondFactor, IsAskedOfThoseWhomAProviderNamesUnlessItAskedItself) {
  const auto account = judge();
  auto db = lease();
  const auto plain = sign_in_.sign_in_by_provider(db, from("192.0.2.7", Face::console), account, "zlb", false);
  EXPECT_EQ(plain.outcome, Outcome::code_wanted);
  const auto two = sign_in_.sign_in_by_provider(db, from("192.0.2.7", Face::console), account, "zlb", true);
  EXPECT_EQ(two.outcome, Outcome::ok);
  db.commit();
  EXPECT_TRUE(alive(two.token, Face::console));
  EXPECT_EQ(finish(plain.token, code()).outcome, Outcome::ok);
}

class StepUp : public R4_SecondFactor {
 protected:
  Session session(const std::string& token, Face face) {
    auto db = lease();
    return *sessions_.find(db, face, token);
  }
  SignInResult again(Session& session, const std::string& password, const std::string& typed = "") {
    auto scope = at_site(session.account_id);
    return sign_in_.show_again(*database_, scope, session, password, typed);
  }
};

TEST_F(StepUp, IsFreshAfterSigningInAndAfterShowingThePasswordAgain) {
  register_citizen(citizen());
  const auto opened = token("13812340000");
  auto held = session(opened, Face::portal);
  EXPECT_EQ(held.shown_at, clock_);
  pass(20 * k_minute);
  EXPECT_EQ(again(held, "wrong password").outcome, Outcome::refused);
  EXPECT_EQ(session(opened, Face::portal).shown_at, clock_ - 20 * k_minute);
  EXPECT_EQ(again(held, k_password).outcome, Outcome::ok);
  EXPECT_EQ(session(opened, Face::portal).shown_at, clock_);
  EXPECT_EQ(audited("step_up", "ok"), 1);
  EXPECT_EQ(audited("step_up", "refused"), 1);
}

TEST_F(StepUp, StopsWhoGuessesWithAnOpenSession) {
  register_citizen(citizen());
  auto held = session(token("13812340000"), Face::portal);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(again(held, "wrong password").outcome, Outcome::refused) << i;
  EXPECT_EQ(again(held, k_password).outcome, Outcome::slow_down);
}

TEST_F(StepUp, AsksForTheCodeWhereThereIsASecondFactor) {
  judge();
  auto held = session(finish(with_password().token, code()).token, Face::console);
  EXPECT_TRUE(held.second_factor);
  EXPECT_EQ(again(held, k_password, "").outcome, Outcome::code_wrong) << "the password alone is not enough";
  EXPECT_EQ(again(held, "", code()).outcome, Outcome::code_wrong) << "the code of the sign-in is used up";
  EXPECT_EQ(again(held, "", code(1)).outcome, Outcome::ok);
}

}  // namespace
}  // namespace gongting::host::auth
