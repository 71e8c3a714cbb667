// Type codes of case numbers: kept by days, imported, and asked for before a number is given out.
#include "sites/case_types.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "core_database.hpp"
#include "gongting/error.hpp"

namespace gongting::host::sites {
namespace {

class CaseTypes : public CoreDatabase {
 protected:
  static std::string refused(const std::function<void()>& deed) {
    try {
      deed();
      return "done";
    } catch (const Error& error) {
      return error.what();
    }
  }
};

TEST_F(CaseTypes, HoldOnTheDaysTheyAreKeptFor) {
  auto db = lease();
  EXPECT_NO_THROW(require_case_type(db, "诉前调", "2026-11-21"));
  EXPECT_NO_THROW(require_case_type(db, "诉前调确", "2022-01-01"));
  EXPECT_NE(refused([&] { require_case_type(db, "诉前调确", "2021-12-31"); }).find("does not hold on 2021-12-31"), std::string::npos);
  EXPECT_NO_THROW(require_case_type(db, "调确", "2021-12-31"));
  EXPECT_NE(refused([&] { require_case_type(db, "调确", "2022-01-01"); }), "done");
  EXPECT_NE(refused([&] { require_case_type(db, "民新", "2026-11-21"); }).find("not among those that are kept"), std::string::npos);
}

TEST_F(CaseTypes, AreAddedAndEndedByAnAdministrator) {
  auto db = lease();
  put_case_type(db, system(), {"民新", "新型民事", "2026-01-01", "", false});
  EXPECT_NO_THROW(require_case_type(db, "民新", "2026-01-01"));
  end_case_type(db, system(), "民新", "2026-06-30");
  EXPECT_NO_THROW(require_case_type(db, "民新", "2026-06-30"));
  EXPECT_NE(refused([&] { require_case_type(db, "民新", "2026-07-01"); }), "done");
  db.commit();
  EXPECT_TRUE(refused([&] { end_case_type(db, system(), "民新", "2025-12-31"); }).starts_with("to: "));
  EXPECT_TRUE(refused([&] { put_case_type(db, system(), {"civil", "x", "2026-01-01", "", false}); }).starts_with("code: "));
  EXPECT_TRUE(refused([&] { put_case_type(db, system(), {"民", "", "2026-01-01", "", false}); }).starts_with("title: "));
  EXPECT_TRUE(refused([&] { put_case_type(db, system(), {"民", "民", "2026-02-30", "", false}); }).starts_with("from: "));
}

TEST_F(CaseTypes, ComeInAsCsvTwiceWithTheSameResult) {
  const std::string csv = "code,title,from,to,status\n民初,民事一审,2016-01-01,,verified\n知民初,知识产权民事一审,2016-01-01,,recalled\nabc,x,2016-01-01,,recalled\n";
  auto db = lease();
  std::istringstream first(csv), again(csv);
  const auto report = import_case_types(db, system(), first);
  EXPECT_EQ(report.added, 1u);
  EXPECT_EQ(report.changed, 1u);
  ASSERT_EQ(report.bad.size(), 1u);
  EXPECT_EQ(report.bad[0].line, 4u);
  EXPECT_EQ(import_case_types(db, system(), again).same, 2u);
  for (const auto& type : case_types(db)) {
    if (type.code != "民初") continue;
    EXPECT_TRUE(type.verified);
  }
  std::istringstream wrong("code,title\n民初,民事一审\n");
  EXPECT_NE(refused([&] { import_case_types(db, system(), wrong); }).find("column"), std::string::npos);
}

}  // namespace
}  // namespace gongting::host::sites
