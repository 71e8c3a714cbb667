#include "http/multipart.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/text.hpp"
#include "http/form.hpp"
#include "http/raw_header_scan.hpp"

namespace gongting::host::http {
namespace {

constexpr std::size_t k_part_headers = 4096;

bool has_control(std::string_view text) {
  for (const char c : text)
    if ((c >= 0 && c < 0x20) || c == 0x7f) return true;
  return false;
}

/// A parameter of a header like `form-data; name="a"; filename="b"`. Inside quotes only \" is an escape: browsers send
/// a backslash as it is.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
  auto at = header.find(';');
  while (at != std::string_view::npos) {
    ++at;
    while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) ++at;
    const auto equal = header.find('=', at);
    if (equal == std::string_view::npos) return std::nullopt;
    const auto name = header.substr(at, equal - at);
    std::string value;
    at = equal + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size() && header[at + 1] == '"') ++at;
        value += header[at];
      }
      if (at == header.size()) return std::nullopt;
      at = header.find(';', at);
    } else {
      const auto end = header.find(';', at);
      value = trim(header.substr(at, end - at));
      at = end;
    }
    if (equal_ignoring_case(name, wanted)) return value;
  }
  return std::nullopt;
}

std::string last_segment(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  auto name = std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
  return name == "." || name == ".." ? std::string{} : name;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  const auto kind = content_type.substr(0, content_type.find_first_of("; \t"));
  if (!equal_ignoring_case(kind, "multipart/form-data")) return std::nullopt;
  auto boundary = parameter(content_type, "boundary").value_or("");
  if (boundary.size() > 70) return "";
  for (const char c : boundary)
    if (c < 0x21 || c > 0x7e) return "";
  return boundary;
}

MultipartReader::MultipartReader(std::string_view boundary, MultipartLimits limits)
    // The body starts as if a line end stood before it, so that the first boundary is found like the others.
    : delimiter_("\r\n--" + std::string(boundary)), limits_(std::move(limits)), held_("\r\n") {}

MultipartReader::~MultipartReader() {
  if (fd_ >= 0) ::close(fd_);
}

int MultipartReader::feed(std::string_view bytes) {
  if (at_ == At::end) return 0;  // what follows the closing boundary has no meaning
  held_.append(bytes);
  used_ = 0;
  int status = 0;
  while (status == 0 && at_ != At::end) {
    const auto rest = std::string_view(held_).substr(used_);
    if (at_ == At::boundary) {
      if (rest.size() < 2) break;
      if (rest.starts_with("--"))
        at_ = At::end;
      else if (rest.starts_with("\r\n"))
        at_ = At::headers;  // the line end stays: it may begin the empty line
      else
        status = 400;
    } else if (at_ == At::headers) {
      const auto end = rest.find("\r\n\r\n");
      if (end == std::string_view::npos) {
        if (rest.size() > k_part_headers) status = 400;
        break;
      }
      status = end > k_part_headers ? 400 : begin_part(rest.substr(0, end));
      used_ += end + 4;
    } else if (!next_boundary(status)) {
      break;
    }
  }
  held_.erase(0, used_);
  return status;
}

/// Takes what lies before the next boundary; false when there is none yet.
bool MultipartReader::next_boundary(int& status) {
  const auto rest = std::string_view(held_).substr(used_);
  const auto found = rest.find(delimiter_);
  const auto keep = delimiter_.size() - 1;
  const auto data = rest.substr(0, found != std::string_view::npos ? found
                                   : rest.size() > keep            ? rest.size() - keep
                                                                   : 0);
  if (at_ == At::preamble) {
    if (!data.empty()) status = 400;  // nobody sends a preamble
  } else {
    status = put(data);
  }
  used_ += data.size();
  if (found == std::string_view::npos || status != 0) return false;
  used_ += delimiter_.size();
  if (at_ != At::preamble) status = end_part();
  at_ = At::boundary;
  return true;
}

int MultipartReader::finish() const { return at_ == At::end ? 0 : 400; }

int MultipartReader::begin_part(std::string_view headers) {
  std::string_view disposition;
  std::string_view type;
  while (!headers.empty()) {
    if (headers.starts_with("\r\n")) headers.remove_prefix(2);
    const auto end = headers.find("\r\n");
    const auto line = headers.substr(0, end);
    headers.remove_prefix(line.size());
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || has_control(line)) return 400;
    auto value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    const auto name = line.substr(0, colon);
    if (equal_ignoring_case(name, "content-disposition")) disposition = value;
    if (equal_ignoring_case(name, "content-type")) type = value;
    if (equal_ignoring_case(name, "content-transfer-encoding") && !equal_ignoring_case(value, "binary") &&
        !equal_ignoring_case(value, "8bit") && !equal_ignoring_case(value, "7bit"))
      return 400;
  }
  if (!equal_ignoring_case(disposition.substr(0, disposition.find(';')), "form-data")) return 400;
  const auto name = parameter(disposition, "name");
  if (!name || name->size() > k_field_name || !valid_utf8(*name)) return 400;
  if (fields_.size() + uploads_.size() >= limits_.fields) return 413;
  name_ = *name;
  const auto file = parameter(disposition, "filename");
  if (!file) {
    at_ = At::field;
    value_.clear();
    return 0;
  }
  if (!valid_utf8(*file) || file->size() > 1024 || !valid_utf8(type)) return 400;
  if (uploads_.size() >= limits_.files) return 413;
  at_ = At::file;
  upload_ = {};
  upload_.field = name_;
  upload_.name = last_segment(*file);
  upload_.type = type;
  // A browser sends an unnamed empty file for a file input that was left empty: it becomes a file with its first byte.
  return upload_.name.empty() ? 0 : open_file();
}

int MultipartReader::open_file() {
  auto path = (limits_.folder / "gongting-upload-XXXXXX").string();
  fd_ = ::mkostemp(path.data(), O_CLOEXEC);  // mode 0600
  if (fd_ < 0) return 507;
  upload_.path = path;
  upload_.keep = std::make_shared<const TempFile>(upload_.path);
  return 0;
}

int MultipartReader::put(std::string_view bytes) {
  if (bytes.empty()) return 0;
  if (at_ == At::field) {
    field_bytes_ += bytes.size();
    if (field_bytes_ > limits_.field_bytes) return 413;
    value_.append(bytes);
    return 0;
  }
  if (fd_ < 0)
    if (const int status = open_file(); status != 0) return status;
  upload_.size += bytes.size();
  while (!bytes.empty()) {
    const auto written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return 507;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int MultipartReader::end_part() {
  if (at_ == At::field) {
    if (value_.find('\0') != std::string::npos || !valid_utf8(value_)) return 400;
    fields_.emplace_back(std::move(name_), std::move(value_));
    value_.clear();
    return 0;
  }
  if (fd_ < 0) return 0;
  const int closed = ::close(fd_);
  fd_ = -1;
  if (closed != 0) return 507;
  uploads_.push_back(std::move(upload_));
  upload_ = {};
  return 0;
}

}  // namespace gongting::host::http
