#include "auth/sessions.hpp"

#include "auth_fixture.hpp"

namespace gongting::host::auth {
namespace {

class R6_Session : public AuthTest {};
class R33_Clock : public AuthTest {};

TEST_F(R6_Session, AnIdentifierIsNewAtEverySignInAndTheOldOneDies) {
  register_citizen(citizen());
  const auto first = token("13812340000");
  EXPECT_EQ(first.size(), 43u);  // 256 bits
  const auto second = sign_in("13812340000", k_password, "192.0.2.7", Face::portal, Policy::asvs, first).token;
  EXPECT_NE(first, second);
  EXPECT_FALSE(alive(first));
  EXPECT_TRUE(alive(second));
  EXPECT_TRUE(alive_elsewhere(second));
}

TEST_F(R6_Session, BelongsToOneFace) {
  staff("clerk", "FILING_CLERK");
  const auto console = token("clerk", Face::console);
  EXPECT_TRUE(alive(console, Face::console));
  EXPECT_FALSE(alive(console, Face::portal));
  const auto portal = token("clerk", Face::portal);
  EXPECT_FALSE(alive(portal, Face::console));
}

TEST_F(R6_Session, KnowsWhoItIs) {
  const auto id = register_citizen(citizen());
  const auto mine = token("13812340000");
  auto db = lease();
  const auto session = sessions_.find(db, Face::portal, mine);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account_id, id);
  EXPECT_EQ(session->name, "陈晓明");
  EXPECT_EQ(session->login, "138****0000");
  EXPECT_EQ(session->kind, "citizen");
  EXPECT_EQ(session->epoch, sites::read_epoch(db));
  EXPECT_FALSE(sessions_.find(db, Face::portal, ""));
  EXPECT_FALSE(sessions_.find(db, Face::portal, std::string(43, 'A')));
  EXPECT_FALSE(sessions_.find(db, Face::portal, session->token_hash));
}

TEST_F(R6_Session, OfStaffEndsAfterHalfAnHourOfRest) {
  staff("clerk", "FILING_CLERK");
  const auto clerk = token("clerk", Face::console);
  pass(29 * k_minute);
  EXPECT_TRUE(alive(clerk, Face::console));
  pass(29 * k_minute);
  EXPECT_TRUE(alive_elsewhere(clerk, Face::console));
  pass(30 * k_minute);
  EXPECT_FALSE(alive(clerk, Face::console));
  EXPECT_FALSE(alive_elsewhere(clerk, Face::console));
}

TEST_F(R6_Session, OfACitizenEndsAfterSevenDaysOfRest) {
  register_citizen(citizen());
  const auto mine = token("13812340000");
  pass(7 * k_day - k_minute);
  EXPECT_TRUE(alive(mine));
  pass(7 * k_day);
  EXPECT_FALSE(alive(mine));
}

TEST_F(R6_Session, EndsAfterItsWholeTimeHoweverBusyItIs) {
  staff("clerk", "FILING_CLERK");
  register_citizen(citizen());
  const auto clerk = token("clerk", Face::console);
  const auto mine = token("13812340000");
  for (int i = 0; i < 35; ++i) {
    pass(20 * k_minute);
    EXPECT_TRUE(alive(clerk, Face::console)) << i;
  }
  pass(20 * k_minute);  // 12 hours
  EXPECT_FALSE(alive(clerk, Face::console));
  for (int i = 0; i < 14; ++i) {
    pass(6 * k_day);
    EXPECT_TRUE(alive(mine)) << i;
  }
  pass(6 * k_day);  // beyond 90 days
  EXPECT_FALSE(alive(mine));
}

TEST_F(R6_Session, EndsOnSignOut) {
  const auto id = register_citizen(citizen());
  const auto mine = token("13812340000"), other = token("13812340000");
  {
    auto db = lease();
    sign_in_.sign_out(db, at_site(id), mine);
    db.commit();
  }
  EXPECT_FALSE(alive(mine));
  EXPECT_FALSE(alive_elsewhere(mine));
  EXPECT_TRUE(alive(other));
}

TEST_F(R6_Session, AllEndOnPasswordChangeAndANewOneBegins) {
  const auto id = register_citizen(citizen());
  const auto mine = token("13812340000"), other = token("13812340000");
  std::string fresh;
  {
    auto db = lease();
    EXPECT_TRUE(
        accounts_.change_password(db, at_site(id), Policy::asvs, k_password, "ein neues langes Wort", fresh).empty());
    db.commit();
  }
  EXPECT_FALSE(alive(mine));
  EXPECT_FALSE(alive_elsewhere(other));
  EXPECT_TRUE(alive_elsewhere(fresh));
  EXPECT_EQ(sign_in("13812340000", k_password).outcome, Outcome::refused);
  EXPECT_EQ(sign_in("13812340000", "ein neues langes Wort").outcome, Outcome::ok);
}

TEST_F(R6_Session, AllEndOnDisabling) {
  const auto id = register_citizen(citizen());
  const auto mine = token("13812340000");
  {
    auto db = lease();
    accounts_.disable(db, system(), id, "本人申请");
    db.commit();
  }
  EXPECT_FALSE(alive(mine));
  EXPECT_FALSE(alive_elsewhere(mine));
  EXPECT_EQ(sign_in("13812340000", k_password).outcome, Outcome::refused);
  {
    auto db = lease();
    accounts_.enable(db, system(), id, "恢复");
    db.commit();
  }
  EXPECT_FALSE(alive(mine));  // what ended stays ended
  EXPECT_EQ(sign_in("13812340000", k_password).outcome, Outcome::ok);
}

TEST_F(R6_Session, AllEndWhenAnOfficeIsGivenOrTaken) {
  const auto id = staff("clerk", "FILING_CLERK");
  const auto before = token("clerk", Face::console);
  std::int64_t office = 0;
  {
    auto db = lease();
    Grant more;
    more.account_id = id;
    more.site_id = linan_;
    more.role = "JUDGE";
    office = grant(db, system(), more);
    db.commit();
  }
  EXPECT_FALSE(alive(before, Face::console));
  const auto between = token("clerk", Face::console);
  {
    auto db = lease();
    revoke(db, system(), office);
    db.commit();
  }
  EXPECT_FALSE(alive_elsewhere(between, Face::console));
}

TEST_F(R6_Session, ItsUseIsNotedAtMostOnceAMinute) {
  register_citizen(citizen());
  const auto mine = token("13812340000");
  const auto seen = [&] { return count("select seen_at as n from gt_session"); };
  const auto start = seen();
  pass(59 * k_second);
  EXPECT_TRUE(alive(mine));
  EXPECT_EQ(seen(), start);
  pass(k_second);
  EXPECT_TRUE(alive(mine));
  EXPECT_EQ(seen(), start + k_minute);
}

TEST_F(R6_Session, CookiesAreBoundToHostFaceAndScriptlessness) {
  EXPECT_EQ(cookie_name(Face::portal, false), "gt_p");
  EXPECT_EQ(cookie_name(Face::console, false), "gt_c");
  EXPECT_EQ(cookie_name(Face::portal, true), "__Host-gt_p");
  EXPECT_EQ(cookie_name(Face::console, true), "__Host-gt_c");
  EXPECT_EQ(sessions_.cookie(Face::console, true, "T"), "__Host-gt_c=T; Path=/; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(sessions_.cookie(Face::portal, false, "T"), "gt_p=T; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000");
  EXPECT_EQ(ended_cookie(Face::portal, false), "gt_p=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST_F(R6_Session, TheSweepRemovesWhatEndedAndNothingElse) {
  staff("clerk", "FILING_CLERK");
  register_citizen(citizen());
  const auto clerk = token("clerk", Face::console);
  const auto mine = token("13812340000");
  pass(k_hour);
  {
    auto db = lease();
    sessions_.sweep(db);
    db.commit();
  }
  EXPECT_EQ(count("select count(*) as n from gt_session"), 1);
  EXPECT_TRUE(alive(mine));
}

TEST_F(R33_Clock, SetBackAnHourItRevivesNobody) {
  staff("clerk", "FILING_CLERK");
  register_citizen(citizen());
  const auto clerk = token("clerk", Face::console);
  const auto citizens = token("13812340000");
  pass(40 * k_minute);
  EXPECT_TRUE(alive(citizens));  // somebody was there: this moment is known
  pass(-k_hour);
  // Nobody asked for the clerk's session after it ended, so it is still in the table: only the time can tell.
  EXPECT_FALSE(alive_elsewhere(clerk, Face::console));
  EXPECT_FALSE(alive(clerk, Face::console));
  EXPECT_TRUE(alive(citizens));
}

TEST_F(R33_Clock, SetBackAnHourItSkipsNoTimeOut) {
  staff("clerk", "FILING_CLERK");
  const auto clerk = token("clerk", Face::console);
  pass(10 * k_minute);
  EXPECT_TRUE(alive(clerk, Face::console));
  pass(-k_hour);
  EXPECT_TRUE(alive(clerk, Face::console));
  pass(20 * k_minute);
  EXPECT_TRUE(alive_elsewhere(clerk, Face::console));
  pass(31 * k_minute);
  EXPECT_FALSE(alive(clerk, Face::console));
}

TEST_F(R33_Clock, AJumpOf400DaysAndBackEndsSessionsAndTimeGoesOn) {
  staff("clerk", "FILING_CLERK");
  register_citizen(citizen());
  const auto old = token("13812340000");
  pass(400 * k_day);
  EXPECT_FALSE(alive(old));
  const auto during = token("13812340000");
  pass(-400 * k_day);
  EXPECT_FALSE(alive(old));
  EXPECT_TRUE(alive(during));
  const auto clerk = token("clerk", Face::console);
  pass(29 * k_minute);
  EXPECT_TRUE(alive(clerk, Face::console));
  pass(31 * k_minute);
  EXPECT_FALSE(alive(clerk, Face::console));
  pass(7 * k_day);
  EXPECT_FALSE(alive_elsewhere(during));
}

TEST_F(R33_Clock, CodesAndLocksGoByTheSameTime) {
  const auto id = register_citizen(citizen());
  std::string code;
  {
    auto db = lease();
    code = accounts_.issue_code(db, system(), "reset", id);
    db.commit();
  }
  pass(16 * k_minute);
  token("13812340000");
  pass(-16 * k_minute);
  auto db = lease();
  const auto faults =
      accounts_.reset_password(db, from("192.0.2.7"), Policy::asvs, "13812340000", code, "ein neues langes Wort");
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].text.key, "auth.code_wrong");
}

}  // namespace
}  // namespace gongting::host::auth
