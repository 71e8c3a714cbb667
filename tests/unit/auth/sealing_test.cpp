#include "auth/sealing.hpp"

#include <sys/stat.h>

#include "auth_fixture.hpp"

namespace gongting::host::auth {
namespace {

class R37_Secrets : public AuthTest {};

TEST_F(R37_Secrets, TheKeyFileIsTheOwnersOnly) {
  struct stat about {};
  ASSERT_EQ(::stat((folder_ / "key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(about.st_size, 32);
  const Sealing again(folder_ / "key");
  EXPECT_EQ(again.open("f", sealing_.seal("f", "text")), "text");
  const Sealing other(folder_ / "other");
  EXPECT_THROW(other.open("f", sealing_.seal("f", "text")), Error);
  EXPECT_NE(other.keyed_hash("f", "text"), sealing_.keyed_hash("f", "text"));
  ::chmod((folder_ / "key").c_str(), 0640);
  EXPECT_THROW(Sealing(folder_ / "key"), Error);
  std::ofstream(folder_ / "short") << "16 bytes only...";
  ::chmod((folder_ / "short").c_str(), 0600);
  EXPECT_THROW(Sealing(folder_ / "short"), Error);
}

TEST_F(R37_Secrets, ASealedFieldOpensOnlyWholeAndAsItself) {
  const auto sealed = sealing_.seal("account.mobile", "13812340000");
  EXPECT_NE(sealed, sealing_.seal("account.mobile", "13812340000"));
  EXPECT_EQ(sealing_.open("account.mobile", sealed), "13812340000");
  EXPECT_EQ(sealing_.open("f", sealing_.seal("f", "")), "");
  EXPECT_THROW(sealing_.open("account.resident_id", sealed), Error);
  for (std::size_t i = 0; i < sealed.size() - 1; ++i) {
    auto changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THROW(sealing_.open("account.mobile", changed), Error) << i;
  }
  for (const auto* wrong : {"", "x1.", "x1.AAAA", "x2.AAAA", "plain"}) EXPECT_THROW(sealing_.open("f", wrong), Error);
}

TEST_F(R37_Secrets, HashesAndSubkeysDependOnFieldAndText) {
  EXPECT_EQ(sealing_.keyed_hash("a", "bc"), sealing_.keyed_hash("a", "bc"));
  EXPECT_NE(sealing_.keyed_hash("a", "bc"), sealing_.keyed_hash("ab", "c"));
  EXPECT_EQ(sealing_.keyed_hash("a", "bc").size(), 43u);
  EXPECT_EQ(sealing_.subkey("csrf").size(), 32u);
  EXPECT_NE(sealing_.subkey("csrf"), sealing_.subkey("other"));
}

TEST_F(R37_Secrets, NothingOfThemLiesInTheDatabaseInTheClear) {
  if (!database_->sqlite()) GTEST_SKIP() << "reads the database's file";
  std::string setup;
  {
    auto db = lease();
    setup = accounts_.make_setup_secret(db, system());
    db.commit();
  }
  const auto id = register_citizen(citizen());
  const auto session = token("13812340000");
  sign_in("13812340000", "geheimes Passwort 99");
  std::string code;
  {
    auto db = lease();
    code = accounts_.issue_code(db, system(), "reset", id);
    db.commit();
  }
  std::string key;
  {
    std::ifstream in(folder_ / "key", std::ios::binary);
    key.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto bytes = stored_bytes();
  ASSERT_GT(bytes.size(), 10'000u);
  EXPECT_NE(bytes.find("陈晓明"), std::string::npos);
  EXPECT_NE(bytes.find("330***********0025"), std::string::npos);
  for (const auto& secret : {std::string("330112196004010025"), std::string("13812340000"), std::string(k_password),
                             std::string("geheimes Passwort 99"), session, code, setup, key})
    EXPECT_EQ(bytes.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace gongting::host::auth
