#include "http/connection.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "http/multipart.hpp"
#include "http/stream.hpp"

namespace gongting::host::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Pipelined requests that one client has answered before the others have their turn.
constexpr int k_requests_a_turn = 16;
/// A handler that keeps to its deadline shall be the one to say so.
constexpr milliseconds k_handler_grace{250};

/// 12 characters of 5 bits that are read aloud without mistakes. Names a request in logs and on error pages; not
/// secret.
std::string new_request_id() {
  thread_local std::uint64_t state = [] {
    std::uint64_t seed;
    std::memcpy(&seed, random_bytes(sizeof seed).data(), sizeof seed);
    return seed;
  }();
  state += 0x9e3779b97f4a7c15U;  // splitmix64
  std::uint64_t bits = state;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
  bits ^= bits >> 31;
  std::string id(12, '0');
  for (auto& c : id) {
    c = "0123456789abcdefghjkmnpqrstvwxyz"[bits & 31];
    bits >>= 5;
  }
  return id;
}

std::uint64_t bytes_due(std::size_t rate, milliseconds window) {
  return static_cast<std::uint64_t>(rate) * static_cast<std::uint64_t>(window.count()) / 1000;
}

void assign_lower(std::string& to, std::string_view from) {
  to.resize(from.size());
  std::transform(from.begin(), from.end(), to.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

}  // namespace

/// A request whose body is being read.
struct Connection::Body {
  Body(std::string_view bytes, const RawHead& head, BodySink& sink) : framing(bytes, head, sink) {}
  BodyFraming framing;
  std::optional<MultipartReader> multipart;
  Request request;
  Hold hold;
  std::uint64_t limit = 0;
  std::uint64_t received = 0;  // of the body itself
  std::uint64_t raw = 0;       // with the chunks' frames
};

/// An answer that the socket did not take at once.
struct Connection::Output {
  std::string head;
  Response response;
  std::size_t sent = 0;
  bool without_body = false;
};

Connection::Connection(Core& core, Loop& loop, int fd, Face face, std::string peer)
    : watch(loop.watch(fd)), core_(core), loop_(loop), face_(face), transport_(fd, *core.tls), peer_(std::move(peer)) {
  framing_.tls = transport_.tls();
}

Connection::~Connection() = default;

void Connection::start() {
  const auto now = Clock::now();
  if (transport_.tls()) {
    state_ = State::handshake;
    deadline_ = now + core_.limits.header_time;
    on_ready();
    return;
  }
  deadline_ = now + (core_.draining ? core_.limits.drain_idle : core_.limits.idle_time);
  loop_.wait(*this, false);
}

void Connection::on_ready() {
  switch (state_) {
    case State::handshake:
      switch (transport_.handshake()) {
        case Io::done:
          state_ = State::idle;
          deadline_ = Clock::now() + core_.limits.idle_time;
          read_more();
          break;
        case Io::wants_read: loop_.wait(*this, false); break;
        case Io::wants_write: loop_.wait(*this, true); break;
        case Io::closed: close(); break;
      }
      break;
    case State::idle:
    case State::head:
    case State::body: read_more(); break;
    case State::writing: after_send(flush()); break;
    case State::streaming: on_stream(); break;
    case State::lingering: discard(); break;
    case State::busy: ready_while_busy(); break;
    case State::closed: break;
  }
}

bool Connection::take_claim(Claim to, Claim to_when_told) {
  for (auto now = claim_.load();;) {
    if (now != Claim::waiting && now != Claim::waiting_told) return false;
    if (claim_.compare_exchange_weak(now, now == Claim::waiting ? to : to_when_told)) return true;
  }
}

void Connection::ready_while_busy() {
  for (auto now = claim_.load();;) {
    if (now == Claim::done) {
      claim_.store(Claim::none);
      after_send(sent_);
      if (state_ == State::idle) read_more();
      return;
    }
    if (now != Claim::waiting && now != Claim::answering) return;
    if (claim_.compare_exchange_weak(now, now == Claim::waiting ? Claim::waiting_told : Claim::answering_told)) return;
  }
}

void Connection::read_more() {
  auto& scratch = loop_.scratch();
  for (;;) {
    const auto before = pending_.size();
    if (before >= scratch.size()) return close();
    std::memcpy(scratch.data(), pending_.data(), before);
    const auto room = scratch.size() - before;
    const auto got = transport_.read(scratch.data() + before, room);
    if (got.io == Io::closed) return close();
    if (got.io != Io::done) return loop_.wait(*this, got.io == Io::wants_write);
    take({scratch.data(), before + got.size});
    if (!reading()) return;
    // Less than there was room for: the socket is empty, the next read would only say so.
    if (got.size < room && !transport_.has_pending()) return loop_.wait(*this, false);
  }
}

/// Uses up what was read; what is left over is kept. Afterwards more is to be read if the state still says so.
void Connection::take(std::string_view bytes) {
  for (int turn = 0;; ++turn) {
    if (turn == k_requests_a_turn) {
      keep(bytes);
      state_ = State::busy;  // nothing is read or timed out before it goes on
      deadline_ = Time::max();
      return loop_.resume_later(shared_from_this());
    }
    if (state_ == State::body) {
      const auto fed = body_->framing.feed(bytes);
      bytes.remove_prefix(fed.used);
      window_bytes_ += fed.used;
      body_->raw += fed.used;
      if (fed.state == BodyFraming::State::refused) return refuse(fed.status);
      if (body_->raw > body_->limit * 2 + 65536) return refuse(413);  // many small chunks
      if (fed.state == BodyFraming::State::more) return keep(bytes);
      watched_ = bytes.empty() && !transport_.has_pending();
      if (!finish_body()) return;
    } else {
      auto& head = loop_.head();
      if (bytes.empty()) return keep(bytes);
      const ScanLimits limits{core_.limits.header_bytes, core_.limits.url_bytes, core_.limits.header_count};
      const auto scanned = scan_head(bytes, limits, checked_, head);
      if (scanned.state == Scan::refused) {
        log(Level::debug, "request refused", {{"client", peer_}, {"why", scanned.why}});
        framing_ = {.tls = framing_.tls};
        id_ = new_request_id();
        return refuse(scanned.status);
      }
      if (scanned.state == Scan::more) {
        if (state_ == State::idle) {
          state_ = State::head;
          deadline_ = Clock::now() + core_.limits.header_time;
        }
        return keep(bytes);
      }
      const auto whole = bytes.substr(0, head.size);
      const bool alone = head.size == bytes.size();
      bytes.remove_prefix(head.size);
      checked_ = 0;
      watched_ = bytes.empty() && !transport_.has_pending();
      if (!begin(head, whole)) return;
      if (state_ == State::body && head.expect_continue && alone) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const auto written = transport_.write(go_on, {});
        if (written.io != Io::done || written.size != go_on.size()) return close();
      }
    }
    if (state_ == State::busy || state_ == State::writing) return keep(bytes);
    if (state_ == State::lingering || state_ == State::closed) return;
  }
}

