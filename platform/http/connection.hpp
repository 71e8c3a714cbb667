// One client: reads requests one after the other, has each answered, writes the answers in order. It belongs to one
// loop; only while a worker answers (State::busy) does that worker write to the socket. Private to the edge.
#ifndef GONGTING_HTTP_CONNECTION_HPP
#define GONGTING_HTTP_CONNECTION_HPP

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/core.hpp"
#include "http/framing.hpp"
#include "http/loop.hpp"
#include "http/response_head.hpp"
#include "http/transport.hpp"

namespace gongting::host::http {

class Connection final : public std::enable_shared_from_this<Connection>, public BodySink {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Connection(Core& core, Loop& loop, int fd, Face face, std::string peer);
  ~Connection() override;

  void start();
  void on_ready();
  /// A worker has answered, and has said so.
  void on_answered();
  /// Something is to be sent on an answer that does not end, or it has ended.
  void on_stream();
  /// Goes on with what was read before.
  void resume();
  void tick(Time now);
  /// The server stops accepting: silence is not waited out any more.
  void drain(Time now);
  void close();

  /// Runs the handler and writes its answer. The only one that runs on a worker thread.
  void run(Job& job);

  std::size_t index = 0;  // in the loop's list
  WatchPtr watch;

 private:
  enum class State : std::uint8_t { handshake, idle, head, body, busy, writing, streaming, lingering, closed };
  /// Where a request stands that a worker has to answer. From waiting, whoever comes first takes it: the worker that
  /// answers, or the loop at the deadline. In the two `told` states the socket has become ready meanwhile, and the
  /// worker tells the loop when it is done; without that the loop finds out by itself when the next request comes,
  /// which saves waking it up for each answer.
  enum class Claim : std::uint8_t { none, waiting, waiting_told, answering, answering_told, done, overdue };
  enum class Sent : std::uint8_t { all, some, failed };
  struct Body;
  struct Output;

  int body(std::string_view piece) override;
  bool reading() const { return state_ == State::idle || state_ == State::head || state_ == State::body; }
  void read_more();
  void take(std::string_view bytes);
  void keep(std::string_view bytes);
  bool begin(const RawHead& head, std::string_view bytes);
  bool begin_body(const RawHead& head, std::string_view bytes);
  void fill(Request& request, const RawHead& head);
  bool finish_body();
  void dispatch(Request& request, Hold hold);
  void respond(Response response);
  void refuse(int status);
  void after_send(Sent sent);
  Sent send(Response&& response);
  Sent flush();
  void discard();
  void begin_stream();
  /// Takes the claim of a waiting request; false when somebody else has it.
  bool take_claim(Claim to, Claim to_when_told);
  void ready_while_busy();

  Core& core_;
  Loop& loop_;
  State state_ = State::idle;
  std::atomic<Claim> claim_{Claim::none};
  Sent sent_ = Sent::all;  // by the worker, for the loop
  bool linger_ = false;
  bool watched_ = false;  // the loop waits for the next request while a worker answers this one
  Face face_;
  Framing framing_;
  Time deadline_;
  std::uint64_t window_bytes_ = 0;  // moved since the window of the deadline began
  std::size_t checked_ = 0;         // of the head that is being read
  Transport transport_;
  std::string peer_;
  std::string id_;       // of the current request
  std::string pending_;  // read but not used yet
  std::unique_ptr<Body> body_;
  std::unique_ptr<Output> output_;
  std::shared_ptr<Stream> stream_;
};

}  // namespace gongting::host::http

#endif
