#include "http/gzip.hpp"

#include <zlib.h>

#include <array>
#include <new>

namespace gongting::host::http {
namespace {

/// A deflater takes 256 KB to set up; each thread keeps the one it used last.
class Deflater {
 public:
  explicit Deflater(int level) : level_(level) {
    if (deflateInit2(&stream_, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string run(std::string_view text, int level) {
    deflateReset(&stream_);
    if (level != level_) {
      deflateParams(&stream_, level, Z_DEFAULT_STRATEGY);
      level_ = level;
    }
    std::string out(deflateBound(&stream_, static_cast<uLong>(text.size())), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    deflate(&stream_, Z_FINISH);
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
  int level_;
};

}  // namespace

std::string gzip(std::string_view text, int level) {
  thread_local Deflater deflater(level);
  return deflater.run(text, level);
}

bool is_compressible(std::string_view content_type) {
  static constexpr std::array<std::string_view, 10> types{
      "text/html",     "text/css",   "text/javascript", "application/javascript",    "application/json",
      "image/svg+xml", "text/plain", "application/xml", "application/manifest+json", "text/csv"};
  const auto kind = content_type.substr(0, content_type.find_first_of("; "));
  for (const auto& type : types)
    if (kind == type) return true;
  return false;
}

}  // namespace gongting::host::http
