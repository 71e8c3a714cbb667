#include "auth/roles.hpp"

#include "auth_fixture.hpp"

namespace gongting::host::auth {
namespace {

class RolesTest : public AuthTest {
 protected:
  RolesTest() {
    linhai_ = add_site("linhai", "浙1082");
    point_ = add_point(linan_, "板桥镇共享法庭", "330112100000");
    person_ = staff("person");
  }
  Grant office(const std::string& role) const {
    Grant grant;
    grant.account_id = person_;
    grant.site_id = linan_;
    grant.role = role;
    return grant;
  }
  /// "" when it was granted, else the reason.
  std::string try_grant(const Grant& wanted) {
    auto db = lease();
    try {
      grant(db, system(), wanted);
      db.commit();
      return "";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::invalid);
      return error.what();
    }
  }
  std::shared_ptr<const Identity> identity(std::int64_t site) {
    auto db = lease();
    return roles_.identity(db, person_, site, sites::read_epoch(db));
  }
  std::int64_t linhai_ = 0, point_ = 0, person_ = 0;
};

TEST_F(RolesTest, WithoutAnOfficeOneIsACitizen) {
  EXPECT_EQ(identity(linan_)->roles, (std::vector<std::string>{"CITIZEN"}));
  EXPECT_FALSE(identity(linan_)->staff);
}

TEST_F(RolesTest, AnOfficeIsHeldAtItsSiteOnly) {
  EXPECT_EQ(try_grant(office("FILING_CLERK")), "");
  EXPECT_TRUE(identity(linan_)->has_role("FILING_CLERK"));
  EXPECT_FALSE(identity(linhai_)->has_role("FILING_CLERK"));
}

TEST_F(RolesTest, AnOfficeBeginsAndEndsWithItsDays) {
  auto wanted = office("JUDGE");
  wanted.from_date = "2026-03-03";
  wanted.to_date = "2026-03-04";
  EXPECT_EQ(try_grant(wanted), "");
  EXPECT_FALSE(identity(linan_)->has_role("JUDGE"));  // Monday, 2 March
  pass(15 * k_hour - k_second);
  EXPECT_FALSE(identity(linan_)->has_role("JUDGE"));
  pass(k_second);  // midnight in Shanghai
  EXPECT_TRUE(identity(linan_)->has_role("JUDGE"));
  pass(2 * k_day - k_second);
  EXPECT_TRUE(identity(linan_)->has_role("JUDGE"));
  pass(k_second);
  EXPECT_FALSE(identity(linan_)->has_role("JUDGE"));
}

TEST_F(RolesTest, AreasAreStoredAsPrefixesAndARoleWithoutOneDoesNotWiden) {
  auto wanted = office("JUDGE");
  wanted.areas = {"330112100000", "330112001"};
  EXPECT_EQ(try_grant(wanted), "");
  EXPECT_EQ(identity(linan_)->areas, (std::vector<std::string>{"330112100", "330112001"}));
  EXPECT_EQ(try_grant(office("MEDIATOR")), "");
  EXPECT_EQ(identity(linan_)->areas.size(), 2u);
  wanted.areas = {"331082001000"};
  EXPECT_NE(try_grant(wanted), "");
  wanted.areas = {"330112999000"};
  EXPECT_NE(try_grant(wanted), "");
}

TEST_F(RolesTest, ADirectorIsBoundToOnePoint) {
  EXPECT_NE(try_grant(office("COURT_DIRECTOR")), "");
  auto director = office("COURT_DIRECTOR");
  director.point_id = point_;
  EXPECT_EQ(try_grant(director), "");
  EXPECT_EQ(identity(linan_)->point_id, point_);
  EXPECT_EQ(identity(linhai_)->point_id, 0);
  director.point_id = add_point(linan_, "锦城街道共享法庭", "330112001000");
  EXPECT_NE(try_grant(director), "");
  director.site_id = linhai_;
  EXPECT_NE(try_grant(director), "");  // not a point of that site
}

TEST_F(RolesTest, TheThreeAdministratorsAreThreePersons) {
  for (const auto* first : {"SYS_ADMIN", "SEC_ADMIN", "AUDIT_ADMIN"})
    for (const auto* second : {"SYS_ADMIN", "SEC_ADMIN", "AUDIT_ADMIN"}) {
      if (std::string_view(first) == second) continue;
      person_ = staff(std::string("p-") + static_cast<char>(first[1] | 0x20) + static_cast<char>(first[2] | 0x20) +
                      "-" + static_cast<char>(second[1] | 0x20) + static_cast<char>(second[2] | 0x20));
      EXPECT_EQ(try_grant(office(first)), "");
      auto other = office(second);
      EXPECT_NE(try_grant(other).find("different persons"), std::string::npos) << first << " " << second;
      other.site_id = linhai_;  // nor at another site
      EXPECT_NE(try_grant(other), "");
      other.site_id = 0;
      EXPECT_NE(try_grant(other), "");
    }
}

TEST_F(RolesTest, ASystemAdministratorHoldsNoOfficeAtACase) {
  EXPECT_EQ(try_grant(office("SYS_ADMIN")), "");
  EXPECT_NE(try_grant(office("JUDGE")), "");
  person_ = staff("judge", "JUDGE");
  EXPECT_NE(try_grant(office("SYS_ADMIN")), "");
  EXPECT_EQ(identity(linan_)->roles, (std::vector<std::string>{"CITIZEN", "JUDGE"}));
}

TEST_F(RolesTest, OnlyAdministratorsAreForAllSites) {
  auto wanted = office("JUDGE");
  wanted.site_id = 0;
  EXPECT_NE(try_grant(wanted), "");
  wanted.role = "AUDIT_ADMIN";
  EXPECT_EQ(try_grant(wanted), "");
  EXPECT_TRUE(identity(linhai_)->has_role("AUDIT_ADMIN"));
}

TEST_F(RolesTest, RefusesWhatDoesNotExist) {
  EXPECT_NE(try_grant(office("KING")), "");
  EXPECT_NE(try_grant(office("CITIZEN")), "");
  auto wanted = office("JUDGE");
  wanted.from_date = "2026-02-30";
  EXPECT_NE(try_grant(wanted), "");
  wanted.from_date = "2026-03-02";
  wanted.to_date = "2026-03-01";
  EXPECT_NE(try_grant(wanted), "");
  wanted = office("JUDGE");
  wanted.site_id = 42;
  EXPECT_NE(try_grant(wanted), "");
}

TEST_F(RolesTest, ARevokedOfficeIsGoneAtOnceAndTheLastAdministratorStays) {
  auto db = lease();
  const auto judge = grant(db, system(), office("JUDGE"));
  db.commit();
  EXPECT_TRUE(identity(linan_)->has_role("JUDGE"));
  revoke(db, system(), judge);
  db.commit();
  EXPECT_FALSE(identity(linan_)->has_role("JUDGE"));
  auto wanted = office("SYS_ADMIN");
  wanted.site_id = 0;
  const auto only = grant(db, system(), wanted);
  EXPECT_THROW(revoke(db, system(), only), Error);
}

TEST_F(RolesTest, PeopleAreFoundByRole) {
  EXPECT_EQ(try_grant(office("MEDIATOR")), "");
  auto db = lease();
  const auto mediators = people(db, linan_, "MEDIATOR");
  ASSERT_EQ(mediators.size(), 1u);
  EXPECT_EQ(mediators[0].integer("id"), person_);
  EXPECT_EQ(people(db, linhai_, "MEDIATOR").size(), 0u);
  accounts_.disable(db, system(), person_, "离职");
  EXPECT_EQ(people(db, linan_, "MEDIATOR").size(), 0u);
}

TEST(Roles, HaveTitlesInBothLanguages) {
  EXPECT_EQ(all_roles().size(), 23u);
  EXPECT_EQ(role_title("FILING_CLERK"), "立案人员");
  EXPECT_EQ(role_title("FILING_CLERK", "en"), "Filing clerk");
  EXPECT_EQ(role_title("COURT_DIRECTOR"), "庭务主任");
  EXPECT_EQ(role_title("KING"), "KING");
}

}  // namespace
}  // namespace gongting::host::auth
