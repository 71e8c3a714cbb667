// What statements of both databases have in common: SOCI's backend statement, and its use elements as parameters.
// Included by the .cpp files of this folder only, because it brings SOCI in.
#ifndef GONGTING_STORE_SOCI_STATEMENT_HPP
#define GONGTING_STORE_SOCI_STATEMENT_HPP

#include <soci/soci.h>

#include <memory>
#include <string>
#include <vector>

#include "store/connection.hpp"

namespace gongting::host::store {

/// Backend is soci::sqlite3_statement_backend or soci::postgresql_statement_backend.
/// SOCI's own `statement` on top of it would exchange each cell through a typed variable; rows are read from the public
/// handle of the backend instead, where integers keep their 64 bits.
template <class Backend>
class SociStatement : public Statement {
 public:
  explicit SociStatement(soci::session& session)
      : session_(session), backend_(static_cast<Backend*>(session.make_statement_backend())) {}
  ~SociStatement() override {
    forget_values();
    backend_->clean_up();
  }

  Backend& backend() { return *backend_; }

  void prepare() {
    backend_->alloc();
    backend_->prepare(compiled.bound.text, soci::details::st_repeatable_query);
    slots_.resize(compiled.bound.parameters.size());
    for (auto& slot : slots_) slot.use.reset(backend_->make_use_type_backend());
  }

  /// Gives every parameter its value until forget_values(). `bytes_as_text`: how the database reads bytes in a text.
  void bind(const Parameters& parameters, std::string (*bytes_as_text)(std::string_view)) {
    int position = 1;
    for (std::size_t i = 0; i < slots_.size(); ++i) bind_slot(slots_[i], compiled.bound.parameters[i], parameters, position, bytes_as_text);
  }
  void forget_values() {
    for (auto& slot : slots_) {
      if (slot.use) slot.use->clean_up();
    }
  }

 private:
  struct Slot {
    std::unique_ptr<soci::details::standard_use_type_backend> use;
    long long integer = 0;
    double real = 0;
    std::string text;
    std::unique_ptr<soci::blob> blob;
    soci::indicator indicator = soci::i_null;
  };

  void bind_slot(Slot& slot, const std::string& name, const Parameters& parameters, int& position,
                 std::string (*bytes_as_text)(std::string_view));

  soci::session& session_;
  std::unique_ptr<Backend> backend_;
  std::vector<Slot> slots_;
};

template <class Backend>
void SociStatement<Backend>::bind_slot(Slot& slot, const std::string& name, const Parameters& parameters, int& position,
                                       std::string (*bytes_as_text)(std::string_view)) {
  Cell cell;
  if (!parameters.find(name, cell)) {
    throw Error{Kind::internal, "the statement's parameter :" + name + " was given no value"};
  }
  slot.indicator = soci::i_ok;
  void* data = &slot.integer;
  auto type = soci::details::x_long_long;
  switch (cell.kind) {
    case Cell::Kind::null: slot.indicator = soci::i_null; break;
    case Cell::Kind::integer: slot.integer = cell.integer; break;
    case Cell::Kind::real: slot.real = cell.real, data = &slot.real, type = soci::details::x_double; break;
    case Cell::Kind::text:
      check_text(name, cell.text);
      slot.text.assign(cell.text);
      data = &slot.text, type = soci::details::x_stdstring;
      break;
    case Cell::Kind::bytes:
      if (bytes_as_text != nullptr) {
        slot.text = bytes_as_text(cell.text);
        data = &slot.text, type = soci::details::x_stdstring;
      } else {
        slot.blob = std::make_unique<soci::blob>(session_);
        slot.blob->write(0, cell.text.data(), cell.text.size());
        data = slot.blob.get(), type = soci::details::x_blob;
      }
      break;
  }
  slot.use->bind_by_pos(position, data, type, true);
  slot.use->pre_use(&slot.indicator);
}

}  // namespace gongting::host::store

#endif