void Connection::keep(std::string_view bytes) {
  if (bytes.empty()) {
    if (pending_.capacity() > 15)
      std::string().swap(pending_);  // idle clients hold no buffer
    else
      pending_.clear();
  } else {
    pending_.assign(bytes);
  }
}

void Connection::fill(Request& request, const RawHead& head) {
  request.head = head.method == "HEAD";
  request.method = request.head ? std::string_view("GET") : head.method;
  request.target = head.target;
  request.path = head.path;
  request.raw_query = head.raw_query;
  assign_lower(request.host, head.host);
  request.body.clear();
  request.peer = peer_;
  request.id = id_;
  request.tls = framing_.tls;
  request.face = face_;
  request.headers.resize(head.headers.size());
  for (std::size_t i = 0; i < head.headers.size(); ++i) {
    assign_lower(request.headers[i].name, head.headers[i].first);
    request.headers[i].value = head.headers[i].second;
  }
  request.uploads.clear();
  request.multipart_fields.clear();
}

/// A head is complete. False when the connection has nothing more to do with its bytes.
bool Connection::begin(const RawHead& head, std::string_view bytes) {
  framing_.head = head.method == "HEAD";
  framing_.keep_alive = head.keep_alive;
  framing_.gzip = head.accepts_gzip;
  framing_.minor = head.minor;
  id_ = new_request_id();
  if (head.has_body()) return begin_body(head, bytes);
  if (!beast_agrees(bytes, head)) {
    refuse(400);
    return false;
  }
  auto& request = loop_.request();
  fill(request, head);
  dispatch(request, {});
  return true;
}

