// Whatever bytes a client sends: the parsers of the HTTP edge neither crash nor let an unsafe value through.
// The first byte chooses the parser and where the input is cut.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "gongting/error.hpp"
#include "http/form.hpp"
#include "http/framing.hpp"
#include "http/multipart.hpp"
#include "http/raw_header_scan.hpp"

namespace {

using namespace gongting::host;

void require(bool holds) {
  if (!holds) std::abort();
}

class CountingSink final : public http::BodySink {
 public:
  int body(std::string_view piece) override {
    size += piece.size();
    return size > 1'000'000 ? 413 : 0;
  }
  std::size_t size = 0;
};

/// A path that was let through stays inside, whatever it is appended to.
void check_path(const std::string& path) {
  require(path == "*" || path.starts_with('/'));
  require(valid_utf8(path));
  for (const char c : path) require(static_cast<unsigned char>(c) >= 0x20 && c != '\\' && c != 0x7f);
  const auto with_end = path + '/';
  require(with_end.find("/../") == std::string::npos && with_end.find("/./") == std::string::npos);
}

void fuzz_head(std::string_view input, std::size_t cut) {
  http::RawHead head;
  std::size_t checked = 0;
  const auto first = http::scan_head(input.substr(0, cut), {}, checked, head);
  const auto in_parts = first.state == http::Scan::more ? http::scan_head(input, {}, checked, head) : first;
  http::RawHead whole_head;
  std::size_t from_start = 0;
  const auto whole = http::scan_head(input, {}, from_start, whole_head);
  // Where the bytes were cut does not decide whether a request is taken.
  require((in_parts.state == http::Scan::done) == (whole.state == http::Scan::done));
  if (whole.state == http::Scan::refused) require(whole.status >= 400 && whole.status < 500);
  if (whole.state != http::Scan::done) return;
  require(whole_head.size <= input.size());
  check_path(whole_head.path);
  const auto head_bytes = input.substr(0, whole_head.size);
  if (!whole_head.has_body()) {
    http::beast_agrees(head_bytes, whole_head);
    return;
  }
  CountingSink sink;
  http::BodyFraming framing(head_bytes, whole_head, sink);
  if (!framing.agrees()) return;
  auto rest = input.substr(whole_head.size);
  std::size_t given = std::min<std::size_t>(cut, rest.size());
  for (;;) {
    const auto fed = framing.feed(rest.substr(0, given));
    require(fed.used <= given);
    if (fed.state != http::BodyFraming::State::more) return;
    rest.remove_prefix(fed.used);
    const auto left_over = given - fed.used;
    if (left_over == rest.size()) return;
    given = std::min(rest.size(), left_over + cut + 1);
  }
}

void fuzz_multipart(std::string_view input, std::size_t cut) {
  http::MultipartReader reader("b", {.fields = 20, .files = 0});
  while (!input.empty()) {
    const auto size = std::min(input.size(), cut + 1);
    if (reader.feed(input.substr(0, size)) != 0) return;
    input.remove_prefix(size);
  }
  if (reader.finish() == 0)
    for (const auto& [name, value] : reader.fields()) require(valid_utf8(name) && valid_utf8(value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = std::min<std::size_t>(data[0] / 4, input.size());
  switch (data[0] % 4) {
    case 0:
    case 1: fuzz_head(input, cut); break;
    case 2:
      try {
        const auto form = http::parse_form(input);
        require(form.fields().size() <= http::k_form_fields);
        for (const auto& [name, value] : form.fields())
          require(name.size() <= http::k_field_name && valid_utf8(name) && valid_utf8(value));
      } catch (const gongting::Error&) {
      }
      break;
    default: fuzz_multipart(input, cut); break;
  }
  return 0;
}
