#include "sites/imports.hpp"

#include <chrono>

#include "core_database.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::sites {
namespace {

class ImportsTest : public CoreDatabase {
 protected:
  template <class Import>
  ImportReport run(const std::string& text, Import&& import) {
    auto db = lease();
    std::istringstream in(text);
    const auto report = import(db, in);
    db.commit();
    return report;
  }
  ImportReport divisions(const std::string& text) {
    return run(text, [](auto& db, auto& in) { return import_divisions(db, system(), in); });
  }
};

TEST_F(ImportsTest, TheDivisionsOfZhejiangComeInOnceAndFast) {
  std::ifstream file(GT_SOURCE_DIR "/config/data/divisions-zhejiang.csv");
  ASSERT_TRUE(file);
  std::size_t progress = 0;
  ImportReport report;
  const auto start = std::chrono::steady_clock::now();
  {
    auto db = lease();
    report = import_divisions(db, system(), file, [&](std::size_t bytes) {
      EXPECT_GE(bytes, progress);
      progress = bytes;
    });
    db.commit();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  RecordProperty("seconds", std::to_string(took.count()));
  EXPECT_EQ(report.added, 27'036u);
  EXPECT_EQ(report.refused, 0u);
  EXPECT_EQ(progress, std::filesystem::file_size(GT_SOURCE_DIR "/config/data/divisions-zhejiang.csv"));
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(took.count(), 2.0);
#else
  EXPECT_LT(took.count(), 20.0);
#endif

  std::ifstream again(GT_SOURCE_DIR "/config/data/divisions-zhejiang.csv");
  auto db = lease();
  report = import_divisions(db, system(), again);
  db.commit();
  EXPECT_EQ(report.same, 27'036u);
  EXPECT_EQ(report.added + report.changed, 0u);
  EXPECT_EQ(count("select count(*) as n from gt_audit"), 1);
  EXPECT_EQ(full_name(db, "330112006000"), "浙江省杭州市临安区锦城街道");

  std::ifstream courts(GT_SOURCE_DIR "/config/data/courts-zhejiang.csv");
  report = import_courts(db, system(), courts);
  db.commit();
  EXPECT_EQ(report.added, 102u);
  EXPECT_EQ(report.refused, 0u);
  EXPECT_EQ(court(db, "浙0112")->name, "杭州市临安区人民法院");

  std::ifstream holidays(GT_SOURCE_DIR "/config/data/holidays-cn.csv");
  report = import_holidays(db, system(), holidays);
  db.commit();
  EXPECT_EQ(report.refused, 0u);
  EXPECT_GT(report.added, 60u);
}

TEST_F(ImportsTest, BadRowsAreNamedByLineAndTheRestIsTaken) {
  const auto report = divisions(
      "code,name,parent_code,level\n"
      "330000000000,浙江省,,province\n"
      "3301,杭州市,330000000000,city\n"               // line 3: too short
      "330112000000,临安区,330100000000,county\n"     // line 4: its parent was refused
      "331000000000,,330000000000,city\n"             // line 5: no name
      "331000000000,台州市,330000000000,town hall\n"  // line 6: no such level
      "330000000000,浙江省,,province,more\n"          // line 7: a field too many
      "440000000000,广东省,330000000000,province\n"   // line 8: a province with a parent
      "110100000000,北京市,330000000000,city\n"       // line 9: not inside its parent
      "330200000000,宁\x01波,330000000000,city\n"     // line 10: control character
      "330300000000,\"温州\"市,330000000000,city\n"   // line 11: broken quotation
      "331100000000,丽水市,330000000000,city\n");
  EXPECT_EQ(report.added, 2u);
  EXPECT_EQ(report.refused, 9u);
  std::vector<std::size_t> lines;
  for (const auto& bad : report.bad) {
    lines.push_back(bad.line);
    EXPECT_FALSE(bad.reason.empty());
  }
  EXPECT_EQ(lines, (std::vector<std::size_t>{3, 4, 5, 6, 7, 8, 9, 10, 11}));
}

TEST_F(ImportsTest, AChangedNameIsAChange) {
  divisions(k_divisions);
  const auto report = divisions("level,parent_code,name,code\ncounty,330100000000,临安市,330112000000\n");
  EXPECT_EQ(report.changed, 1u);
  auto db = lease();
  EXPECT_EQ(division(db, "330112000000")->name, "临安市");
  EXPECT_EQ(divisions_below(db, "330112000000").size(), 2u);
  EXPECT_EQ(find_divisions(db, "街道").size(), 2u);
  EXPECT_EQ(find_divisions(db, "%").size(), 0u);
}

TEST_F(ImportsTest, AFileWithoutItsColumnsIsRefusedWhole) {
  for (const auto* text : {"", "code,name\n1,2\n", "浙,浙江省\n"}) {
    try {
      divisions(text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::bad_input);
    }
  }
}

TEST_F(ImportsTest, PointsAreKnownByNameAndDivision) {
  import_places();
  const auto site = add_site("linan", "浙0112");
  const std::string head = "name,kind,division_code,address,phone,opening\n";
  const auto points = [&](const std::string& text) {
    return run(head + text, [&](auto& db, auto& in) { return import_points(db, system(), site, in); });
  };
  const std::string rows =
      "板桥镇共享法庭,TOWN,330112100000,板桥镇便民服务中心,12368转2101,\"{\"\"1\"\":[\"\"08:30-12:00\"\"]}\"\n"
      "新民里社区共享法庭,VILLAGE,330112001001,社区服务站2楼,,\n";
  EXPECT_EQ(points(rows).added, 2u);
  EXPECT_EQ(points(rows).same, 2u);
  const auto report = points(
      "板桥镇共享法庭,TOWN,330112100000,板桥镇新址,12368转2101,\n古城,TOWN,331082001000,,,\n乱,HALL,330112100000,,,\n");
  EXPECT_EQ(report.changed, 1u);
  EXPECT_EQ(report.refused, 2u);
  EXPECT_EQ(count("select count(*) as n from gt_point"), 2);
}

}  // namespace
}  // namespace gongting::host::sites