bool Connection::begin_body(const RawHead& head, std::string_view bytes) {
  const auto& limits = core_.limits;
  const auto boundary = multipart_boundary(head.content_type);
  const auto limit = boundary ? limits.upload_bytes : limits.body_bytes;
  int status = boundary && boundary->empty() ? 400 : head.content_length.value_or(0) > limit ? 413 : 0;
  if (status == 0) {
    body_ = std::make_unique<Body>(bytes, head, *this);
    if (!body_->framing.agrees()) status = 400;
  }
  if (status != 0) {
    refuse(status);
    return false;
  }
  fill(body_->request, head);
  body_->limit = limit;
  if (boundary)
    body_->multipart.emplace(*boundary,
                             MultipartLimits{1000, limits.upload_files, limits.body_bytes, limits.upload_folder});
  state_ = State::body;
  window_bytes_ = 0;
  deadline_ = Clock::now() + limits.body_window;
  return true;
}

int Connection::body(std::string_view piece) {
  body_->received += piece.size();
  if (body_->received > body_->limit) return 413;
  if (body_->multipart) return body_->multipart->feed(piece);
  if (!body_->hold.grow(core_.buffered, piece.size(), core_.limits.buffered_bytes)) return 503;
  body_->request.body.append(piece);
  return 0;
}

bool Connection::finish_body() {
  auto& request = body_->request;
  if (body_->multipart) {
    if (const int status = body_->multipart->finish(); status != 0) {
      refuse(status);
      return false;
    }
    request.multipart_fields = std::move(body_->multipart->fields());
    request.uploads = std::move(body_->multipart->uploads());
  }
  const auto done = std::move(body_);
  dispatch(done->request, std::move(done->hold));
  return true;
}

