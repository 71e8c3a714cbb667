#include "store/scope_values.hpp"

#include <gtest/gtest.h>

namespace gongting::host::store {
namespace {

bool inside(const std::vector<std::string>& areas, const std::string& code) {
  const auto range = range_of(areas);
  return code >= range.from && code < range.to && in_areas(areas, code);
}

TEST(Areas, HoldWhatLiesAtOrBelowThem) {
  EXPECT_TRUE(inside({"330112"}, "330112"));
  EXPECT_TRUE(inside({"330112"}, "330112100203"));
  EXPECT_TRUE(inside({"330112"}, "330112000000"));
  EXPECT_FALSE(inside({"330112"}, "330113"));
  EXPECT_FALSE(inside({"330112"}, "3301"));
  EXPECT_FALSE(inside({"330112"}, ""));
  EXPECT_TRUE(inside({"330119", "331082"}, "330119999"));
  EXPECT_TRUE(inside({"330119", "331082"}, "331082"));
  EXPECT_FALSE(inside({"330119", "331082"}, "330200"));
  EXPECT_TRUE(inside({"999"}, "999999999999"));
}

TEST(Areas, NoneIsTheWholeSite) {
  EXPECT_TRUE(inside({}, ""));
  EXPECT_TRUE(inside({}, "999999999999"));
}

TEST(Areas, AreDigits) {
  EXPECT_TRUE(is_division_code("330112100203"));
  EXPECT_FALSE(is_division_code("3301121002031"));
  EXPECT_FALSE(is_division_code("33'"));
}

}  // namespace
}  // namespace gongting::host::store
