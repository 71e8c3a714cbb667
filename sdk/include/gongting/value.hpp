// Values that cross between host and plugin, and their flat encoding.
// Not a general JSON type: it has just what requests, rows, page models and record fields need.
//
// Encoding, little-endian, one tag byte first:
//   0 null   1 false   2 true   3 integer (8 bytes)   4 real (8 bytes)
//   5 text   u32 size, bytes (UTF-8)
//   6 bytes  u32 size, bytes
//   7 list   u32 body size, u32 count, values
//   8 map    u32 body size, u32 count, {u32 size, key, value}
//   9 table  u32 body size, u32 columns, u32 rows, {u32 size, name} per column, cells row by row
//  10 message  u32 body size, u32 size, key, map value: a text the host puts into the reader's language
// The body size of 7-10 counts the bytes after itself, so that a reader can step over what it does not want.
#ifndef GONGTING_VALUE_HPP
#define GONGTING_VALUE_HPP

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "gongting/error.hpp"

namespace gongting {

enum class Tag : std::uint8_t { null, no, yes, integer, real, text, bytes, list, map, table, message };

inline constexpr int k_max_value_depth = 32;

class Value;
struct Field;
/// Named values in the order given. Also the model of a page and the fields of a record.
class Fields : public std::vector<std::pair<std::string, Value>> {
 public:
  Fields() = default;
  /// Takes the values out of the list instead of copying them, as a vector of its own would.
  Fields(std::initializer_list<Field> fields);
};
using List = std::vector<Value>;

/// A text by its key in locale/*.json; the host writes it in the language of the reader.
struct Message {
  std::string key;
  Fields params;
};

/// An already encoded value, passed on as it is: rows from a query go into a page model without being taken apart.
struct Encoded {
  std::string bytes;
};

/// Bytes that are not text.
struct Bytes {
  std::string data;
};

/// One value, owned.
class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, List, Fields, Message, Encoded>;

  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(std::int64_t{value}) {}
  Value(std::int64_t value) : data_(value) {}
  Value(long long value) : data_(static_cast<std::int64_t>(value)) {}
  Value(std::uint32_t value) : data_(static_cast<std::int64_t>(value)) {}
  Value(unsigned long value) : data_(static_cast<std::int64_t>(value)) {}
  Value(unsigned long long value) : data_(static_cast<std::int64_t>(value)) {}
  Value(double value) : data_(value) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(Bytes value) : data_(std::move(value)) {}
  Value(List value) : data_(std::move(value)) {}
  Value(Fields value) : data_(std::move(value)) {}
  Value(Message value) : data_(std::move(value)) {}
  Value(Encoded value) : data_(std::move(value)) {}

