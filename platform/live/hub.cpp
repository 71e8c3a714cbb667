#include "live/hub.hpp"

#include <algorithm>
#include <vector>

#include "base/log.hpp"
#include "gongting/error.hpp"
#include "store/connection.hpp"
#include "store/notifications.hpp"

namespace gongting::host::live {
namespace {

constexpr const char* k_postgres_channel = "gongting_live";
constexpr std::string_view k_account = "account ";
constexpr std::size_t k_most_heard = 10'000;
constexpr std::chrono::milliseconds k_beat{250};

}  // namespace

std::string channel_of(std::int64_t site, std::string_view plugin, std::string_view type, std::int64_t record) {
  return std::to_string(site) + "/" + std::string(plugin) + "." + std::string(type) + "/" + std::to_string(record);
}

std::string event_of(std::int64_t version) {
  const auto number = std::to_string(version);
  return "id: " + number + "\nevent: changed\ndata: {\"version\":" + number + "}\n\n";
}

Hub::Hub(Limits limits, std::string url, Look look) : limits_(limits), url_(std::move(url)), look_(std::move(look)) {}

Hub::~Hub() {
  drain();
  if (thread_.joinable()) thread_.join();
}

void Hub::start() {
  {
    const std::lock_guard lock(mutex_);
    running_ = true;
  }
  thread_ = std::thread([this] { run(); });
}

void Hub::drain() {
  const std::lock_guard lock(mutex_);
  closing_ = true;
  for (auto& seat : seats_) seat.stream->close();
  seats_.clear();
  news_.notify_all();
}

void Hub::set_tell(Tell tell) { tell_ = std::move(tell); }

Hub::Taken Hub::subscribe(Reader reader, std::shared_ptr<http::Stream> stream) {
  const std::lock_guard lock(mutex_);
  if (closing_ || !running_) return Taken::closing;
  // Who has closed his page makes room at once.
  seats_.remove_if([](const Seat& seat) { return seat.stream->closed(); });
  if (seats_.size() >= limits_.readers) return Taken::too_many;
  const auto his = std::count_if(seats_.begin(), seats_.end(), [&](const Seat& seat) { return seat.reader.account == reader.account; });
  if (static_cast<std::size_t>(his) >= limits_.per_person) return Taken::too_many_of_his;
  // Between reading the version and sitting down something may have changed: he is looked at once.
  heard_.push_back(reader.channel + "?");
  seats_.push_back({std::move(reader), std::move(stream)});
  news_.notify_all();
  return Taken::yes;
}

std::size_t Hub::readers() const {
  const std::lock_guard lock(mutex_);
  return seats_.size();
}

void Hub::publish(store::Session& db, const std::string& channel) {
  if (!db.sqlite()) return store::notify(db, k_postgres_channel, channel);
  if (!db.in_transaction()) db.begin();
  db.connection().after_commit([this, channel] { hear(channel), tell_others(channel); });
}

void Hub::sessions_ended(std::int64_t account) {
  const auto text = std::string(k_account) + std::to_string(account);
  hear(text), tell_others(text);
}

void Hub::told(const std::string& text) { hear(text); }

void Hub::tell_others(const std::string& text) {
  if (tell_) tell_(text);
}

void Hub::hear(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!running_ || seats_.empty()) return;
  // Too much at once: everybody is looked at instead.
  if (heard_.size() >= k_most_heard) heard_.assign(1, std::string());
  if (heard_.empty() || heard_.back() != text) heard_.push_back(text);
  news_.notify_all();
}

void Hub::wait_for_news() {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, k_beat, [this] { return closing_ || !heard_.empty(); });
}

void Hub::run() {
  std::unique_ptr<store::Notifications> notifications;
  if (!url_.empty()) notifications = std::make_unique<store::Notifications>(url_, k_postgres_channel);
  auto next_check = Clock::now() + limits_.check, next_sign = Clock::now() + limits_.keep_alive;
  for (;;) {
    if (notifications && readers() > 0) {
      const auto heard = notifications->wait(k_beat);
      for (const auto& text : heard.texts) hear(text);
      if (heard.missed) hear("");
    } else {
      wait_for_news();
    }
    std::deque<std::string> heard;
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return;
      heard.swap(heard_);
      const auto now = Clock::now();
      if (now >= next_check) heard.emplace_back(), next_check = now + limits_.check;
      if (now >= next_sign) {
        for (auto& seat : seats_) seat.stream->write(":\n\n");
        next_sign = now + limits_.keep_alive;
      }
    }
    for (const auto& text : heard) look_at(text);
  }
}

void Hub::look_at(const std::string& text) {
  const bool joined = text.ends_with('?');
  const auto channel = joined ? text.substr(0, text.size() - 1) : text;
  const bool account = text.starts_with(k_account);
  const auto who = account ? std::strtoll(text.c_str() + k_account.size(), nullptr, 10) : 0;
  std::vector<Seat> found;
  {
    const std::lock_guard lock(mutex_);
    // Whose page is closed, or whose answer never went out, keeps no seat.
    seats_.remove_if([](const Seat& seat) { return seat.stream->closed() || seat.stream.use_count() == 1; });
    for (const auto& seat : seats_)
      if (text.empty() || (account && (who == 0 || seat.reader.account == who)) || (!account && seat.reader.channel == channel))
        found.push_back(seat);
  }
  for (auto& seat : found) look_at_one(seat, !text.empty() && !account && !joined);
}

void Hub::look_at_one(Seat& seat, bool changed) {
  std::optional<std::int64_t> version;
  try {
    version = look_(seat.reader);
  } catch (const Error& error) {
    if (error.kind() == Kind::unavailable) return;  // the database is busy: the next look will tell
    log(Level::warning, "a reader could not be looked at", {{"reason", error.what()}});
  }
  if (!version) return seat.stream->close();
  if (*version <= seat.reader.version && !changed) return;
  seat.stream->write(event_of(*version));
  const std::lock_guard lock(mutex_);
  for (auto& known : seats_)
    if (known.stream == seat.stream) known.reader.version = *version;
}

}  // namespace gongting::host::live
