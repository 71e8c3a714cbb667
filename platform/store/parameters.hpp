// How a statement finds the values of its parameters, whether they come owned (Fields) or encoded (from a plugin).
#ifndef GONGTING_STORE_PARAMETERS_HPP
#define GONGTING_STORE_PARAMETERS_HPP

#include <cstdint>
#include <string_view>

#include "gongting/value.hpp"

namespace gongting::host::store {

/// One plain value, borrowed.
struct Cell {
  enum class Kind { null, integer, real, text, bytes };
  Kind kind = Kind::null;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view text;
};

class Parameters {
 public:
  virtual ~Parameters() = default;
  /// False when there is no such parameter. Errors: bad_input for a value that is not plain.
  virtual bool find(std::string_view name, Cell& cell) const = 0;
};

class FieldParameters final : public Parameters {
 public:
  explicit FieldParameters(const Fields& fields) : fields_(fields) {}
  bool find(std::string_view name, Cell& cell) const override;

 private:
  const Fields& fields_;
};

class EncodedParameters final : public Parameters {
 public:
  explicit EncodedParameters(ValueRef map) : map_(map) {}
  bool find(std::string_view name, Cell& cell) const override;

 private:
  ValueRef map_;
};

/// Errors: bad_input for what is no UTF-8 text, or holds a zero byte, where PostgreSQL would cut it.
void check_text(std::string_view name, std::string_view text);

Cell cell_of(std::string_view name, ValueRef value);

}  // namespace gongting::host::store

#endif
