// multipart/form-data as it comes in: fields into memory, files to disk, never the whole of it in memory.
#ifndef GONGTING_HTTP_MULTIPART_HPP
#define GONGTING_HTTP_MULTIPART_HPP

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

namespace gongting::host::http {

struct MultipartLimits {
  std::size_t fields = 1000;
  std::size_t files = 20;
  std::uint64_t field_bytes = 1024 * 1024;  // values of all text fields together
  std::filesystem::path folder = "/tmp";
};

/// The boundary of a multipart/form-data content type; nothing when it is of another type, "" when it has no good one.
std::optional<std::string> multipart_boundary(std::string_view content_type);

class MultipartReader {
 public:
  MultipartReader(std::string_view boundary, MultipartLimits limits);
  ~MultipartReader();
  MultipartReader(const MultipartReader&) = delete;
  MultipartReader& operator=(const MultipartReader&) = delete;

  /// 0, or the status to refuse the request with: 400, 413, 507 when a file cannot be written.
  int feed(std::string_view bytes);
  /// The body is at its end: 0, or 400 when the closing boundary is missing.
  int finish() const;

  std::vector<std::pair<std::string, std::string>>& fields() { return fields_; }
  std::vector<Upload>& uploads() { return uploads_; }

 private:
  enum class At { preamble, boundary, headers, field, file, end };

  bool next_boundary(int& status);
  int begin_part(std::string_view headers);
  int end_part();
  int put(std::string_view bytes);
  int open_file();

  std::string delimiter_;  // with the line end before it
  MultipartLimits limits_;
  At at_ = At::preamble;
  std::string held_;
  std::size_t used_ = 0;  // of held_
  std::uint64_t field_bytes_ = 0;
  std::string name_;
  std::string value_;
  Upload upload_;
  int fd_ = -1;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<Upload> uploads_;
};

}  // namespace gongting::host::http

#endif
