// Reads comma-separated values as RFC 4180 has them, record by record, from a stream of any size.
#ifndef GONGTING_BASE_CSV_HPP
#define GONGTING_BASE_CSV_HPP

#include <cstddef>
#include <istream>
#include <string>
#include <vector>

namespace gongting::host {

class CsvReader {
 public:
  /// Borrows the stream. A byte order mark at its head is skipped.
  explicit CsvReader(std::istream& in, std::size_t max_record_bytes = 1 << 20);

  enum class Result { record, bad, end };
  /// Reads the next record into `fields`. `bad`: the record breaks the format, reason() says how; reading goes on with
  /// the line after it. Lines end with LF or CRLF; empty lines are skipped.
  Result next(std::vector<std::string>& fields);

  /// The line on which the record last read begins, from 1.
  std::size_t line() const { return record_line_; }
  const std::string& reason() const { return reason_; }
  /// Bytes read so far, for a progress bar.
  std::size_t bytes() const { return bytes_; }

 private:
  int get();
  Result bad(const char* reason, bool skip_line);

  std::streambuf* in_;
  std::size_t max_record_bytes_;
  std::size_t bytes_ = 0, line_ = 1, record_line_ = 0;
  std::string reason_;
};

}  // namespace gongting::host

#endif