  const Data& data() const { return data_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  void encode_to(std::string& out) const;
  std::string encode() const {
    std::string out;
    encode_to(out);
    return out;
  }

 private:
  Data data_;
};

/// One entry of Fields{{"name", value}, …}.
struct Field {
  Field(std::string_view called, Value holds) : name(called), value(std::move(holds)) {}
  std::string name;
  mutable Value value;  // an initializer list gives its elements as const only
};

inline Fields::Fields(std::initializer_list<Field> fields) {
  reserve(fields.size());
  for (const auto& field : fields) emplace_back(field.name, std::move(field.value));
}

namespace detail {

template <class T>
void put(std::string& out, T value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);  // all supported machines are little-endian
  out.append(raw, sizeof value);
}
inline void put_tag(std::string& out, Tag tag) { out.push_back(static_cast<char>(tag)); }
/// Tag and number, or tag and size, in one piece: most of what is encoded.
template <class T>
void put_tagged(std::string& out, Tag tag, T value) {
  char raw[1 + sizeof value];
  raw[0] = static_cast<char>(tag);
  std::memcpy(raw + 1, &value, sizeof value);
  out.append(raw, sizeof raw);
}
inline void put_text(std::string& out, Tag tag, std::string_view text) {
  put_tagged(out, tag, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}
inline void put_sized(std::string& out, std::string_view text) {
  put(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}
/// Reserves a body size, fills it in when the body is complete.
class Body {
 public:
  explicit Body(std::string& out) : out_(out), at_(out.size()) { put(out_, std::uint32_t{0}); }
  ~Body() {
    const auto size = static_cast<std::uint32_t>(out_.size() - at_ - 4);
    std::memcpy(out_.data() + at_, &size, 4);
  }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

 private:
  std::string& out_;
  std::size_t at_;
};

}  // namespace detail

inline void encode_fields_to(std::string& out, const Fields& fields) {
  detail::put_tag(out, Tag::map);
  detail::Body body(out);
  detail::put(out, static_cast<std::uint32_t>(fields.size()));
  for (const auto& [key, value] : fields) {
    detail::put_sized(out, key);
    value.encode_to(out);
  }
}

inline std::string encode_fields(const Fields& fields) {
  std::string out;
  encode_fields_to(out, fields);
  return out;
}

inline void Value::encode_to(std::string& out) const {
  using detail::put;
  using detail::put_sized;
  using detail::put_tag;
  using detail::put_tagged;
  using detail::put_text;
  struct Visitor {
    std::string& out;
    void operator()(std::monostate) const { put_tag(out, Tag::null); }
    void operator()(bool value) const { put_tag(out, value ? Tag::yes : Tag::no); }
    void operator()(std::int64_t value) const { put_tagged(out, Tag::integer, value); }
    void operator()(double value) const { put_tagged(out, Tag::real, value); }
    void operator()(const std::string& value) const { put_text(out, Tag::text, value); }
    void operator()(const Bytes& value) const { put_text(out, Tag::bytes, value.data); }
    void operator()(const List& list) const {
      put_tag(out, Tag::list);
      detail::Body body(out);
      put(out, static_cast<std::uint32_t>(list.size()));
      for (const auto& item : list) item.encode_to(out);
    }
    void operator()(const Fields& fields) const { encode_fields_to(out, fields); }
    void operator()(const Message& message) const {
      put_tag(out, Tag::message);
      detail::Body body(out);
      put_sized(out, message.key);
      encode_fields_to(out, message.params);
    }
    void operator()(const Encoded& value) const {
      if (value.bytes.empty()) put_tag(out, Tag::null);
      else out.append(value.bytes);
    }
  };
  std::visit(Visitor{out}, data_);
}

/// Writes a table row by row: columns first, then the cells of each row in their order, then finish().
class TableWriter {
 public:
  explicit TableWriter(const std::vector<std::string>& columns) : columns_(static_cast<std::uint32_t>(columns.size())) {
    detail::put_tag(out_, Tag::table);
    detail::put(out_, std::uint32_t{0});
    detail::put(out_, columns_);
    detail::put(out_, std::uint32_t{0});
    for (const auto& name : columns) detail::put_sized(out_, name);
  }
  /// Room for this many bytes more, when the writer has an idea of what is to come.
  void reserve(std::size_t bytes) { out_.reserve(out_.size() + bytes); }
  std::size_t bytes_so_far() const { return out_.size(); }
  void null() { cell(), detail::put_tag(out_, Tag::null); }
  void integer(std::int64_t value) { cell(), detail::put_tagged(out_, Tag::integer, value); }
  void real(double value) { cell(), detail::put_tagged(out_, Tag::real, value); }
  void text(std::string_view value) { cell(), detail::put_text(out_, Tag::text, value); }
  void bytes(std::string_view value) { cell(), detail::put_text(out_, Tag::bytes, value); }
  void value(const Value& value) { cell(), value.encode_to(out_); }

  /// The encoded table. The writer is spent afterwards.
  std::string finish() {
    const auto size = static_cast<std::uint32_t>(out_.size() - 5);
    const std::uint32_t rows = columns_ == 0 ? 0 : static_cast<std::uint32_t>(cells_ / columns_);
    std::memcpy(out_.data() + 1, &size, 4);
    std::memcpy(out_.data() + 9, &rows, 4);
    return std::move(out_);
  }

 private:
  void cell() { ++cells_; }
  std::string out_;
  std::uint32_t columns_;
  std::uint64_t cells_ = 0;
};

class Rows;

/// A value that is read where it lies. Borrows the bytes it was made from.
/// Errors: truncated, unknown or too deeply nested bytes throw Error{internal}.
class ValueRef {
 public:
  ValueRef() = default;
  explicit ValueRef(std::string_view bytes) : bytes_(bytes) {}

  Tag tag() const { return bytes_.empty() ? Tag::null : static_cast<Tag>(bytes_[0]); }
  bool is_null() const { return tag() == Tag::null; }
  /// The bytes from this value's tag on; what follows the value may be included.
  std::string_view bytes() const { return bytes_; }
  /// This value's own bytes, no more.
  std::string_view exact() const { return bytes_.substr(0, size()); }

  bool boolean() const { return tag() == Tag::yes || (tag() == Tag::integer && integer() != 0); }
  std::int64_t integer(std::int64_t otherwise = 0) const {
    switch (tag()) {
      case Tag::integer: return get<std::int64_t>(1);
      case Tag::real: return static_cast<std::int64_t>(get<double>(1));
      case Tag::yes: return 1;
      case Tag::no: return 0;
      default: return otherwise;
    }
  }
  double real(double otherwise = 0) const {
    return tag() == Tag::real ? get<double>(1) : tag() == Tag::integer ? static_cast<double>(integer()) : otherwise;
  }
  /// The text or bytes; empty for anything else.
  std::string_view text() const {
    if (tag() != Tag::text && tag() != Tag::bytes) return {};
    return slice(5, get<std::uint32_t>(1));
  }

  /// Number of items of a list, entries of a map or rows of a table.
  std::uint32_t count() const {
    switch (tag()) {
      case Tag::list:
      case Tag::map: return get<std::uint32_t>(5);
      case Tag::table: return get<std::uint32_t>(9);
      default: return 0;
    }
  }
  /// The value under `key` of a map; null when there is none. Linear: maps are small.
  ValueRef operator[](std::string_view key) const {
    ValueRef found;
    for_each([&](std::string_view name, ValueRef value) {
      if (name != key) return true;
      found = value;
      return false;
    });
    return found;
  }
  /// Calls f(key, value) for the entries of a map, f("", value) for the items of a list, until f returns false.
  template <class F>
  void for_each(F&& f) const {
    if (tag() != Tag::map && tag() != Tag::list) return;
    std::size_t at = 9;
    for (std::uint32_t left = count(); left > 0; --left) {
      std::string_view key;
      if (tag() == Tag::map) {
        const auto size = get<std::uint32_t>(at);
        key = slice(at + 4, size);
        at += 4 + size;
      }
      const ValueRef value(rest(at));
      const auto size = value.size();
      if (!f(key, value)) return;
      at += size;
    }
  }
  std::string_view message_key() const { return tag() == Tag::message ? slice(9, get<std::uint32_t>(5)) : std::string_view{}; }
  ValueRef message_params() const {
    return tag() == Tag::message ? ValueRef(rest(9 + std::size_t{get<std::uint32_t>(5)})) : ValueRef();
  }

  /// Size of this value in bytes, tag included.
  std::size_t size() const {
    if (bytes_.empty()) return 0;
    std::size_t size = 1;
    switch (tag()) {
      case Tag::null:
      case Tag::no:
      case Tag::yes: break;
      case Tag::integer:
      case Tag::real: size = 9; break;
      case Tag::text:
      case Tag::bytes:
      case Tag::list:
      case Tag::map:
      case Tag::table:
      case Tag::message: size = 5 + std::size_t{get<std::uint32_t>(1)}; break;
      default: throw Error{Kind::internal, "a value has the unknown tag " + std::to_string(static_cast<int>(tag()))};
    }
    if (size > bytes_.size()) broken();
    return size;
  }

  /// An owned copy.
  Value value(int depth = 0) const;
  /// Throws unless the bytes are one well-formed value and nothing else. For bytes from somewhere not trusted.
  void check(int depth = 0) const;

  template <class T>
  T get(std::size_t at) const {
    if (at + sizeof(T) > bytes_.size()) broken();
    T value;
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }
  std::string_view slice(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) broken();
    return bytes_.substr(at, size);
  }
  std::string_view rest(std::size_t at) const {
    if (at >= bytes_.size()) broken();
    return bytes_.substr(at);
  }

 private:
  [[noreturn]] static void broken() { throw Error{Kind::internal, "an encoded value is cut short"}; }
  std::string_view bytes_;
};

/// One row of a table, borrowed from it.
class Row {
 public:
  Row(const std::vector<std::string_view>& columns, const ValueRef* cells) : columns_(&columns), cells_(cells) {}
  std::size_t size() const { return columns_->size(); }
  ValueRef operator[](std::size_t column) const { return cells_[column]; }
  /// Throws Error{internal} for a column the statement did not name: a mistake in the program, not in the data.
  ValueRef operator[](std::string_view column) const {
    for (std::size_t i = 0; i < columns_->size(); ++i)
      if ((*columns_)[i] == column) return cells_[i];
    throw Error{Kind::internal, "the query has no column " + std::string(column)};
  }
  std::string text(std::string_view column) const { return std::string((*this)[column].text()); }
  std::int64_t integer(std::string_view column) const { return (*this)[column].integer(); }
  bool is_null(std::string_view column) const { return (*this)[column].is_null(); }
  std::string_view name(std::size_t column) const { return (*columns_)[column]; }

