#include "auth/passwords.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "gongting/error.hpp"

namespace gongting::host::auth {
namespace {

constexpr auto k_common = GT_SOURCE_DIR "/config/common-passwords.txt";
const auto k_never = std::chrono::steady_clock::time_point::max();

class R2_Passwords : public testing::Test {
 protected:
  std::string fault(std::string_view password, Policy policy = Policy::asvs) const {
    const auto found = passwords_.fault(policy, password, "13812340000", "陈晓明二十二号人");
    return found ? found->key : "";
  }
  Passwords passwords_{{64, 1, 2}, k_common};
};

TEST_F(R2_Passwords, The73rdCharacterCounts) {
  const std::string first(72, 'a');
  const auto hash = passwords_.hash(first + "x", k_never);
  EXPECT_TRUE(passwords_.verify(hash, first + "x", k_never));
  EXPECT_FALSE(passwords_.verify(hash, first + "y", k_never));
  EXPECT_FALSE(passwords_.verify(hash, first, k_never));
  const std::string long_one = std::string(255, 'b');
  const auto long_hash = passwords_.hash(long_one + "1", k_never);
  EXPECT_FALSE(passwords_.verify(long_hash, long_one + "2", k_never));
}

TEST_F(R2_Passwords, TheHashIsArgon2id) {
  const auto hash = passwords_.hash("x", k_never);
  EXPECT_EQ(hash.find("$argon2id$v=19$m=64,t=1,p=1$"), 0u) << hash;
  EXPECT_NE(hash, passwords_.hash("x", k_never));
  EXPECT_FALSE(passwords_.outdated(hash));
  EXPECT_TRUE(Passwords({128, 1, 2}, k_common).outdated(hash));
}

TEST_F(R2_Passwords, AnyCharactersAndAnyLengthFromEight) {
  for (const auto* good :
       {"aaaaaaaa1z", "        x", "共享法庭真不错呀", "correct horse battery staple", "\t\t\t\ttabs\x01", "😀😀😀😀😀😀😀😀"})
    EXPECT_EQ(fault(good), "") << good;
  EXPECT_EQ(fault(std::string(128, 'q')), "");
  EXPECT_EQ(fault(std::string(256, 'q')), "");
  EXPECT_EQ(fault(std::string(257, 'q')), "auth.password_long");
  EXPECT_EQ(fault("abcdefg"), "auth.password_short");
  EXPECT_EQ(fault("共享法庭真不错"), "auth.password_short");  // seven characters, 21 bytes
  EXPECT_EQ(fault(""), "auth.password_short");
  EXPECT_EQ(fault("abcdefgh\xFF"), "auth.password_bytes");
}

TEST_F(R2_Passwords, TheFirstThreeThousandCommonOnesAreRefused) {
  std::ifstream in(k_common);
  int checked = 0, lines = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    ++lines;
    if (line.size() < 8) continue;
    EXPECT_EQ(fault(line), "auth.password_common") << line;
    ++checked;
  }
  EXPECT_EQ(lines, 3000);
  EXPECT_GT(checked, 800);
  EXPECT_EQ(fault("PassWord"), "auth.password_common");
  EXPECT_EQ(fault("beautifu"), "auth.password_common");  // the 3,000th
}

TEST_F(R2_Passwords, OnesOwnNumberAndNameAreRefused) {
  EXPECT_EQ(fault("13812340000"), "auth.password_own_name");
  EXPECT_EQ(fault("陈晓明二十二号人"), "auth.password_own_name");
}

TEST_F(R2_Passwords, Djbh3WantsFourKindsOfCharacters) {
  EXPECT_EQ(fault("Abcdef1!", Policy::djbh3), "");
  for (const auto* poor : {"abcdef1!", "ABCDEF1!", "Abcdefg!", "Abcdefg1", "aaaaaaaaaaaaaaaaaaaa"})
    EXPECT_EQ(fault(poor, Policy::djbh3), "auth.password_composition") << poor;
  EXPECT_EQ(fault("Ab1!", Policy::djbh3), "auth.password_short");
  EXPECT_EQ(policy_named("djbh3"), Policy::djbh3);
  EXPECT_EQ(policy_named("asvs"), Policy::asvs);
}

TEST_F(R2_Passwords, WhoseTurnDoesNotComeIsTurnedAwayAtTheDeadline) {
  // One place, held by a hash that takes far longer than the other's deadline.
  Passwords one({65'536, 8, 1}, k_common);
  std::atomic<bool> started{false};
  std::thread slow([&] {
    started = true;
    one.hash("slow", k_never);
  });
  while (!started) std::this_thread::yield();
  int turned_away = 0;
  for (int i = 0; i < 1000 && turned_away == 0; ++i) {
    try {
      one.hash("quick", std::chrono::steady_clock::now());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::unavailable);
      ++turned_away;
    }
  }
  slow.join();
  EXPECT_EQ(turned_away, 1);
  EXPECT_TRUE(one.verify(one.hash("after", k_never), "after", k_never));
}

TEST(Passwords, WithoutItsListDoesNotStart) { EXPECT_THROW(Passwords({64, 1, 2}, "/does/not/exist"), Error); }

}  // namespace
}  // namespace gongting::host::auth
