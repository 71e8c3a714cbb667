#include "sites/changes.hpp"

#include "core_database.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::sites {
namespace {

class SitesTest : public CoreDatabase {
 protected:
  SitesTest() { import_places(); }
  std::shared_ptr<const Snapshot> now() {
    auto db = lease();
    return sites_.snapshot(db, read_epoch(db));
  }
  /// The kind of the error that the change ends with; it is rolled back.
  template <class Change>
  std::optional<Kind> refusal(Change&& change) {
    auto db = lease();
    try {
      change(db);
      db.commit();
    } catch (const Error& error) {
      return error.kind();
    }
    return std::nullopt;
  }
  Sites sites_;
};

TEST_F(SitesTest, ASiteTakesNameAndDivisionFromItsCourt) {
  const auto linan = add_site("linan", "浙0112");
  const auto snapshot = now();
  const auto* site = snapshot->by_slug("linan");
  ASSERT_NE(site, nullptr);
  EXPECT_EQ(site->id, linan);
  EXPECT_EQ(site->name, "杭州市临安区人民法院");
  EXPECT_EQ(site->division, "330112000000");
  EXPECT_EQ(snapshot->by_slug("linhai"), nullptr);
  EXPECT_EQ(snapshot->by_id(linan), site);
}

TEST_F(SitesTest, IsFoundByHostAndByDivision) {
  add_site("linan", "浙0112");
  const auto linhai = add_site("linhai", "浙1082");
  {
    auto db = lease();
    auto site = *now()->by_id(linhai);
    site.host = "Linhai.LocalHost";
    update_site(db, system(), site);
    db.commit();
  }
  const auto snapshot = now();
  EXPECT_EQ(snapshot->by_host("linhai.localhost")->id, linhai);
  EXPECT_EQ(snapshot->by_host(""), nullptr);
  EXPECT_EQ(snapshot->by_host("localhost"), nullptr);
  EXPECT_EQ(snapshot->by_division("331082001000")->slug, "linhai");
  EXPECT_EQ(snapshot->by_division("330112001001")->slug, "linan");
  EXPECT_EQ(snapshot->by_division("330100000000"), nullptr);
}

TEST_F(SitesTest, RefusesASlugHostOrCourtTwice) {
  add_site("linan", "浙0112");
  Site site;
  site.slug = "linan";
  site.court_code = "浙1082";
  EXPECT_EQ(refusal([&](auto& db) { sites::add_site(db, system(), site); }), Kind::conflict);
  site.slug = "other";
  site.court_code = "浙0112";
  EXPECT_EQ(refusal([&](auto& db) { sites::add_site(db, system(), site); }), Kind::conflict);
  site.court_code = "浙9999";
  EXPECT_EQ(refusal([&](auto& db) { sites::add_site(db, system(), site); }), Kind::invalid);
  for (const auto* slug : {"", "a", "Linhai", "lin/hai", "1linhai", "assets", "api", "healthz"}) {
    site.slug = slug;
    site.court_code = "浙1082";
    EXPECT_EQ(refusal([&](auto& db) { sites::add_site(db, system(), site); }), Kind::invalid) << slug;
  }
}

TEST_F(SitesTest, AStaleSiteIsAConflictAndABadColourIsRefused) {
  const auto id = add_site("linan", "浙0112");
  auto site = *now()->by_id(id);
  site.accent = "#8a1020";
  EXPECT_EQ(refusal([&](auto& db) { update_site(db, system(), site); }), Kind::invalid);
  site.accent = "#1f3f77";
  EXPECT_EQ(refusal([&](auto& db) { update_site(db, system(), site); }), std::nullopt);
  EXPECT_EQ(refusal([&](auto& db) { update_site(db, system(), site); }), Kind::conflict);
  EXPECT_EQ(now()->by_id(id)->accent, "#1f3f77");
}

TEST_F(SitesTest, ASwitchedModuleIsSeenWithTheNextEpochAndAPointOnlyNarrows) {
  const auto linan = add_site("linan", "浙0112");
  const auto linhai = add_site("linhai", "浙1082");
  const auto point = add_point(linan, "板桥镇共享法庭", "330112100000");
  const auto before = now();
  {
    auto db = lease();
    switch_module(db, system(), linan, "mediation", true, "上线试运行");
    switch_point_module(db, system(), point, "mediation", false, "装修");
    db.commit();
  }
  EXPECT_FALSE(before->module_enabled(linan, "mediation"));
  auto after = now();
  EXPECT_TRUE(after->module_enabled(linan, "mediation"));
  EXPECT_FALSE(after->module_enabled(linhai, "mediation"));
  EXPECT_FALSE(after->module_enabled(linan, "mediation", point));
  {
    auto db = lease();
    switch_point_module(db, system(), point, "mediation", true, "装修结束");
    switch_module(db, system(), linan, "mediation", false, "系统维护");
    db.commit();
  }
  after = now();
  EXPECT_FALSE(after->module_enabled(linan, "mediation"));
  EXPECT_FALSE(after->module_enabled(linan, "mediation", point));
  EXPECT_EQ(count("select count(*) as n from gt_audit where action = 'module.disable'"), 2);
  EXPECT_EQ(refusal([&](auto& db) { switch_module(db, system(), linan, "mediation", true, " "); }), Kind::invalid);
  EXPECT_EQ(refusal([&](auto& db) { switch_module(db, system(), linan, "Medi'ation", true, "测试"); }), Kind::invalid);
}

TEST_F(SitesTest, ARolledBackChangeIsNeverSeen) {
  const auto linan = add_site("linan", "浙0112");
  const auto epoch = now()->epoch();
  {
    auto db = lease();
    switch_module(db, system(), linan, "mediation", true, "试一试");
  }
  EXPECT_EQ(now()->epoch(), epoch);
  EXPECT_FALSE(now()->module_enabled(linan, "mediation"));
}

TEST_F(SitesTest, SettingsKeepTheirTypeAndNullGoesBackToTheDefault) {
  const auto linan = add_site("linan", "浙0112");
  auto set = [&](const Value& value) {
    auto db = lease();
    set_setting(db, system(), linan, "mediation", "days", value);
    db.commit();
  };
  set(30);
  ASSERT_NE(now()->by_id(linan)->setting("mediation", "days"), nullptr);
  EXPECT_EQ(std::get<std::int64_t>(now()->by_id(linan)->setting("mediation", "days")->data()), 30);
  set({});
  EXPECT_EQ(now()->by_id(linan)->setting("mediation", "days"), nullptr);
  set({});
  EXPECT_EQ(count("select count(*) as n from gt_audit where action = 'setting.change'"), 2);
}

TEST_F(SitesTest, PointsLieInTheirSite) {
  const auto linan = add_site("linan", "浙0112");
  const auto village = add_point(linan, "新民里社区共享法庭", "330112001001");
  add_point(linan, "板桥镇共享法庭", "330112100000");
  Point point;
  point.site_id = linan;
  point.name = "古城街道共享法庭";
  point.division = "331082001000";
  EXPECT_EQ(refusal([&](auto& db) { sites::add_point(db, system(), point); }), Kind::invalid);
  point.name = "板桥镇共享法庭";
  point.division = "330112100000";
  EXPECT_EQ(refusal([&](auto& db) { sites::add_point(db, system(), point); }), Kind::conflict);

  auto changed = *now()->point(village);
  changed.opening = Opening::parse(R"({"3":["09:00-11:30"]})");
  changed.status = "closed";
  EXPECT_EQ(refusal([&](auto& db) { update_point(db, system(), changed); }), std::nullopt);
  EXPECT_EQ(refusal([&](auto& db) { update_point(db, system(), changed); }), Kind::conflict);
  const auto snapshot = now();
  ASSERT_EQ(snapshot->points(linan).size(), 2u);
  EXPECT_EQ(snapshot->points(linan)[0].id, village);
  EXPECT_FALSE(snapshot->point(village)->active());
  EXPECT_EQ(snapshot->point(village)->opening.json(), R"({"3":["09:00-11:30"]})");
}

TEST_F(SitesTest, AnEpochOfSomethingElseDoesNotReadTheSitesAgain) {
  add_site("linan", "浙0112");
  const auto before = now();
  {
    auto db = lease();
    db.write("update gt_epoch set value = value + 1 where id = 1");
    db.write("update gt_site set name = '直接改的名称'");
    db.commit();
  }
  const auto after = now();
  EXPECT_GT(after->epoch(), before->epoch());
  EXPECT_EQ(after->by_slug("linan")->name, "杭州市临安区人民法院");
}

}  // namespace
}  // namespace gongting::host::sites