 private:
  const std::vector<std::string_view>* columns_;
  const ValueRef* cells_;
};

/// The rows of a query, owned. Decoded lazily: passing them on to a page costs nothing but a copy of bytes.
class Rows {
 public:
  Rows() = default;
  explicit Rows(std::string encoded) : bytes_(std::move(encoded)) {}
  Rows(const Rows& other) : bytes_(other.bytes_) {}
  Rows(Rows&& other) noexcept : bytes_(std::move(other.bytes_)) {}
  Rows& operator=(Rows other) noexcept {
    bytes_ = std::move(other.bytes_);
    columns_.clear(), cells_.clear(), decoded_ = false;
    return *this;
  }

  std::size_t size() const { return bytes_.empty() ? 0 : ValueRef(bytes_).count(); }
  bool empty() const { return size() == 0; }
  Row operator[](std::size_t row) const {
    decode();
    if (row >= size()) throw Error{Kind::internal, "the query has fewer rows than were asked for"};
    return Row(columns_, cells_.data() + row * columns_.size());
  }
  const std::vector<std::string_view>& columns() const {
    decode();
    return columns_;
  }

  class Iterator {
   public:
    Iterator(const Rows& rows, std::size_t at) : rows_(&rows), at_(at) {}
    Row operator*() const { return (*rows_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const Rows* rows_;
    std::size_t at_;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size()}; }

