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

  void write_to(detail::Buffer& out) const {
    using detail::Buffer;
    char* at = out.room(name_.size() + text_.size() + 32);
    at = Buffer::put_sized(at, name_);
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
  for (const auto& entry : entries) entry.write_to(out);
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
class Items {
 public:
  Items() {
    out_.reserve(512);
    out_.written_to(out_.data() + k_head);
  }
  void add(std::initializer_list<Entry> entries) {
    if (count_ == 1) out_.reserve(24 * out_.size());  // most lists are a page of 20 alike
    detail::put_map(out_, entries);
    ++count_;
  }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

  operator Value() const& { return Items(*this).finished(); }
  operator Value() && { return std::move(*this).finished(); }

 private:
  static constexpr std::size_t k_head = 9;  // tag, size, count

  Encoded finished() {
    char* at = detail::Buffer::put(out_.data(), Tag::list);
    at = detail::Buffer::put(at, static_cast<std::uint32_t>(out_.size() - 5));
    detail::Buffer::put(at, count_);
    return {std::move(out_).take()};
  }
  detail::Buffer out_;
  std::uint32_t count_ = 0;
};

}  // namespace gongting

#endif
