// Lists and maps of a page's model that are written straight into their encoding, for what is made for every row.
#ifndef GONGTING_ITEMS_HPP
#define GONGTING_ITEMS_HPP

#include <concepts>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "gongting/value.hpp"

namespace gongting {

/// One entry of Items::add. Borrows its name and value, which live as long as the statement that adds it.
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
  Entry(std::string_view name, const Message& value) : name_(name), message_(&value) {}
  Entry(std::string_view name, const Fields& value) : name_(name), fields_(&value) {}
  Entry(std::string_view name, const Value& value) : name_(name), value_(&value) {}

  void encode_to(std::string& out) const {
    detail::put_sized(out, name_);
    if (fields_ != nullptr) return encode_fields_to(out, *fields_);
    if (value_ != nullptr) return value_->encode_to(out);
    if (message_ != nullptr) return encode_message(out);
    switch (tag_) {
      case Tag::integer: return detail::put_tagged(out, tag_, integer_);
      case Tag::real: return detail::put_tagged(out, tag_, real_);
      case Tag::text: return detail::put_text(out, tag_, text_);
      default: return detail::put_tag(out, tag_);
    }
  }

 private:
  void encode_message(std::string& out) const {
    detail::put_tag(out, Tag::message);
    detail::Body body(out);
    detail::put_sized(out, message_->key);
    encode_fields_to(out, message_->params);
  }

  std::string_view name_;
  Tag tag_ = Tag::null;
  std::int64_t integer_ = 0;
  double real_ = 0;
  std::string_view text_;
  const Message* message_ = nullptr;
  const Fields* fields_ = nullptr;
  const Value* value_ = nullptr;
};

/// A map written at once: `encoded_map({{"date", due}, {"over", true}})`, for what is made for every row.
inline Encoded encoded_map(std::initializer_list<Entry> entries) {
  Encoded map;
  detail::put_tag(map.bytes, Tag::map);
  {
    detail::Body body(map.bytes);
    detail::put(map.bytes, static_cast<std::uint32_t>(entries.size()));
    for (const auto& entry : entries) entry.encode_to(map.bytes);
  }
  return map;
}

/// A list of maps that is written into its encoding while it is made: the rows and choices of a page.
/// `items.add({{"name", name}, {"chosen", true}});`, then into the model.
class Items {
 public:
  Items() {
    detail::put_tagged(bytes_, Tag::list, std::uint32_t{4});
    detail::put(bytes_, std::uint32_t{0});
  }
  void add(std::initializer_list<Entry> entries) {
    if (count_ == 1) bytes_.reserve(24 * bytes_.size());  // most lists are a page of 20 alike
    detail::put_tag(bytes_, Tag::map);
    {
      detail::Body body(bytes_);
      detail::put(bytes_, static_cast<std::uint32_t>(entries.size()));
      for (const auto& entry : entries) entry.encode_to(bytes_);
    }
    ++count_;
  }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

  operator Value() const& { return Encoded{finished(bytes_, count_)}; }
  operator Value() && { return Encoded{finished(std::move(bytes_), count_)}; }

 private:
  static std::string finished(std::string bytes, std::uint32_t count) {
    const auto size = static_cast<std::uint32_t>(bytes.size() - 5);
    std::memcpy(bytes.data() + 1, &size, 4);
    std::memcpy(bytes.data() + 5, &count, 4);
    return bytes;
  }
  std::string bytes_;
  std::uint32_t count_ = 0;
};

}  // namespace gongting

#endif
