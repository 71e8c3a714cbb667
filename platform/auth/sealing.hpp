// Fields that are stored sealed (XChaCha20-Poly1305), and keyed hashes by which they can be found again (BLAKE2b).
// The key lies in a file of the state folder, not in the database: a stolen database file alone tells nothing.
#ifndef GONGTING_AUTH_SEALING_HPP
#define GONGTING_AUTH_SEALING_HPP

#include <filesystem>
#include <string>
#include <string_view>

#include "store/field_sealer.hpp"

namespace gongting::host::auth {

class Sealing final : public store::FieldSealer {
 public:
  /// Opens the key file, and makes it (mode 0600) when there is none. Several processes may do this at once.
  /// Errors: internal for a file that others can read, or that is no key.
  explicit Sealing(const std::filesystem::path& key_file);
  ~Sealing() override;
  Sealing(const Sealing&) = delete;
  Sealing& operator=(const Sealing&) = delete;

  /// `field` says what it is ("account.resident_id"); a value sealed as one field does not open as another.
  std::string seal(std::string_view field, std::string_view plain) const override;
  /// Errors: internal when the text was not sealed here as this field.
  std::string open(std::string_view field, std::string_view sealed) const override;
  /// The same text gives the same hash, which without the key tells nothing about it. 43 characters.
  std::string keyed_hash(std::string_view field, std::string_view text) const;
  /// 32 bytes that depend on the key and the name, for other parts that need a key of their own.
  std::string subkey(std::string_view name) const;

 private:
  std::string seal_key_, hash_key_, sub_key_;
};

}  // namespace gongting::host::auth

#endif
