#include "store/record_sealing.hpp"

#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"

namespace gongting::host::store {

const FieldSealer& ColumnSeals::sealer() const {
  if (sealer_ == nullptr)
    throw Error{Kind::internal, "the sealed columns of " + type_.table() + " need the key of the installation"};
  return *sealer_;
}

void ColumnSeals::seal(Fields& values, std::int64_t id) const {
  Fields ciphertexts;
  for (auto& [name, value] : values) {
    const auto* column = type_.column(name);
    if (column == nullptr || !column->sealed()) continue;
    const auto* plain = std::get_if<std::string>(&value.data());
    // Null stays null, and an empty text has nothing in it to hide.
    ciphertexts.emplace_back(column->ciphertext(), plain == nullptr || plain->empty()
                                                       ? value
                                                       : Value(sealer().seal(field(*column, id), *plain)));
    if (plain != nullptr) value = mask_sealed(column->shown_as, std::string(*plain));
  }
  for (auto& ciphertext : ciphertexts) values.push_back(std::move(ciphertext));
}

std::string ColumnSeals::open(const Column& column, std::int64_t id, std::string_view ciphertext) const {
  return ciphertext.empty() ? std::string() : sealer().open(field(column, id), ciphertext);
}

}  // namespace gongting::host::store