  const std::string& encoded() const& { return bytes_; }
  std::string encoded() && { return std::move(bytes_); }
  operator Value() const& { return Encoded{bytes_}; }
  operator Value() && { return Encoded{std::move(bytes_)}; }

 private:
  void decode() const {
    if (decoded_ || bytes_.empty()) return;
    const ValueRef table(bytes_);
    if (table.tag() != Tag::table) throw Error{Kind::internal, "a query did not answer with a table"};
    const auto columns = table.get<std::uint32_t>(5);
    const std::size_t cells = std::size_t{columns} * table.count();
    if (cells > bytes_.size()) throw Error{Kind::internal, "a table has fewer cells than it says"};
    std::size_t at = 13;
    for (std::uint32_t i = 0; i < columns; ++i) {
      const auto size = table.get<std::uint32_t>(at);
      columns_.push_back(table.slice(at + 4, size));
      at += 4 + size;
    }
    cells_.reserve(cells);
    for (std::size_t i = 0; i < cells; ++i) {
      cells_.emplace_back(table.rest(at));
      at += cells_.back().size();
    }
    decoded_ = true;
  }
  std::string bytes_;
  mutable std::vector<std::string_view> columns_;
  mutable std::vector<ValueRef> cells_;
  mutable bool decoded_ = false;
};

inline Value ValueRef::value(int depth) const {
  if (depth > k_max_value_depth) throw Error{Kind::internal, "a value is nested too deeply"};
  switch (tag()) {
    case Tag::null: return {};
    case Tag::no: return false;
    case Tag::yes: return true;
    case Tag::integer: return integer();
    case Tag::real: return real();
    case Tag::text: return text();
    case Tag::bytes: return Bytes{std::string(text())};
    case Tag::list: {
      List list;
      for_each([&](std::string_view, ValueRef item) { return list.push_back(item.value(depth + 1)), true; });
      return list;
    }
    case Tag::map: {
      Fields fields;
      for_each([&](std::string_view key, ValueRef item) {
        return fields.emplace_back(std::string(key), item.value(depth + 1)), true;
      });
      return fields;
    }
    case Tag::message: {
      Message message{std::string(message_key()), {}};
      message_params().for_each([&](std::string_view key, ValueRef item) {
        return message.params.emplace_back(std::string(key), item.value(depth + 1)), true;
      });
      return message;
    }
    default: return Encoded{std::string(exact())};
  }
}

inline void ValueRef::check(int depth) const {
  if (depth > k_max_value_depth) throw Error{Kind::internal, "a value is nested too deeply"};
  if (bytes_.empty() || size() != bytes_.size()) broken();
  std::size_t at = 0;
  const auto step = [&](std::size_t sized) {
    const auto size = get<std::uint32_t>(at);
    slice(at + 4, size);
    at += 4 + size;
    return sized;
  };
  const auto item = [&] {
    const ValueRef next(rest(at));
    const auto size = next.size();
    ValueRef(next.bytes().substr(0, size)).check(depth + 1);
    at += size;
  };
  switch (tag()) {
    case Tag::list:
      at = 9;
      for (auto left = count(); left > 0; --left) item();
      break;
    case Tag::map:
      at = 9;
      for (auto left = count(); left > 0; --left) step(0), item();
      break;
    case Tag::table: {
      const auto columns = get<std::uint32_t>(5);
      const auto cells = std::uint64_t{columns} * get<std::uint32_t>(9);
      if (columns == 0 && count() > 0) broken();
      at = 13;
      for (std::uint32_t i = 0; i < columns; ++i) step(0);
      for (std::uint64_t i = 0; i < cells; ++i) item();
      break;
    }
    case Tag::message:
      at = 5;
      step(0);
      if (ValueRef(rest(at)).tag() != Tag::map) broken();
      item();
      break;
    default: return;
  }
  if (at != bytes_.size()) broken();
}

}  // namespace gongting

#endif
