// One HTTP request and its answer, as the rest of the host sees them. Nothing of the socket is left in here.
#ifndef GONGTING_HTTP_MESSAGE_HPP
#define GONGTING_HTTP_MESSAGE_HPP

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/scope.hpp"

namespace gongting::host::http {

/// The name in lower case.
struct Header {
  std::string name;
  std::string value;
};

/// A file on disk that goes when its last owner goes.
class TempFile {
 public:
  explicit TempFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A file of a multipart form, mode 0600. It lives as long as a copy of this Upload lives.
struct Upload {
  std::string field;
  std::string name;  // what the client calls it: the last path segment, valid UTF-8, no control characters
  std::string type;  // what the client says; never to be trusted
  std::filesystem::path path;
  std::uint64_t size = 0;
  std::shared_ptr<const TempFile> keep;
};

/// A request that passed every check of syntax and size; the body is complete.
struct Request {
  /// GET, POST, PUT, DELETE or OPTIONS. HEAD arrives as GET with `head` set: the edge drops the body of the answer.
  std::string method;
  std::string target;     // as sent, origin form
  std::string path;       // percent-decoded: valid UTF-8, begins with '/', no dot segments, no backslash, no control
  std::string raw_query;  // after '?', still encoded
  std::string host;       // lower case, without the port; "[::1]" for IPv6
  std::string body;       // "" for multipart/form-data
  std::string peer;       // address of the other end
  std::string id;         // 12 characters; the number that a person is shown when something failed
  bool head = false;
  bool tls = false;
  Face face = Face::portal;
  std::vector<Header> headers;
  std::vector<Upload> uploads;
  std::vector<std::pair<std::string, std::string>> multipart_fields;
  std::chrono::steady_clock::time_point received;
  std::chrono::steady_clock::time_point deadline;

  /// First header of this name (lower case), "" when there is none.
  std::string_view header(std::string_view name) const;
  /// First cookie of this name, "" when there is none.
  std::string_view cookie(std::string_view name) const;
};

class Stream;

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";  // "" sends no content-type
  std::string body{};
  /// Names and values are checked when sent: one with a control character is left out. Framing is the edge's:
  /// content-length, transfer-encoding, connection and date given here are ignored.
  std::vector<Header> headers{};
  /// Sent instead of body: for answers that many requests share.
  std::shared_ptr<const std::string> shared_body{};
  bool close = false;
  /// Set for an answer that does not end: body is its beginning, what is written to the stream follows, and the connection
  /// closes with it.
  std::shared_ptr<Stream> stream{};

  const std::string& content() const { return shared_body ? *shared_body : body; }
  /// First header of this name (lower case), "" when there is none.
  std::string_view header(std::string_view name) const;
  /// Replaces the header of this name (lower case), or adds it.
  void set(std::string_view name, std::string value);
};

}  // namespace gongting::host::http

#endif
