#include "base/csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace gongting::host {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, ReadsQuotedFieldsWithCommasQuotesAndLineBreaks) {
  std::istringstream in(
      "\xEF\xBB\xBF"
      "a,b,c\r\n\"x,1\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n,,\n");
  CsvReader csv(in);
  Fields fields;
  ASSERT_EQ(csv.next(fields), CsvReader::Result::record);
  EXPECT_EQ(fields, (Fields{"a", "b", "c"}));
  ASSERT_EQ(csv.next(fields), CsvReader::Result::record);
  EXPECT_EQ(fields, (Fields{"x,1", "say \"hi\"", "two\nlines"}));
  EXPECT_EQ(csv.line(), 2u);
  ASSERT_EQ(csv.next(fields), CsvReader::Result::record);
  EXPECT_EQ(fields, (Fields{"", "", ""}));
  EXPECT_EQ(csv.line(), 4u);
  EXPECT_EQ(csv.next(fields), CsvReader::Result::end);
}

TEST(Csv, ReportsABadLineAndGoesOnWithTheNext) {
  std::istringstream in("ok,1\nbad,\"x\"y\nbad\"quote,2\n\nlast,3");
  CsvReader csv(in);
  Fields fields;
  ASSERT_EQ(csv.next(fields), CsvReader::Result::record);
  ASSERT_EQ(csv.next(fields), CsvReader::Result::bad);
  EXPECT_EQ(csv.line(), 2u);
  ASSERT_EQ(csv.next(fields), CsvReader::Result::bad);
  EXPECT_EQ(csv.line(), 3u);
  ASSERT_EQ(csv.next(fields), CsvReader::Result::record);
  EXPECT_EQ(fields, (Fields{"last", "3"}));
  EXPECT_EQ(csv.line(), 5u);
  EXPECT_EQ(csv.next(fields), CsvReader::Result::end);
}

TEST(Csv, RefusesAnOpenQuotationAndARecordWithoutEnd) {
  std::istringstream open("\"never closed,1\n2,3\n");
  CsvReader first(open);
  Fields fields;
  EXPECT_EQ(first.next(fields), CsvReader::Result::bad);
  EXPECT_EQ(first.next(fields), CsvReader::Result::end);
  std::istringstream endless(std::string(5000, 'x') + "\nshort,1\n");
  CsvReader second(endless, 1000);
  EXPECT_EQ(second.next(fields), CsvReader::Result::bad);
  ASSERT_EQ(second.next(fields), CsvReader::Result::record);
  EXPECT_EQ(fields, (Fields{"short", "1"}));
}

}  // namespace
}  // namespace gongting::host
