// Sealed columns: what the table keeps of them, and back. Included by the .cpp files of this folder only.
#ifndef GONGTING_STORE_RECORD_SEALING_HPP
#define GONGTING_STORE_RECORD_SEALING_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/value.hpp"
#include "store/records.hpp"

namespace gongting::host::store {

class ColumnSeals {
 public:
  ColumnSeals(const RecordType& type, const FieldSealer* sealer) : type_(type), sealer_(sealer) {}

  /// Puts the masked form in the place of each sealed value, and adds its ciphertext.
  void seal(Fields& values, std::int64_t id) const;
  /// "" for an empty ciphertext. Errors: internal when it was not sealed for this column of this record.
  std::string open(const Column& column, std::int64_t id, std::string_view ciphertext) const;

 private:
  const FieldSealer& sealer() const;
  /// A ciphertext that was moved to another record or column does not open there.
  std::string field(const Column& column, std::int64_t id) const {
    return type_.table() + "." + column.name + "#" + std::to_string(id);
  }

  const RecordType& type_;
  const FieldSealer* sealer_;
};

}  // namespace gongting::host::store

#endif
