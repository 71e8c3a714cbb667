// Whose calendar holds where, what a preview says, and what the second migration does with what was there before.
#include "sites/holidays.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "core_database.hpp"
#include "gongting/error.hpp"
#include "sites/sites.hpp"

namespace gongting::host::sites {
namespace {

class Holidays : public CoreDatabase {
 protected:
  ImportReport take_in(store::Session& db, const std::string& csv, std::int64_t site) {
    auto scope = system();
    scope.site_id = site;
    std::istringstream in(csv);
    const auto report = import_holidays(db, scope, in);
    db.commit();
    return report;
  }
  static bool rests(const clock::Calendar& calendar, const char* day) { return calendar.is_rest_day(*clock::parse_day(day)); }
};

TEST_F(Holidays, OfTheProgramThoseOfTheInstallationAndTheCourtsOwnComeOneAfterTheOther) {
  auto db = lease();
  Sites sites({{"2027-03-01", "off"}, {"2027-03-02", "off"}, {"2027-03-03", "off"}});  // Monday to Wednesday
  const auto calendar = [&](std::int64_t site) { return sites.snapshot(db, read_epoch(db))->calendar(site); };
  EXPECT_TRUE(rests(calendar(101), "2027-03-02"));
  EXPECT_EQ(take_in(db, "date,kind\n2027-03-02,work\n2027-03-04,off\n", 0).added, 2u);
  EXPECT_FALSE(rests(calendar(101), "2027-03-02"));
  EXPECT_TRUE(rests(calendar(101), "2027-03-04"));
  EXPECT_EQ(take_in(db, "date,kind\n2027-03-03,work\n2027-03-02,off\n", 101).added, 2u);
  EXPECT_FALSE(rests(calendar(101), "2027-03-03"));
  EXPECT_TRUE(rests(calendar(101), "2027-03-02"));
  EXPECT_TRUE(rests(calendar(101), "2027-03-01"));
  EXPECT_TRUE(rests(calendar(102), "2027-03-03")) << "another court";
  EXPECT_FALSE(rests(calendar(102), "2027-03-02"));
}

TEST_F(Holidays, TakenInTwiceChangeNothingTheSecondTime) {
  auto db = lease();
  const std::string csv = "date,kind\n2027-03-02,off\n2027-03-06,work\n";
  EXPECT_EQ(take_in(db, csv, 101).added, 2u);
  const auto again = take_in(db, csv, 101);
  EXPECT_EQ(again.same, 2u);
  EXPECT_EQ(again.added + again.changed, 0u);
  EXPECT_EQ(take_in(db, "date,kind\n2027-03-02,work\n", 101).changed, 1u);
}

TEST_F(Holidays, APreviewSaysWhatWouldChangeAndWhatIsStillMissing) {
  const clock::Calendar now({{"2027-03-02", "off"}, {"2027-03-03", "off"}});
  std::istringstream in("date,kind\n2027-03-02,off\n2027-03-03,work\n2027-03-04,off\n2027-02-30,off\n2028-01-01,holiday\n");
  const auto preview = preview_holidays(now, in);
  ASSERT_EQ(preview.rows.size(), 2u);
  EXPECT_EQ(preview.rows[0].row.day + preview.rows[0].before + preview.rows[0].row.kind, "2027-03-03offwork");
  EXPECT_EQ(preview.rows[1].row.day + preview.rows[1].before + preview.rows[1].row.kind, "2027-03-04off");
  EXPECT_EQ(preview.same, 1u);
  ASSERT_EQ(preview.bad.size(), 2u);
  EXPECT_EQ(preview.bad[0].line, 5u);
  EXPECT_EQ(preview.bad[1].line, 6u);
  EXPECT_EQ(preview.incomplete, std::vector<int>{2027});
}

TEST_F(Holidays, AFileOfTheProgramThatIsWrongIsNamedWithItsLine) {
  const auto file = folder_ / "holidays.csv";
  std::ofstream(file) << "date,kind\n2027-01-01,off\n2027-13-01,off\n";
  try {
    shipped_holidays(file);
    ADD_FAILURE() << "it was taken";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find(file.string() + ": line 3: "), 0u) << error.what();
  }
}

TEST_F(Holidays, AndCaseNumbersAreKeptByTheSecondMigration) {
  import_places();
  const auto site = add_site("linan", "浙0112");
  auto db = lease();
  for (const char* undo : {"drop table gt_holiday", "delete from gt_migration where name = 'core' and number >= 2",
                           "create table gt_holiday (day text primary key, kind text not null)"})
    db.write(undo);
  db.write("insert into gt_holiday (day, kind) values ('2027-01-01', 'off')");
  db.write("insert into gt_number (site_id, series, value) values (:site, 'mediation.case.2026', 312)", {{"site", site}});
  db.write("insert into gt_number (site_id, series, value) values (:site, 'mediation.dispute.2026', 500)", {{"site", site}});
  // As it was when there were no later ones.
  namespace fs = std::filesystem;
  const fs::path all = GT_SOURCE_DIR "/platform/migrations", first_two = fs::temp_directory_path() / ("gongting_migrations." + std::to_string(getpid()));
  fs::remove_all(first_two);
  fs::create_directory(first_two);
  for (const char* name : {"0001_core.sql", "0002_holidays_and_case_numbers.sql"}) fs::copy_file(all / name, first_two / name);
  store::migrate(db, "core", first_two.string());
  fs::remove_all(first_two);
  EXPECT_EQ(own_holidays(db).at(0).at(0).day, "2027-01-01");
  const auto numbers = db.read("select series, value from gt_number order by series");
  ASSERT_EQ(numbers.size(), 2u);
  EXPECT_EQ(numbers[0].text("series"), ".case.浙0112..诉前调.2026");
  EXPECT_EQ(numbers[0].integer("value"), 312);
  EXPECT_EQ(numbers[1].text("series"), "mediation.dispute.2026");
}

}  // namespace
}  // namespace gongting::host::sites
