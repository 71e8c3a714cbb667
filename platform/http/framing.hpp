// Beast's HTTP parser: second opinion on a head that the scan has passed, and reader of bodies, chunked or not.
#ifndef GONGTING_HTTP_FRAMING_HPP
#define GONGTING_HTTP_FRAMING_HPP

#include <cstddef>
#include <memory>
#include <string_view>

#include "http/raw_header_scan.hpp"

namespace gongting::host::http {

/// Takes the body of a request piece by piece.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// 0, or the status to refuse the request with.
  virtual int body(std::string_view piece) = 0;
};

/// Whether Beast reads the same framing out of these bytes as the scan did. For requests without a body.
bool beast_agrees(std::string_view bytes, const RawHead& head);

/// Reads one body. Made from the bytes of the head.
class BodyFraming {
 public:
  BodyFraming(std::string_view bytes, const RawHead& head, BodySink& sink);
  ~BodyFraming();
  BodyFraming(const BodyFraming&) = delete;
  BodyFraming& operator=(const BodyFraming&) = delete;

  /// Whether Beast agreed with the scan; nothing may be fed otherwise.
  bool agrees() const;

  enum class State { more, done, refused };
  struct Fed {
    State state;
    std::size_t used = 0;  // what was not used has to be fed again, with more
    int status = 0;        // when refused
  };
  Fed feed(std::string_view bytes);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace gongting::host::http

#endif
