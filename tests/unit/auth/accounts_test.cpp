#include "auth/accounts.hpp"

#include "auth_fixture.hpp"

namespace gongting::host::auth {
namespace {

class AccountsTest : public AuthTest {
 protected:
  /// "field key" of each fault.
  std::vector<std::string> faults_of(const Registration& form, Policy policy = Policy::asvs) {
    auto db = lease();
    return words(accounts_.register_citizen(db, from("192.0.2.7"), policy, form).faults);
  }
  static std::vector<std::string> words(const Faults& faults) {
    std::vector<std::string> all;
    for (const auto& fault : faults) all.push_back(fault.field + " " + fault.text.key);
    return all;
  }
  using Words = std::vector<std::string>;
};

TEST_F(AccountsTest, ARegistrationIsStoredWithBothConsents) {
  auto form = citizen();
  form.resident_id = "330112 19600401 0025";
  const auto id = register_citizen(form);
  auto db = lease();
  const auto consents =
      db.read("select kind, text_version from gt_consent where account_id = :id order by kind", {{"id", id}});
  ASSERT_EQ(consents.size(), 2u);
  EXPECT_EQ(consents[0].text("kind"), "privacy_notice");
  EXPECT_EQ(consents[1].text("kind"), "resident_id");
  EXPECT_EQ(consents[1].text("text_version"), "2026-01");
  const auto self = accounts_.person(db, at_site(id), id, true);
  ASSERT_TRUE(self);
  EXPECT_EQ(self->masked_name, "陈*明");
  EXPECT_EQ(self->mobile, "13812340000");
  EXPECT_EQ(self->masked_mobile, "138****0000");
  EXPECT_EQ(self->masked_resident_id, "330***********0025");
}

TEST_F(AccountsTest, EveryFieldIsCheckedAtOnce) {
  EXPECT_EQ(faults_of({"", "1381234", "33011219600401002", "short", false, false, "1"}),
            (Words{"name auth.name_missing", "mobile auth.mobile_form", "resident_id auth.id_length",
                   "password auth.password_short", "notice auth.notice_missing",
                   "resident_id_consent auth.id_consent_missing"}));
  auto form = citizen();
  form.resident_id = "330112196004010024";
  EXPECT_EQ(faults_of(form), Words{"resident_id auth.id_check_digit"});
  form.resident_id = "330112196002300025";
  EXPECT_EQ(faults_of(form), Words{"resident_id auth.id_date"});
  form = citizen();
  form.name = "<b>陈</b>";
  EXPECT_EQ(faults_of(form), Words{"name auth.name_form"});
  form = citizen();
  form.resident_id_consent = false;
  EXPECT_EQ(faults_of(form), Words{"resident_id_consent auth.id_consent_missing"});
  form = citizen();
  form.password = "onlylowercase";
  EXPECT_EQ(faults_of(form, Policy::djbh3), Words{"password auth.password_composition"});
  EXPECT_EQ(count("select count(*) as n from gt_account"), 0);
}

TEST_F(AccountsTest, OnePersonIsRegisteredOnce) {
  register_citizen(citizen());
  auto form = citizen();
  form.mobile = "13900001111";
  EXPECT_EQ(faults_of(form), Words{"resident_id auth.id_registered"});
  form = citizen();
  form.resident_id = "330112198506120039";
  EXPECT_EQ(faults_of(form), Words{"mobile auth.mobile_registered"});
  form.mobile = "13900001111";
  register_citizen(form);
  EXPECT_EQ(count("select count(*) as n from gt_account"), 2);
}

TEST_F(AccountsTest, AskingAgainAndAgainWhoIsRegisteredIsLimited) {
  register_citizen(citizen());
  auto form = citizen();
  form.mobile = "13900001111";
  int answers = 0;
  try {
    for (int i = 0; i < 100; ++i) {
      faults_of(form);
      ++answers;
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::too_many);
  }
  EXPECT_EQ(answers, 29);  // with the registration, 30 within an hour from one address
}

TEST_F(AccountsTest, StaffHaveToChangeTheirFirstPassword) {
  staff("clerk", "FILING_CLERK");
  EXPECT_TRUE(sign_in("clerk", k_password).must_change);
  auto db = lease();
  EXPECT_EQ(words(accounts_.create_staff(db, system(), Policy::asvs, {"Clerk", "某某", "", k_password, ""}).faults),
            Words{"login auth.login_taken"});
  EXPECT_EQ(
      words(accounts_.create_staff(db, system(), Policy::asvs, {"13812340000", "某某", "", k_password, ""}).faults),
      Words{"login auth.login_form"});
}

TEST_F(AccountsTest, ChangingThePasswordNeedsTheOldOneAndIsLimited) {
  const auto id = register_citizen(citizen());
  auto db = lease();
  std::string fresh;
  const auto change = [&](const char* old_one, const char* new_one) {
    auto result = words(accounts_.change_password(db, at_site(id), Policy::asvs, old_one, new_one, fresh));
    db.commit();
    return result;
  };
  EXPECT_EQ(change("wrong wrong wrong", "ein neues langes Wort"), Words{"old_password auth.old_password_wrong"});
  EXPECT_EQ(change(k_password, "12345678"), Words{"password auth.password_common"});
  EXPECT_EQ(change(k_password, "13812340000"), Words{"password auth.password_own_name"});
  EXPECT_EQ(change(k_password, k_password), Words{"password auth.password_reused"});
  EXPECT_TRUE(fresh.empty());
  EXPECT_EQ(change(k_password, "ein neues langes Wort"), Words{});
  EXPECT_FALSE(fresh.empty());
  for (int i = 0; i < 5; ++i) change("wrong wrong wrong", "noch ein neues Wort");
  EXPECT_THROW(change("ein neues langes Wort", "noch ein neues Wort"), Error);
}

TEST_F(AccountsTest, Djbh3RemembersTheLastFive) {
  const auto id = register_citizen(citizen());
  auto db = lease();
  std::string old_one = k_password, fresh;
  const auto change = [&](const std::string& new_one) {
    auto result = words(accounts_.change_password(db, at_site(id), Policy::djbh3, old_one, new_one, fresh));
    db.commit();
    if (result.empty()) old_one = new_one;
    return result;
  };
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(change("Wort Nummer " + std::to_string(i) + "!"), Words{});
  EXPECT_EQ(change(k_password), Words{"password auth.password_reused"});  // the fifth last
  EXPECT_EQ(change("Wort Nummer 2!"), Words{"password auth.password_reused"});
  EXPECT_EQ(change("Wort Nummer 5!"), Words{});
  pass(k_hour);
  EXPECT_EQ(change("Corriedale 7 Schafe!"), Words{});
  pass(k_hour);
  EXPECT_EQ(change("Wort Nummer 1!"), Words{});  // the sixth last by now
}

class CodesTest : public AccountsTest {
 protected:
  CodesTest() { id_ = register_citizen(citizen()); }
  std::string issue(const char* purpose = "reset") {
    auto db = lease();
    auto code = accounts_.issue_code(db, system(), purpose, id_);
    db.commit();
    return code;
  }
  Words reset(const std::string& code, const std::string& login = "13812340000",
              const char* password = "ein neues langes Wort") {
    auto db = lease();
    auto result = words(accounts_.reset_password(db, from("192.0.2.7"), Policy::asvs, login, code, password));
    db.commit();
    return result;
  }
  Scope director(std::int64_t point) {
    auto scope = at_site(staff("director" + std::to_string(point % 1000), "COURT_DIRECTOR", point), Face::console);
    auto db = lease();
    apply(*roles_.identity(db, scope.account_id, linan_, sites::read_epoch(db)), scope);
    return scope;
  }
  static std::string other(std::string code) {
    code[0] = code[0] == '1' ? '2' : '1';
    return code;
  }
  const Words wrong_{"code auth.code_wrong"};
  std::int64_t id_ = 0;
};

TEST_F(CodesTest, ACodeSetsANewPasswordOnceAndEndsAllSessions) {
  const auto session = token("13812340000");
  const auto code = issue();
  EXPECT_EQ(code.size(), 8u);
  EXPECT_EQ(reset(code), Words{});
  EXPECT_FALSE(alive(session));
  EXPECT_EQ(sign_in("13812340000", "ein neues langes Wort").outcome, Outcome::ok);
  EXPECT_EQ(reset(code, "13812340000", "noch ein anderes Wort"), wrong_);
}

TEST_F(CodesTest, ACodeLastsFifteenMinutes) {
  const auto code = issue();
  pass(15 * k_minute);
  EXPECT_EQ(reset(code), wrong_);
  const auto second = issue();
  pass(15 * k_minute - k_second);
  EXPECT_EQ(reset(second), Words{});
}

TEST_F(CodesTest, AfterFiveWrongTriesTheRightCodeIsWorthNothing) {
  const auto code = issue();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(reset(other(code)), wrong_);
  EXPECT_EQ(reset(code), wrong_);
}

TEST_F(CodesTest, ANewCodeMakesTheOldOneVoidAndFiveAnHourAreEnough) {
  const auto first = issue();
  const auto second = issue();
  EXPECT_EQ(reset(first), wrong_);
  EXPECT_EQ(reset(second), Words{});
  for (int i = 0; i < 3; ++i) issue();
  EXPECT_THROW(issue(), Error);
}

TEST_F(CodesTest, IsForItsPersonAndPurposeOnly) {
  auto form = citizen();
  form.mobile = "13900001111";
  form.resident_id = "330112198506120039";
  register_citizen(form);
  const auto code = issue();
  EXPECT_EQ(reset(code, "13900001111"), wrong_);
  EXPECT_EQ(reset(code, "13700000000"), wrong_);  // nobody: the same answer
  const auto mobile = issue("mobile");
  EXPECT_EQ(reset(mobile), wrong_);
  EXPECT_EQ(reset(code), Words{});
}

TEST_F(CodesTest, WhoForgotThePasswordLearnsNothingAboutOthers) {
  auto db = lease();
  const auto ask = [&](const char* login) {
    auto sent = accounts_.code_for_login(db, from("192.0.2.7"), "reset", login);
    db.commit();
    return sent;
  };
  const auto sent = ask("13812340000");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->mobile, "13812340000");
  EXPECT_EQ(reset(sent->code), Words{});
  EXPECT_FALSE(ask("13700000000"));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(ask("13812340000"));
  EXPECT_FALSE(ask("13812340000"));  // five an hour: silence, not another answer
  for (int i = 0; i < 3; ++i) ask("13700000000");
  EXPECT_THROW(ask("13700000000"), Error);  // ten from one address
}

TEST_F(CodesTest, APoorNewPasswordDoesNotUseTheCodeUp) {
  const auto code = issue();
  EXPECT_EQ(reset(code, "13812340000", "12345678"), Words{"password auth.password_common"});
  EXPECT_EQ(reset(code), Words{});
}

TEST_F(CodesTest, ChangesTheNumberAndTheLoginWithIt) {
  const auto code = issue("mobile");
  auto db = lease();
  const auto change = [&](const std::string& given, const char* mobile) {
    auto result = words(accounts_.change_mobile(db, at_site(id_), given, mobile));
    db.commit();
    return result;
  };
  EXPECT_EQ(change(code, "1390000"), Words{"mobile auth.mobile_form"});
  EXPECT_EQ(change(other(code), "13900001111"), wrong_);
  EXPECT_EQ(change(code, "139 0000 1111"), Words{});
  EXPECT_EQ(sign_in("13812340000", k_password).outcome, Outcome::refused);
  EXPECT_EQ(sign_in("13900001111", k_password).outcome, Outcome::ok);
  EXPECT_EQ(accounts_.person(db, at_site(id_), id_, true)->mobile, "13900001111");
  EXPECT_EQ(change(code, "13900002222"), wrong_);
}

TEST_F(CodesTest, TheDirectorOfAPointIssuesOneToWhomHeHasSeen) {
  const auto scope = director(add_point(linan_, "板桥镇共享法庭", "330112100000"));
  auto db = lease();
  const auto issued = accounts_.issue_code_at_point(db, scope, "reset", "陈晓明", "33011219600401002 5");
  db.commit();
  ASSERT_TRUE(issued);
  EXPECT_EQ(issued->account_id, id_);
  EXPECT_EQ(issued->masked_name, "陈*明");
  EXPECT_EQ(reset(issued->code), Words{});
  EXPECT_FALSE(accounts_.issue_code_at_point(db, scope, "reset", "陈小明", "330112196004010025"));
  EXPECT_FALSE(accounts_.issue_code_at_point(db, scope, "reset", "陈晓明", "330112198506120039"));
  db.commit();
  const auto audit =
      db.read("select outcome, account_id, detail from gt_audit where action = 'code.issue' order by id");
  ASSERT_EQ(audit.size(), 3u);
  EXPECT_EQ(audit[0].text("outcome"), "ok");
  EXPECT_EQ(audit[0].integer("account_id"), scope.account_id);
  EXPECT_EQ(audit[1].text("outcome"), "refused");
  EXPECT_EQ(audit[2].text("detail").find("330112198506120039"), std::string::npos);
}

TEST_F(CodesTest, NobodyElseIssuesCodesToResidents) {
  auto db = lease();
  auto scope = at_site(id_);
  EXPECT_THROW(accounts_.issue_code_at_point(db, scope, "reset", "陈晓明", "330112196004010025"), Error);
  scope.roles = {"CITIZEN", "FILING_CLERK"};
  scope.point_id = 1;
  EXPECT_THROW(accounts_.issue_code_at_point(db, scope, "reset", "陈晓明", "330112196004010025"), Error);
}

TEST_F(CodesTest, ADirectorCannotGetAtTheAccountOfOneWithAnOffice) {
  const auto scope = director(add_point(linan_, "板桥镇共享法庭", "330112100000"));
  auto db = lease();
  Grant office;
  office.account_id = id_;
  office.site_id = linan_;
  office.role = "MEDIATOR";
  grant(db, system(), office);
  db.commit();
  EXPECT_FALSE(accounts_.issue_code_at_point(db, scope, "reset", "陈晓明", "330112196004010025"));
}

TEST_F(AccountsTest, APersonIsShownOnlyWhereHeIsKnown) {
  const auto id = register_citizen(citizen());
  const auto clerk = staff("clerk", "FILING_CLERK");
  auto db = lease();
  EXPECT_FALSE(accounts_.person(db, at_site(clerk), id, false));
  db.write(
      "insert into gt_person_link (site_id, record_type, record_id, account_id, part) values (:site, 't', 1, :id, "
      "'applicant')",
      {{"site", linan_}, {"id", id}});
  db.commit();
  const auto person = accounts_.person(db, at_site(clerk), id, false);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->mobile, "");
  EXPECT_EQ(person->masked_mobile, "138****0000");
  EXPECT_TRUE(accounts_.person(db, at_site(id), clerk, false));
  EXPECT_EQ(accounts_.find_person(db, "陈晓明", "330112196004010025"), id);
  EXPECT_EQ(accounts_.find_person(db, "陈小明", "330112196004010025"), 0);
}

