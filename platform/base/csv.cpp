#include "base/csv.hpp"

#include <streambuf>

namespace gongting::host {
namespace {
constexpr int k_end = std::char_traits<char>::eof();
}

CsvReader::CsvReader(std::istream& in, std::size_t max_record_bytes)
    : in_(in.rdbuf()), max_record_bytes_(max_record_bytes) {
  // Byte by byte: the stream may not be able to step back.
  constexpr unsigned char mark[] = {0xEF, 0xBB, 0xBF};
  for (const auto byte : mark) {
    if (in_->sgetc() != byte) break;
    get();
  }
}

int CsvReader::get() {
  const int c = in_->sbumpc();
  if (c != k_end) ++bytes_;
  if (c == '\n') ++line_;
  return c;
}

CsvReader::Result CsvReader::bad(const char* reason, bool skip_line) {
  reason_ = reason;
  if (skip_line)
    for (int c = get(); c != '\n' && c != k_end; c = get()) {
    }
  return Result::bad;
}

CsvReader::Result CsvReader::next(std::vector<std::string>& fields) {
  while (in_->sgetc() == '\n' || in_->sgetc() == '\r') get();
  record_line_ = line_;
  if (in_->sgetc() == k_end) return Result::end;
  fields.clear();
  std::size_t size = 0;
  for (;;) {
    auto& field = fields.emplace_back();
    if (in_->sgetc() == '"') {
      get();
      for (;;) {
        const int c = get();
        if (c == k_end) return bad("a quotation mark is opened and never closed", false);
        if (++size > max_record_bytes_) return bad("the record is too long", true);
        if (c != '"') {
          field.push_back(static_cast<char>(c));
        } else if (in_->sgetc() == '"') {
          field.push_back('"');
          get();
        } else {
          break;
        }
      }
      const int after = in_->sgetc();
      if (after != ',' && after != '\n' && after != '\r' && after != k_end)
        return bad("something follows a closing quotation mark", true);
    }
    int c = get();
    for (; c != ',' && c != '\n' && c != k_end; c = get()) {
      if (c == '\r' && (in_->sgetc() == '\n' || in_->sgetc() == k_end)) continue;
      if (c == '"') return bad("a quotation mark inside a field that is not quoted", true);
      if (++size > max_record_bytes_) return bad("the record is too long", true);
      field.push_back(static_cast<char>(c));
    }
    if (c != ',') return Result::record;
  }
}

}  // namespace gongting::host