void Connection::dispatch(Request& request, Hold hold) {
  core_.requests.fetch_add(1, std::memory_order_relaxed);
  request.received = Clock::now();
  request.deadline = request.received + core_.limits.request_time;
  if (request.method == "OPTIONS") {
    Response response{.status = 204};
    response.set("allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
    return respond(std::move(response));
  }
  if (request.path == "*") return refuse(400);
  if (core_.fast && request.method == "GET") try {
      if (auto response = core_.fast(request)) return respond(std::move(*response));
    } catch (const std::exception& error) {
      log(Level::error, "fast handler threw", {{"request", request.id}, {"error", error.what()}});
      return respond(core_.error_answer(500, id_));
    }
  auto job = std::make_unique<Job>(Job{shared_from_this(), std::move(request), std::move(hold)});
  state_ = State::busy;
  deadline_ = job->request.deadline + k_handler_grace;
  claim_.store(Claim::waiting);
  if (watched_) loop_.wait(*this, false);
  if (core_.pool.push(job)) return;
  claim_.store(Claim::none);
  core_.refused.fetch_add(1, std::memory_order_relaxed);
  respond(core_.error_answer(503, id_));
}

void Connection::run(Job& job) {
  if (claim_.load() == Claim::overdue) return;  // it waited too long
  Response response;
  try {
    response = core_.handler(job.request);
  } catch (const Error& error) {
    log(Level::error, "handler threw", {{"request", job.request.id}, {"error", error.what()}});
    response = core_.error_answer(error.status(), job.request.id);
  } catch (const std::exception& error) {
    log(Level::error, "handler threw", {{"request", job.request.id}, {"error", error.what()}});
    response = core_.error_answer(500, job.request.id);
  } catch (...) {
    log(Level::error, "handler threw", {{"request", job.request.id}});
    response = core_.error_answer(500, job.request.id);
  }
  if (!take_claim(Claim::answering, Claim::answering_told)) return;
  // Straight from here: the client has its answer without waiting for the loop.
  sent_ = send(std::move(response));
  if (watched_ && sent_ == Sent::all && framing_.keep_alive) {
    auto expected = Claim::answering;
    if (claim_.compare_exchange_strong(expected, Claim::done)) return;
  }
  loop_.answered(std::move(job.connection));
}

void Connection::on_answered() {
  if (state_ != State::busy) return;
  claim_.store(Claim::none);
  after_send(sent_);
  if (state_ == State::idle) resume();
}

void Connection::resume() {
  if (state_ == State::busy) state_ = State::idle;
  if (state_ != State::idle) return;
  if (pending_.empty()) {
    if (transport_.has_pending()) return read_more();
    return loop_.wait(*this, false);
  }
  auto& scratch = loop_.scratch();
  const auto size = pending_.size();
  std::memcpy(scratch.data(), pending_.data(), size);
  take({scratch.data(), size});
  if (reading()) read_more();
}

void Connection::respond(Response response) {
  const auto sent = send(std::move(response));
  after_send(sent);
}

void Connection::refuse(int status) {
  core_.refused.fetch_add(1, std::memory_order_relaxed);
  framing_.keep_alive = false;
  linger_ = true;
  body_.reset();
  respond(core_.error_answer(status, id_));
}

/// Loop thread: what follows a piece of output.
void Connection::after_send(Sent sent) {
  const auto now = Clock::now();
  if (sent == Sent::failed) return close();
  if (sent == Sent::some) {
    if (state_ != State::writing) {
      state_ = State::writing;
      window_bytes_ = 0;
      deadline_ = now + core_.limits.write_window;
    }
    return loop_.wait(*this, true);
  }
  const bool was_writing = state_ == State::writing;
  output_.reset();
  if (stream_) return begin_stream();
  if (framing_.keep_alive) {
    state_ = State::idle;
    deadline_ = now + (core_.draining ? core_.limits.drain_idle : core_.limits.idle_time);
    if (was_writing) resume();
    return;
  }
  transport_.finish();
  // Closing a socket with unread bytes resets it, and the answer may be lost with it.
  if (!linger_ && pending_.empty() && !transport_.readable()) return close();
  state_ = State::lingering;
  std::string().swap(pending_);
  deadline_ = now + core_.limits.linger_time;
  loop_.wait(*this, false);
}

/// Loop or worker thread.
Connection::Sent Connection::send(Response&& response) {
  framing_.keep_alive = framing_.keep_alive && !response.close && !response.stream && !core_.draining;
  if (!framing_.head) stream_ = response.stream;
  if (!response.stream) compress(response, framing_, core_.limits.gzip_bytes);
  thread_local std::string head;
  head.clear();
  write_head(head, response, framing_);
  const bool without_body = framing_.head || is_bodiless(response.status);
  const auto body = without_body ? std::string_view{} : std::string_view(response.content());
  const auto written = transport_.write(head, body);
  if (written.io == Io::closed) return Sent::failed;
  if (written.size == head.size() + body.size()) return Sent::all;
  output_ = std::make_unique<Output>(Output{head, std::move(response), written.size, without_body});
  return flush();
}

/// Loop thread: the beginning is sent; from now on the stream says when there is more.
void Connection::begin_stream() {
  state_ = State::streaming;
  deadline_ = Time::max();
  std::string().swap(pending_);
  stream_->attach([loop = &loop_, self = weak_from_this()] { loop->stream_ready(self); });
  if (core_.draining) return close();
  loop_.wait(*this, false);
}

void Connection::on_stream() {
  if (state_ != State::streaming) return;
  // A client has nothing more to say here: whatever comes, its end included, is the end.
  if (transport_.readable() || transport_.has_pending()) return close();
  if (!output_) {
    auto [bytes, over] = stream_->take();
    if (bytes.empty()) {
      if (over) return close();
      return loop_.wait(*this, false);
    }
    output_ = std::make_unique<Output>();
    output_->head = std::move(bytes);
    window_bytes_ = 0;
    deadline_ = Clock::now() + core_.limits.write_window;
  }
  switch (flush()) {
    case Sent::failed: return close();
    case Sent::some: return loop_.wait(*this, true);
    case Sent::all: break;
  }
  output_.reset();
  deadline_ = Time::max();
  on_stream();
}

/// Writes on until the socket takes no more. Loop or worker thread; only the loop may wait.
Connection::Sent Connection::flush() {
  auto& out = *output_;
  const auto body = out.without_body ? std::string_view{} : std::string_view(out.response.content());
  while (out.sent < out.head.size() + body.size()) {
    const auto head_rest = std::string_view(out.head).substr(std::min(out.sent, out.head.size()));
    const auto body_rest = body.substr(out.sent > out.head.size() ? out.sent - out.head.size() : 0);
    const auto written = head_rest.empty() ? transport_.write(body_rest, {}) : transport_.write(head_rest, body_rest);
    if (written.io == Io::closed) return Sent::failed;
    if (written.io != Io::done) return Sent::some;
    out.sent += written.size;
    window_bytes_ += written.size;
  }
  return Sent::all;
}

/// After a refusal: reads to nowhere until the client has closed, so that it can read why.
void Connection::discard() {
  auto& scratch = loop_.scratch();
  const auto got = transport_.read(scratch.data(), scratch.size());
  if (got.io == Io::closed) return close();
  loop_.wait(*this, got.io == Io::wants_write);
}

void Connection::tick(Time now) {
  if (state_ == State::busy && claim_.load() == Claim::done) on_answered();
  if (now < deadline_) return;
  const auto& limits = core_.limits;
  switch (state_) {
    case State::idle:
      // A request that has just come is not thrown away.
      if (transport_.readable())
        deadline_ = now + limits.drain_idle;
      else
        close();
      break;
    case State::head: refuse(408); break;
    case State::body:
      if (window_bytes_ < bytes_due(limits.body_rate, limits.body_window)) return refuse(408);
      window_bytes_ = 0;
      deadline_ = now + limits.body_window;
      break;
    case State::busy: {
      deadline_ = Time::max();
      if (!take_claim(Claim::overdue, Claim::overdue)) return;
      core_.timed_out.fetch_add(1, std::memory_order_relaxed);
      if (core_.overdue) core_.overdue(id_);
      refuse(503);
      break;
    }
    case State::streaming:
    case State::writing:
      if (window_bytes_ < bytes_due(limits.write_rate, limits.write_window)) return close();
      window_bytes_ = 0;
      deadline_ = now + limits.write_window;
      break;
    case State::handshake:
    case State::lingering: close(); break;
    case State::closed: break;
  }
}

void Connection::drain(Time now) {
  if (state_ == State::idle) deadline_ = std::min(deadline_, now + core_.limits.drain_idle);
  if (state_ == State::streaming) close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  const auto self = shared_from_this();
  state_ = State::closed;
  if (stream_) stream_->detach();
  watch.reset();
  body_.reset();
  output_.reset();
  loop_.remove(*this);
}

}  // namespace gongting::host::http
