#include "http/static_files.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "gongting/error.hpp"
#include "http/gzip.hpp"
#include "http/raw_header_scan.hpp"

namespace gongting::host::http {
namespace fs = std::filesystem;
namespace {

/// The first 12 hex digits of the SHA-256: names a version of a file, 48 bits are plenty for that.
std::string hash_of(const std::string& bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < 6; ++i) {
    hex += digits[digest[i] >> 4];
    hex += digits[digest[i] & 15];
  }
  return hex;
}

/// Whether an If-None-Match names the tag; weak tags count, as the comparison for GET is the weak one.
bool matches(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match == "*") return true;
  for (auto at = if_none_match.find(tag); at != std::string_view::npos; at = if_none_match.find(tag, at + 1)) {
    const auto end = at + tag.size();
    if (end == if_none_match.size() || if_none_match[end] == ',' || if_none_match[end] == ' ') return true;
  }
  return false;
}

bool hidden(const fs::path& relative) {
  for (const auto& part : relative)
    if (part.native().starts_with('.')) return true;
  return false;
}

}  // namespace

StaticFiles::StaticFiles(std::string prefix) : prefix_(std::move(prefix)) {}

void StaticFiles::add(const fs::path& folder) try {
  const auto root = fs::canonical(folder);
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    const auto name = entry.path().lexically_relative(root);
    if (hidden(name)) continue;
    const auto real = fs::canonical(entry.path()).lexically_relative(root);
    if (real.empty() || *real.begin() == "..") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    auto bytes = std::make_shared<std::string>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (in.bad()) throw Error(Kind::internal, "cannot read " + entry.path().string());
    File file;
    file.type = type_of(name.native());
    file.hash = hash_of(*bytes);
    if (is_compressible(file.type)) {
      auto small = gzip(*bytes, 9);
      if (small.size() < bytes->size()) file.gzip = std::make_shared<const std::string>(std::move(small));
    }
    file.plain = std::move(bytes);
    files_.insert_or_assign(name.generic_string(), std::move(file));
  }
} catch (const fs::filesystem_error& error) {
  throw Error(Kind::internal, "static files: cannot read " + folder.string() + ": " + error.code().message());
}

std::string StaticFiles::url(std::string_view name) const {
  std::string url = prefix_ + std::string(name);
  if (const auto found = files_.find(name); found != files_.end()) url += "?v=" + found->second.hash;
  return url;
}

std::optional<Response> StaticFiles::find(const Request& request) const {
  if (!request.path.starts_with(prefix_)) return std::nullopt;
  return find(request, std::string_view(request.path).substr(prefix_.size()));
}

std::optional<Response> StaticFiles::find(const Request& request, std::string_view name) const {
  if (request.method != "GET") return std::nullopt;
  const auto found = files_.find(name);
  if (found == files_.end()) return std::nullopt;
  const auto& file = found->second;
  const bool zipped = file.gzip && allows_gzip(request.header("accept-encoding"));

  Response response;
  response.type = file.type;
  // Two forms of one file are two representations, so each has a strong tag of its own.
  const auto tag = '"' + file.hash + (zipped ? "-gz\"" : "\"");
  response.set("etag", tag);
  const bool versioned =
      request.raw_query.starts_with("v=") && std::string_view(request.raw_query).substr(2) == file.hash;
  response.set("cache-control", versioned ? "public, max-age=31536000, immutable" : "no-cache");
  if (file.gzip) response.set("vary", "accept-encoding");
  if (matches(request.header("if-none-match"), tag)) {
    response.status = 304;
    response.type.clear();
    return response;
  }
  if (zipped) response.set("content-encoding", "gzip");
  response.shared_body = zipped ? file.gzip : file.plain;
  return response;
}

std::string_view type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 22> types{{
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".webp", "image/webp"},
      {".gif", "image/gif"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".ttf", "font/ttf"},
      {".txt", "text/plain; charset=utf-8"},
      {".xml", "application/xml"},
      {".pdf", "application/pdf"},
      {".csv", "text/csv; charset=utf-8"},
      {".mp4", "video/mp4"},
      {".mp3", "audio/mpeg"},
      {".vtt", "text/vtt; charset=utf-8"},
  }};
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

}  // namespace gongting::host::http
