// What a page is written into.
#ifndef GONGTING_HOST_VIEW_OUT_HPP
#define GONGTING_HOST_VIEW_OUT_HPP

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace gongting::host::view {

/// Bytes that are appended to in many small pieces: a list page has 1,800. A string looks at itself, ends itself and fills
/// with zeros each time, and that was a tenth of the page.
/// Keeps its room when it is cleared.
class Out {
 public:
  void append(std::string_view text) {
    if (text.empty()) return;
    std::memcpy(room(text.size()), text.data(), text.size());
    used_ += text.size();
  }
  void push_back(char character) {
    *room(1) = character;
    ++used_;
  }
  /// The end of what is written, with this much room behind it, until the next call. written() says how much was used.
  char* room(std::size_t bytes) {
    if (size_ - used_ < bytes) grow(bytes);
    return bytes_.get() + used_;
  }
  void written(std::size_t bytes) { used_ += bytes; }
  void clear() {
    constexpr std::size_t k_kept = 256u << 10;  // a page that is larger is rare
    used_ = 0;
    if (size_ > k_kept) bytes_.reset(), size_ = 0;
  }
  std::string_view view() const { return {bytes_.get(), used_}; }
  std::string text() const { return std::string(view()); }

 private:
  void grow(std::size_t bytes) {
    const auto size = std::max({2 * size_, used_ + bytes, std::size_t{256}});
    auto more = std::make_unique_for_overwrite<char[]>(size);
    if (used_ > 0) std::memcpy(more.get(), bytes_.get(), used_);
    bytes_ = std::move(more);
    size_ = size;
  }
  std::unique_ptr<char[]> bytes_;
  std::size_t used_ = 0, size_ = 0;
};

}  // namespace gongting::host::view

#endif
