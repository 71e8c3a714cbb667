#include "store/notifications.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <thread>

#include "base/log.hpp"
#include "store/database.hpp"

namespace gongting::host::store {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds k_between_attempts{1};

}  // namespace

void notify(Session& session, std::string_view channel, std::string_view text) {
  if (!session.in_transaction()) session.begin();
  session.read("select cast(pg_notify(:channel, :text) as text) as said", {{"channel", channel}, {"text", text}});
}

struct Notifications::Impl {
  std::string url, channel;
  PGconn* connection = nullptr;
  Clock::time_point next_attempt{};
  bool complained = false;

  void drop() {
    PQfinish(connection);
    connection = nullptr;
    next_attempt = Clock::now() + k_between_attempts;
  }

  bool connect() {
    if (connection != nullptr) return true;
    if (Clock::now() < next_attempt) return false;
    connection = PQconnectdb((url + " connect_timeout=3").c_str());
    bool listens = PQstatus(connection) == CONNECTION_OK;
    if (listens) {
      auto* const name = PQescapeIdentifier(connection, channel.c_str(), channel.size());
      auto* const result = PQexec(connection, (std::string("listen ") + name).c_str());
      listens = PQresultStatus(result) == PGRES_COMMAND_OK;
      PQclear(result);
      PQfreemem(name);
    }
    if (!listens) {
      if (!std::exchange(complained, true))
        log(Level::warning, "cannot listen to the database; open pages hear of changes later", {{"reason", PQerrorMessage(connection)}});
      drop();
      return false;
    }
    complained = false;
    return true;
  }
};

Notifications::Notifications(std::string url, std::string channel) : impl_(std::make_unique<Impl>()) {
  impl_->url = std::move(url), impl_->channel = std::move(channel);
}

Notifications::~Notifications() { PQfinish(impl_->connection); }

Notifications::Heard Notifications::wait(std::chrono::milliseconds limit) {
  Heard heard;
  const bool connected = impl_->connection != nullptr;
  if (!impl_->connect()) {
    std::this_thread::sleep_for(std::min(limit, std::chrono::milliseconds(250)));
    return heard;
  }
  heard.missed = !connected;
  pollfd socket{PQsocket(impl_->connection), POLLIN, 0};
  if (!heard.missed) poll(&socket, 1, static_cast<int>(limit.count()));
  if (PQconsumeInput(impl_->connection) == 0) {
    impl_->drop();
    return heard;
  }
  while (auto* const said = PQnotifies(impl_->connection)) {
    heard.texts.emplace_back(said->extra);
    PQfreemem(said);
  }
  return heard;
}

}  // namespace gongting::host::store
