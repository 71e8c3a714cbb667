#include "http/framing.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gongting::host::http {
namespace {

class Collect final : public BodySink {
 public:
  int body(std::string_view piece) override {
    text.append(piece);
    return text.size() > limit ? 413 : 0;
  }
  std::string text;
  std::size_t limit = 1000;
};

struct Outcome {
  BodyFraming::State state = BodyFraming::State::more;
  std::size_t left_over = 0;
  int status = 0;
  std::string text;
};

/// Feeds a body as the connection does: what was not used comes again, with `step` bytes more.
Outcome feed(const std::string& head_bytes, const std::string& body, std::size_t step, std::size_t limit = 1000) {
  RawHead head;
  std::size_t checked = 0;
  EXPECT_EQ(scan_head(head_bytes, {}, checked, head).state, Scan::done);
  Collect sink;
  sink.limit = limit;
  BodyFraming framing(head_bytes, head, sink);
  EXPECT_TRUE(framing.agrees());
  Outcome outcome;
  std::string held;
  for (std::size_t at = 0; at < body.size() && outcome.state == BodyFraming::State::more; at += step) {
    held += body.substr(at, step);
    const auto fed = framing.feed(held);
    held.erase(0, fed.used);
    outcome.state = fed.state;
    outcome.status = fed.status;
    outcome.left_over = held.size();
  }
  outcome.text = sink.text;
  return outcome;
}

const std::string k_chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(BodyFraming, ReadsChunksWhereverTheBytesAreCut) {
  for (std::size_t step = 1; step < 40; ++step) {
    const auto outcome = feed(k_chunked, "3\r\nabc\r\n00A;x=\"y z\"\r\n0123456789\r\n0\r\n\r\n", step);
    EXPECT_EQ(outcome.state, BodyFraming::State::done) << step;
    EXPECT_EQ(outcome.text, "abc0123456789");
    const auto empty = feed(k_chunked, "0\r\n\r\n", step);
    EXPECT_EQ(empty.state, BodyFraming::State::done) << step;
    EXPECT_EQ(feed(k_chunked, "000;a\r\n\r\n", step).state, BodyFraming::State::done) << step;
  }
}

TEST(BodyFraming, LeavesTheNextRequestAlone) {
  const auto chunked = feed(k_chunked, "1\r\na\r\n0\r\n\r\nGET /", 100);
  EXPECT_EQ(chunked.state, BodyFraming::State::done);
  EXPECT_EQ(chunked.left_over, 5U);
  const auto plain = feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", "abcGET /", 100);
  EXPECT_EQ(plain.state, BodyFraming::State::done);
  EXPECT_EQ(plain.text, "abc");
  EXPECT_EQ(plain.left_over, 5U);
}

TEST(BodyFraming, RefusesBadChunksWhereverTheBytesAreCut) {
  for (const auto* body : {"x\r\n12345", "1\r\nab\r\n0\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\nhello\r\n0\r\v\r\n", "1\na\n0\n\n",
                           "-1\r\na\r\n0\r\n\r\n", "11111111111111111\r\na", "1 \r\na\r\n0\r\n\r\n", "1;\x01\r\na\r\n"})
    for (std::size_t step = 1; step < 10; ++step) {
      const auto outcome = feed(k_chunked, body, step);
      EXPECT_EQ(outcome.state, BodyFraming::State::refused) << body << " by " << step;
      EXPECT_EQ(outcome.status, 400);
    }
}

TEST(BodyFraming, StopsWhenTheSinkHasEnough) {
  const auto outcome = feed(k_chunked, "5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n", 3, 7);
  EXPECT_EQ(outcome.state, BodyFraming::State::refused);
  EXPECT_EQ(outcome.status, 413);
}

}  // namespace
}  // namespace gongting::host::http
