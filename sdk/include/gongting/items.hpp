// Lists and maps of a page's model that are written straight into their encoding, for what is made for every row.
#ifndef GONGTING_ITEMS_HPP
#define GONGTING_ITEMS_HPP

#include <concepts>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gongting/value.hpp"

namespace gongting {

class Entry;

/// A message that is written straight: its key in two parts ("state." and the state's name) and its parameters.
/// Borrows all of it.
struct Phrase {
  std::string_view group, name;
  std::initializer_list<Entry> params;
};

namespace detail {

/// Room that is asked for once for each entry, and then filled without looking.
class Buffer {
 public:
  void reserve(std::size_t bytes) {
    if (bytes > bytes_.size()) bytes_.resize(bytes);
  }
  /// The end of what is written, with this much room behind it. Until the next call.
  char* room(std::size_t bytes) {
    if (used_ + bytes > bytes_.size()) bytes_.resize(2 * bytes_.size() + bytes);
    return bytes_.data() + used_;
  }
  void written_to(const char* end) { used_ = static_cast<std::size_t>(end - bytes_.data()); }
  std::size_t size() const { return used_; }
  char* data() { return bytes_.data(); }
  std::string take() && {
    bytes_.resize(used_);
    return std::move(bytes_);
  }

  template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
  static char* put(char* at, T value) {
    std::memcpy(at, &value, sizeof value);  // all supported machines are little-endian
    return at + sizeof value;
  }
  static char* put(char* at, std::string_view text) {
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
  }
  static char* put_sized(char* at, std::string_view text) {
    return put(put(at, static_cast<std::uint32_t>(text.size())), text);
  }

 private:
  std::string bytes_;  // what is not used yet included
  std::size_t used_ = 0;
};

inline void put_map(Buffer& out, std::initializer_list<Entry> entries);

/// Names are a few letters: a call to compare them would cost more than they do.
inline bool alike(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  for (std::size_t i = 0; i < one.size(); ++i)
    if (one[i] != other[i]) return false;
  return true;
}

}  // namespace detail

/// One entry of a map. Borrows its name and value, which live as long as the statement that adds it.
class Entry {
 public:
  template <class T>
    requires std::same_as<T, bool>
  Entry(std::string_view name, T value) : name_(name), tag_(value ? Tag::yes : Tag::no) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Entry(std::string_view name, T value) : name_(name), tag_(Tag::integer), integer_(static_cast<std::int64_t>(value)) {}
  Entry(std::string_view name, double value) : name_(name), tag_(Tag::real), real_(value) {}
  Entry(std::string_view name, std::string_view value) : name_(name), tag_(Tag::text), text_(value) {}
  Entry(std::string_view name, const std::string& value) : Entry(name, std::string_view(value)) {}
  Entry(std::string_view name, const char* value) : Entry(name, std::string_view(value)) {}
  Entry(std::string_view name, const Encoded& value) : name_(name), tag_(Tag::null), text_(value.bytes) {}
  Entry(std::string_view name, const Phrase& value) : name_(name), tag_(Tag::message), phrase_(&value) {}
  Entry(std::string_view name, const Message& value) : name_(name), tag_(Tag::list), message_(&value) {}
  Entry(std::string_view name, const Fields& value) : name_(name), tag_(Tag::map), fields_(&value) {}
  Entry(std::string_view name, const Value& value) : name_(name), tag_(Tag::table), value_(&value) {}

  std::string_view name() const { return name_; }
  void write_name_to(detail::Buffer& out) const {
    out.written_to(detail::Buffer::put_sized(out.room(name_.size() + 4), name_));
  }
  void write_value_to(detail::Buffer& out) const {
    using detail::Buffer;
    char* at = out.room(text_.size() + 16);
    switch (tag_) {
      case Tag::yes:
      case Tag::no: at = Buffer::put(at, tag_); break;
      case Tag::integer: at = Buffer::put(Buffer::put(at, tag_), integer_); break;
      case Tag::real: at = Buffer::put(Buffer::put(at, tag_), real_); break;
      case Tag::text: at = Buffer::put_sized(Buffer::put(at, tag_), text_); break;
      case Tag::null: at = text_.empty() ? Buffer::put(at, tag_) : Buffer::put(at, text_); break;
      default: out.written_to(at); return tag_ == Tag::message ? write_phrase(out) : write_owned(out);
    }
    out.written_to(at);
  }

 private:
  void write_phrase(detail::Buffer& out) const {
    using detail::Buffer;
    const auto begin = out.size();
    const auto size = phrase_->group.size() + phrase_->name.size();
    char* at = Buffer::put(Buffer::put(out.room(size + 16), Tag::message), std::uint32_t{0});
    at = Buffer::put(at, static_cast<std::uint32_t>(size));
    out.written_to(Buffer::put(Buffer::put(at, phrase_->group), phrase_->name));
    detail::put_map(out, phrase_->params);
    Buffer::put(out.data() + begin + 1, static_cast<std::uint32_t>(out.size() - begin - 5));
  }
  void write_owned(detail::Buffer& out) const {
    std::string bytes;
    if (tag_ == Tag::map) encode_fields_to(bytes, *fields_);
    else if (tag_ == Tag::table) value_->encode_to(bytes);
    else Value(*message_).encode_to(bytes);
    out.written_to(detail::Buffer::put(out.room(bytes.size()), bytes));
  }

