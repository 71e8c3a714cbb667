// An archive is taken only as it was written: nothing changed, added, left out, or signed by somebody else.
#include "backup/backup.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "gongting/error.hpp"

namespace gongting::host::backup {
namespace {

namespace fs = std::filesystem;

// SHA-256 of "abc", FIPS 180-4.
constexpr const char* k_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string k_abc_file = "files/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class R32_Archive : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/gongting-archive-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path archive() const { return folder_ / "backup.tar.zst"; }

  /// An archive with these files, whose list says what `listed` makes of it.
  void write(const std::vector<std::pair<std::string, std::string>>& files, const std::function<void(Manifest&)>& listed = {},
             const audit::Signer* by = nullptr, bool with_list = true) {
    ArchiveWriter writer(archive());
    Manifest manifest{"2026-11-22T00:00:00Z", "0.1.0", "sqlite", {}};
    for (const auto& [name, bytes] : files) manifest.entries.push_back(writer.add(name, bytes));
    if (listed) listed(manifest);
    const auto text = to_text(manifest);
    if (with_list) {
      writer.add(k_manifest, text);
      writer.add(k_signature, (by == nullptr ? signer_ : *by).sign(text));
    }
    writer.finish();
  }
  std::string refusal(const fs::path& file) const {
    try {
      check(file, signer_.public_key());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::bad_input) << error.what();
      return error.what();
    }
    return "";
  }
  std::string refusal() const { return refusal(archive()); }

  const std::vector<std::pair<std::string, std::string>> good_{{"database.sqlite", "rows"}, {k_abc_file, "abc"}};
  audit::Signer signer_{std::string(32, 'a')}, other_{std::string(32, 'b')};
  fs::path folder_;
};

#define EXPECT_SAYS(words, text) EXPECT_NE((text).find(words), std::string::npos) << (text)

TEST_F(R32_Archive, WhatWasWrittenIsReadWithItsHashes) {
  write(good_);
  const auto manifest = check(archive(), signer_.public_key());
  ASSERT_EQ(manifest.entries.size(), 2u);
  EXPECT_EQ(manifest.entries[1].sha256, k_abc);
  EXPECT_EQ(manifest.entries[1].size, 3);
  struct stat state {};
  ASSERT_EQ(::stat(archive().c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600u) << "R37: for its owner only";
}

TEST_F(R32_Archive, AnyByteChangedIsFoundOut) {
  std::string long_text;
  for (int i = 0; i < 5000; ++i) long_text += std::to_string(i * 7919) + '\n';
  write({{"database.sqlite", long_text}, {k_abc_file, "abc"}});
  std::ifstream in(archive(), std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 60) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    std::ofstream(folder_ / "changed", std::ios::binary) << changed;
    // Some bits of a compressed file say nothing: then what is read is the same, and that is what counts.
    try {
      const auto manifest = check(folder_ / "changed", signer_.public_key());
      EXPECT_EQ(manifest.entries.size(), 2u) << at;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::bad_input) << at << error.what();
    }
  }
}

TEST_F(R32_Archive, CutOffAnywhereIsRefused) {
  write(good_);
  const auto size = fs::file_size(archive());
  for (auto left = size - 1; left > size / 8; left -= size / 8) {
    fs::copy_file(archive(), folder_ / "cut", fs::copy_options::overwrite_existing);
    fs::resize_file(folder_ / "cut", left);
    EXPECT_NE(refusal(folder_ / "cut"), "") << left << " of " << size;
  }
  write(good_, {}, nullptr, false);
  EXPECT_SAYS("the list of what it holds is missing", refusal());
}

TEST_F(R32_Archive, ContentsOtherThanTheSignedListAreRefused) {
  write(good_, [](Manifest& list) { list.entries[0].sha256 = k_abc; });
  EXPECT_SAYS("database.sqlite is not what was backed up", refusal());
  write(good_, [](Manifest& list) { list.entries.pop_back(); });
  EXPECT_SAYS("was added", refusal());
  write(good_, [](Manifest& list) { list.entries.push_back({"anchors.txt", 3, k_abc}); });
  EXPECT_SAYS("anchors.txt is missing", refusal());
  write({{"database.sqlite", "rows"}, {k_abc_file, "abd"}});
  EXPECT_SAYS("is not what was backed up", refusal()) << "a file's name is its hash";
  write({{"database.sqlite", "rows"}, {"database.sqlite", "rows"}});
  EXPECT_SAYS("twice", refusal());
}

TEST_F(R32_Archive, AListThatAnotherInstallationSignedIsRefused) {
  write(good_, {}, &other_);
  EXPECT_SAYS("not signed with the secret.key of this one", refusal());
}

TEST_F(R32_Archive, WhatIsNoBackupIsRefused) {
  std::ofstream(archive()) << "hello";
  EXPECT_NE(refusal(), "");
  std::ofstream(archive(), std::ios::trunc);
  EXPECT_NE(refusal(), "");
}

// R15: no name in an archive leaves the folder.
TEST_F(R32_Archive, R15_NamesThatNoBackupHasAreRefusedBeforeTheyAreWritten) {
  for (const std::string name : {"../outside", "/tmp/outside", "files/../../outside", "files/ba/../../x", "secret.key", "files/ba/78", "database.sqlite/x"}) {
    write({{name, "abc"}});
    int asked = 0;
    EXPECT_THROW(check(archive(), signer_.public_key(), [&](const std::string&) { return ++asked, folder_ / "taken"; }), Error) << name;
    EXPECT_EQ(asked, 0) << name;
  }
}

TEST_F(R32_Archive, NothingIsLeftOfOneThatWasNotFinished) {
  { ArchiveWriter writer(archive()); writer.add("database.sqlite", "rows"); }
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace gongting::host::backup
