// What sealed columns need of whoever holds the key of the installation.
#ifndef GONGTING_STORE_FIELD_SEALER_HPP
#define GONGTING_STORE_FIELD_SEALER_HPP

#include <string>
#include <string_view>

namespace gongting::host::store {

/// Seals single values with a key that lies outside of the database. `field` says what the value is; one that was
/// sealed as something else does not open. Thread: any.
class FieldSealer {
 public:
  virtual ~FieldSealer() = default;
  virtual std::string seal(std::string_view field, std::string_view plain) const = 0;
  /// Errors: internal for what was not sealed with this key as this field.
  virtual std::string open(std::string_view field, std::string_view sealed) const = 0;
};

}  // namespace gongting::host::store

#endif
