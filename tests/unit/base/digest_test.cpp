#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace gongting::host {
namespace {

// FIPS 180-4 and GB/T 32905-2016, appendix A.
TEST(Digest, GivesThePublishedValues) {
  EXPECT_EQ(hash_of(HashKind::sha256, "abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_of(HashKind::sm3, "abc"), "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  std::string sixteen_times;
  for (int i = 0; i < 16; ++i) sixteen_times += "abcd";
  EXPECT_EQ(hash_of(HashKind::sm3, sixteen_times),
            "sm3:debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST(Digest, SaysOfATextWhichHashItIs) {
  const std::string digits(64, 'a');
  EXPECT_EQ(kind_of_hash("sha256:" + digits), HashKind::sha256);
  EXPECT_EQ(kind_of_hash("sm3:" + digits), HashKind::sm3);
  for (const auto& wrong : {std::string(), digits, "md5:" + digits, "sm3:" + digits + "a", "sm3:" + digits.substr(1),
                            "sm3:" + std::string(64, 'A'), "sm3:" + digits.substr(1) + "g"})
    EXPECT_EQ(kind_of_hash(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace gongting::host