TEST_F(AccountsTest, WithoutConsentTheResidentIdIsNotKept) {
  const auto id = register_citizen(citizen());
  auto db = lease();
  accounts_.withdraw_consent(db, at_site(id), id, "resident_id");
  db.commit();
  EXPECT_EQ(accounts_.person(db, at_site(id), id, false)->masked_resident_id, "");
  EXPECT_EQ(count("select count(*) as n from gt_account where resident_sealed is null and resident_hash is null"), 1);
  EXPECT_EQ(count("select count(*) as n from gt_consent where withdrawn_at is null"), 1);
}

TEST_F(AccountsTest, NobodyDisablesHimself) {
  const auto id = staff("root", "SYS_ADMIN");
  auto db = lease();
  EXPECT_THROW(accounts_.disable(db, at_site(id), id, "误点"), Error);
  EXPECT_THROW(accounts_.disable(db, system(), 42, "不存在"), Error);
}

/// Names of people at a point, which the snapshot of the sites keeps.
class PeopleAtPoints : public AuthTest {
 protected:
  PeopleAtPoints() : director_(staff("wang")), judge_(staff("li")), point_(add_point(linan_, "板桥镇共享法庭", "330112100000")) {
    call(director_, "王芳");
    call(judge_, "李强");
    appoint(director_, judge_);
  }
  void call(std::int64_t account, const std::string& name) {
    auto db = lease();
    db.write("update gt_account set name = :name where id = :id", {{"name", name}, {"id", account}});
    sites::person_changed(db, account);
    db.commit();
  }
  void appoint(std::int64_t director, std::int64_t judge) {
    auto point = *now()->point(point_);
    point.director_id = director, point.judge_id = judge;
    auto db = lease();
    sites::update_point(db, system(), point);
    db.commit();
  }
  void disable(std::int64_t account, bool back = false) {
    auto db = lease();
    if (back) accounts_.enable(db, system(), account, "回来了");
    else accounts_.disable(db, system(), account, "离职");
    db.commit();
  }
  std::shared_ptr<const sites::Snapshot> now() {
    auto db = lease();
    return sites_.snapshot(db, sites::read_epoch(db));
  }
  /// "director judge"
  std::string shown() {
    const auto snapshot = now();
    const auto* point = snapshot->point(point_);
    return point->director + " " + point->judge;
  }
  sites::Sites sites_;
  std::int64_t director_, judge_, point_;
};

TEST_F(PeopleAtPoints, AnotherDirectorIsShownAtOnce) {
  EXPECT_EQ(shown(), "王芳 李强");
  const auto next = staff("zhao");
  call(next, "赵敏");
  appoint(next, 0);
  EXPECT_EQ(shown(), "赵敏 ");
}

TEST_F(PeopleAtPoints, ANewNameIsShownAtOnce) {
  EXPECT_EQ(shown(), "王芳 李强");
  call(director_, "王芳芳");
  EXPECT_EQ(shown(), "王芳芳 李强");
  call(judge_, "李小强");
  EXPECT_EQ(shown(), "王芳芳 李小强");
}

TEST_F(PeopleAtPoints, ADisabledAccountStandsForNothing) {
  EXPECT_EQ(shown(), "王芳 李强");
  disable(director_);
  EXPECT_EQ(shown(), " 李强");
  disable(director_, true);
  EXPECT_EQ(shown(), "王芳 李强");
}

TEST_F(PeopleAtPoints, OthersLeaveTheSitesAsTheyAre) {
  const auto other = staff("zhao");
  const auto before = now()->epoch();
  disable(other);
  EXPECT_EQ(now()->epoch(), before);
}

}  // namespace
}  // namespace gongting::host::auth
