// What a plugin does while nobody waits: it is told of an event, or a day has come. At one site, with nobody signed in.
#ifndef GONGTING_BACKGROUND_HPP
#define GONGTING_BACKGROUND_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "gongting/clock.hpp"
#include "gongting/database.hpp"
#include "gongting/events.hpp"
#include "gongting/host.hpp"
#include "gongting/site.hpp"

namespace gongting {

/// Thread: [request]. Lifetime: the handler's call; keep nothing of it.
/// Reads and writes all of the plugin's own records of its site. What it writes is kept if and only if it returns; after a
/// throw it is tried again later.
class Background {
 public:
  Background(Context context, ValueRef args) : context_(context), args_(args) {}
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  Database db() const { return Database(context_); }
  Site site() const { return Site(context_, args_["site"]); }
  Clock clock() const { return Clock(context_, args_["now_ms"].integer()); }
  Events events() const { return Events(context_); }

  /// The URL prefix of this plugin at this site, "/linan/mediation".
  std::string base() const { return text_of("base"); }
  /// A text of locale/*.json in the site's language.
  std::string message(std::string_view key, Fields params = {}) const {
    const auto result = context_.call(&gt_view_v1::message, {{"key", key}, {"params", Value(std::move(params))}});
    return std::string(ValueRef(result)["text"].text());
  }
  /// When the host stops waiting, ms UTC. A long loop looks at it.
  std::int64_t deadline_ms() const { return args_["deadline_ms"].integer(); }
  /// One line in the host's log. No personal data.
  void log(std::string_view level, std::string_view words) const { context_.host->log(level, words, context_.scope); }

 protected:
  std::string text_of(std::string_view key) const { return std::string(args_[key].text()); }
  Context context_;
  ValueRef args_;
};

/// An event that came to this plugin. It comes at least once: a handler that does something outside of its records looks up
/// its `delivery` first.
class Event : public Background {
 public:
  using Background::Background;
  std::string type() const { return text_of("type"); }
  /// The same at every attempt, and of no other event.
  std::string delivery() const { return text_of("delivery"); }
  /// "mediation.dispute": of the plugin that tells it.
  std::string record_type() const { return text_of("record_type"); }
  std::int64_t record() const { return args_["record"].integer(); }
  ValueRef payload() const { return args_["payload"]; }
  /// When it happened, ms UTC.
  std::int64_t at_ms() const { return args_["at_ms"].integer(); }
};

using EventHandler = std::function<void(Event&)>;
using ScheduleHandler = std::function<void(Background&)>;

}  // namespace gongting

#endif