  std::string_view name_;
  Tag tag_;  // what the value is; null: encoded already; list, map, table: the pointers to a message, fields, a value
  std::string_view text_;
  union {
    std::int64_t integer_ = 0;
    double real_;
    const Phrase* phrase_;
    const Message* message_;
    const Fields* fields_;
    const Value* value_;
  };
};

inline void detail::put_map(Buffer& out, std::initializer_list<Entry> entries) {
  const auto begin = out.size();
  char* at = Buffer::put(Buffer::put(out.room(9), Tag::map), std::uint32_t{0});
  out.written_to(Buffer::put(at, static_cast<std::uint32_t>(entries.size())));
  for (const auto& entry : entries) entry.write_name_to(out), entry.write_value_to(out);
  Buffer::put(out.data() + begin + 1, static_cast<std::uint32_t>(out.size() - begin - 5));
}

/// A map written at once: `encoded_map({{"date", due}, {"over", true}})`, for what is made for every row.
inline Encoded encoded_map(std::initializer_list<Entry> entries) {
  detail::Buffer out;
  out.reserve(256);
  detail::put_map(out, entries);
  return {std::move(out).take()};
}

/// A list of maps that is written into its encoding while it is made: the rows and choices of a page.
/// `items.add({{"name", name}, {"chosen", true}});`, then into the model.
/// Items that all have the same names in the same order become a table, which has the names once; others a list of maps.
class Items {
 public:
  Items() {
    out_.reserve(512);
    out_.written_to(out_.data() + k_head);
  }
  void add(std::initializer_list<Entry> entries) {
    if (count_ == 0) begin_table(entries);
    if (count_ == 1) out_.reserve(24 * out_.size());  // most lists are a page of 20 alike
    if (table_ && !fits(entries)) become_list();
    if (table_)
      for (const auto& entry : entries) entry.write_value_to(out_);
    else
      detail::put_map(out_, entries);
    ++count_;
  }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

  operator Value() const& { return Items(*this).finished(); }
  operator Value() && { return std::move(*this).finished(); }

 private:
  static constexpr std::size_t k_head = 13;       // of a table: tag, size, columns, rows
  static constexpr std::size_t k_list_head = 9;   // tag, size, count

  void begin_table(std::initializer_list<Entry> entries) {
    columns_ = static_cast<std::uint32_t>(entries.size());
    table_ = columns_ > 0;
    if (table_)
      for (const auto& entry : entries) entry.write_name_to(out_);
  }
  /// The names of the table's columns, one after the other; false ends it.
  template <class F>
  const char* columns(F&& each) {
    const char* at = out_.data() + k_head;
    for (std::uint32_t i = 0; i < columns_; ++i) {
      std::uint32_t size;
      std::memcpy(&size, at, sizeof size);
      if (!each(std::string_view(at + sizeof size, size))) return nullptr;
      at += sizeof size + size;
    }
    return at;
  }
  bool fits(std::initializer_list<Entry> entries) {
    if (entries.size() != columns_) return false;
    const auto* entry = entries.begin();
    return columns([&](std::string_view name) { return detail::alike(name, (entry++)->name()); }) != nullptr;
  }
  /// One item differs: those before it are written again, each with its names.
  void become_list() {
    std::vector<std::string_view> names;
    const char* at = columns([&](std::string_view name) { return names.push_back(name), true; });
    const char* const end = out_.data() + out_.size();
    detail::Buffer list;
    list.reserve(2 * out_.size());
    list.written_to(list.data() + k_head);
    for (std::uint32_t row = 0; row < count_; ++row) {
      const auto begin = list.size();
      char* to = detail::Buffer::put(detail::Buffer::put(list.room(9), Tag::map), std::uint32_t{0});
      list.written_to(detail::Buffer::put(to, columns_));
      for (const auto name : names) {
        const auto cell = ValueRef({at, static_cast<std::size_t>(end - at)}).exact();
        to = detail::Buffer::put_sized(list.room(name.size() + cell.size() + 4), name);
        list.written_to(detail::Buffer::put(to, cell));
        at += cell.size();
      }
      detail::Buffer::put(list.data() + begin + 1, static_cast<std::uint32_t>(list.size() - begin - 5));
    }
    out_ = std::move(list);
    table_ = false;
  }

  Encoded finished() {
    char* at = detail::Buffer::put(out_.data(), table_ ? Tag::table : Tag::list);
    if (table_) {
      at = detail::Buffer::put(at, static_cast<std::uint32_t>(out_.size() - 5));
      detail::Buffer::put(detail::Buffer::put(at, columns_), count_);
      return {std::move(out_).take()};
    }
    at = detail::Buffer::put(at, static_cast<std::uint32_t>(out_.size() - 5 - (k_head - k_list_head)));
    detail::Buffer::put(at, count_);
    auto bytes = std::move(out_).take();
    bytes.erase(k_list_head, k_head - k_list_head);
    return {std::move(bytes)};
  }
  detail::Buffer out_;
  std::uint32_t count_ = 0, columns_ = 0;
  bool table_ = false;
};

}  // namespace gongting

#endif
