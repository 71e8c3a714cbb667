#include "store/parameters.hpp"

#include <string>

#include "base/text.hpp"

namespace gongting::host::store {

namespace {

[[noreturn]] void not_plain(std::string_view name) {
  throw Error{Kind::bad_input,
              "the value of \"" + std::string(name) + "\" is a list or an object; a column holds plain values"};
}

}  // namespace

void check_text(std::string_view name, std::string_view text) {
  if (text.find('\0') == std::string_view::npos && valid_utf8(text)) return;
  throw Error{Kind::bad_input, "the value of \"" + std::string(name) + "\" is not text in UTF-8"};
}

Cell cell_of(std::string_view name, ValueRef value) {
  Cell cell;
  switch (value.tag()) {
    case Tag::null: break;
    case Tag::no:
    case Tag::yes:
    case Tag::integer:
      cell.kind = Cell::Kind::integer;
      cell.integer = value.integer();
      break;
    case Tag::real:
      cell.kind = Cell::Kind::real;
      cell.real = value.real();
      break;
    case Tag::text:
      cell.kind = Cell::Kind::text;
      cell.text = value.text();
      break;
    case Tag::bytes:
      cell.kind = Cell::Kind::bytes;
      cell.text = value.text();
      break;
    default: not_plain(name);
  }
  return cell;
}

bool FieldParameters::find(std::string_view name, Cell& cell) const {
  for (const auto& [key, value] : fields_) {
    if (key != name) continue;
    const auto& data = value.data();
    cell = Cell{};
    if (const auto* integer = std::get_if<std::int64_t>(&data)) {
      cell.kind = Cell::Kind::integer;
      cell.integer = *integer;
    } else if (const auto* text = std::get_if<std::string>(&data)) {
      cell.kind = Cell::Kind::text;
      cell.text = *text;
    } else if (const auto* yes = std::get_if<bool>(&data)) {
      cell.kind = Cell::Kind::integer;
      cell.integer = *yes ? 1 : 0;
    } else if (const auto* real = std::get_if<double>(&data)) {
      cell.kind = Cell::Kind::real;
      cell.real = *real;
    } else if (const auto* bytes = std::get_if<Bytes>(&data)) {
      cell.kind = Cell::Kind::bytes;
      cell.text = bytes->data;
    } else if (const auto* encoded = std::get_if<Encoded>(&data)) {
      cell = cell_of(name, ValueRef(encoded->bytes));
    } else if (!value.is_null()) {
      not_plain(name);
    }
    return true;
  }
  return false;
}

bool EncodedParameters::find(std::string_view name, Cell& cell) const {
  bool found = false;
  map_.for_each([&](std::string_view key, ValueRef value) {
    if (key != name) return true;
    cell = cell_of(name, value);
    found = true;
    return false;
  });
  return found;
}

}  // namespace gongting::host::store
