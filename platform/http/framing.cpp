#include "http/framing.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace gongting::host::http {
namespace {

namespace beast = boost::beast;
using beast::http::error;

constexpr std::size_t k_chunk_line = 256;

/// Keeps nothing of the head: the scan has it already, and Beast's field container would allocate for each header.
class EdgeParser final : public beast::http::basic_parser<true> {
 public:
  explicit EdgeParser(BodySink* sink) : sink_(sink) {
    body_limit(boost::none);    // limits are the sink's
    header_limit(1024 * 1024);  // the scan has counted
    eager(true);
  }

  bool read_head(std::string_view bytes, const RawHead& head) {
    target_ = head.target;
    method_ = head.method;
    beast::error_code code;
    const auto used = put({bytes.data(), bytes.size()}, code);
    if (code || used != bytes.size() || !is_header_done()) return false;
    const auto length = content_length();
    const bool same_length = head.content_length ? length && *length == *head.content_length : !length;
    return same_length && chunked() == head.chunked && is_done() == !head.has_body();
  }

  int status() const { return status_; }

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int,
                       beast::error_code& code) override {
    if (std::string_view(method.data(), method.size()) != method_ ||
        std::string_view(target.data(), target.size()) != target_)
      code = error::bad_target;
  }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view, beast::string_view, beast::error_code& code) override {
    // Fields after the last chunk are read by some programs as headers and dropped by others.
    if (in_body_) code = error::bad_field;
  }
  void on_header_impl(beast::error_code& code) override { code = {}; }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, beast::error_code& code) override {
    in_body_ = true;
    code = {};
  }
  std::size_t on_body_impl(beast::string_view piece, beast::error_code& code) override { return take(piece, code); }
  void on_chunk_header_impl(std::uint64_t, beast::string_view extension, beast::error_code& code) override {
    code = {};
    if (extension.size() > k_chunk_line) code = error::bad_chunk_extension;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view piece, beast::error_code& code) override {
    return take(piece, code);
  }
  void on_finish_impl(beast::error_code& code) override { code = {}; }

  std::size_t take(beast::string_view piece, beast::error_code& code) {
    code = {};
    status_ = sink_->body({piece.data(), piece.size()});
    if (status_ != 0) code = error::body_limit;
    return piece.size();
  }

  BodySink* sink_;
  std::string_view method_;
  std::string_view target_;
  bool in_body_ = false;
  int status_ = 0;
};

}  // namespace

struct BodyFraming::Parser {
  EdgeParser beast;
  bool agrees;
  bool begun;  // whether Beast may see the body
};

bool beast_agrees(std::string_view bytes, const RawHead& head) {
  EdgeParser parser(nullptr);
  return parser.read_head(bytes.substr(head.begin, head.size - head.begin), head);
}

BodyFraming::BodyFraming(std::string_view bytes, const RawHead& head, BodySink& sink)
    : parser_(new Parser{EdgeParser(&sink), false, !head.chunked}) {
  parser_->agrees = parser_->beast.read_head(bytes.substr(head.begin, head.size - head.begin), head);
}

BodyFraming::~BodyFraming() = default;

bool BodyFraming::agrees() const { return parser_->agrees; }

BodyFraming::Fed BodyFraming::feed(std::string_view bytes) {
  auto& parser = parser_->beast;
  if (bytes.empty()) return {State::more};
  // Beast 1.81 asserts when "0\r\n" comes first and the rest in pieces; no chunked body is shorter than "0\r\n\r\n".
  if (!parser_->begun && bytes.size() < 5)
    return may_become_chunk_line(bytes) ? Fed{State::more} : Fed{State::refused, 0, 400};
  parser_->begun = true;
  beast::error_code code;
  const auto used = parser.put({bytes.data(), bytes.size()}, code);
  if (parser.status() != 0) return {State::refused, used, parser.status()};
  if (code && code != error::need_more) return {State::refused, used, 400};
  if (parser.is_done()) return {State::done, used};
  const auto rest = bytes.substr(used);
  // Only a chunk's size line can be left over: Beast takes all the data that there is.
  if (!rest.empty() && (rest.size() > k_chunk_line + 32 || !may_become_chunk_line(rest)))
    return {State::refused, used, 400};
  return {State::more, used};
}

}  // namespace gongting::host::http
