// The head of the chain once a day, signed, and copied to where whoever can change the database cannot.
#ifndef GONGTING_AUDIT_ANCHORS_HPP
#define GONGTING_AUDIT_ANCHORS_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace gongting::host::audit {

/// The name of the key that an installation signs with, among those made from its secret.
inline constexpr std::string_view k_signing_key = "audit.sign";

/// Signs for the installation (Ed25519).
class Signer {
 public:
  /// `seed`: 32 secret bytes; the same seed is the same key.
  explicit Signer(std::string_view seed);
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  /// 86 characters of base64url. [any-thread]
  std::string sign(std::string_view text) const;
  /// 43 characters of base64url; for everybody.
  const std::string& public_key() const { return public_key_; }

 private:
  std::string secret_, public_key_;
};

/// False also for a key or signature that is none.
bool is_signed(std::string_view public_key, std::string_view text, std::string_view signature);

struct Anchor {
  std::int64_t number = 0;
  std::string day, hash, signature;

  /// What is signed.
  std::string text() const;
};

std::vector<Anchor> read_anchors(store::Session& session, std::int64_t after = 0);

/// One a line: day, number, hash, signature. What is not there holds none.
/// Errors: bad_input naming file and line for what is none; unavailable for a file that cannot be read.
std::vector<Anchor> read_anchor_file(const std::filesystem::path& file);

/// Appends those of the database that the file does not have, and waits for the disk.
/// Errors: those of reading, unavailable for a file that cannot be written.
void append_new_anchors(store::Session& session, const std::filesystem::path& file);

}  // namespace gongting::host::audit

#endif
