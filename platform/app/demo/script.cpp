#include "app/demo/script.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <vector>

#include "app/demo/in_process_browser.hpp"
#include "app/read_file.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::app {
namespace {

constexpr std::int64_t k_minute_ms = 60'000, k_hour_ms = 60 * k_minute_ms, k_day_ms = 24 * k_hour_ms;
constexpr std::int64_t k_offices_open_ms = 8 * k_hour_ms + 30 * k_minute_ms, k_office_hours = 8;

struct Matter {
  std::size_t number = 0;
  std::map<std::string, std::string> with;
};

/// One part of one matter, when its time comes.
struct Event {
  std::int64_t at = 0;
  std::size_t matter = 0, order = 0;
  std::string part;
};

/// The process lives at a moment of the past; time goes on from there.
class PastTime {
 public:
  PastTime() = default;
  ~PastTime() { set_clock_for_test({}); }
  PastTime(const PastTime&) = delete;
  void move_to(std::int64_t ms) {
    const auto begun = std::chrono::steady_clock::now();
    set_clock_for_test([ms, begun] {
      return ms + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
    });
  }
};

std::string replaced(std::string text, const std::map<std::string, std::string>& with) {
  std::size_t at = 0;
  while ((at = text.find('{', at)) != std::string::npos) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) break;
    const auto name = text.substr(at + 1, end - at - 1);
    const auto found = with.find(name);
    if (found == with.end()) throw Error{Kind::not_found, "nothing says what {" + name + "} is"};
    text.replace(at, end - at + 1, found->second);
    at += found->second.size();
  }
  return text;
}

class Script {
 public:
  Script(web::Application& application, const std::filesystem::path& file, const std::string& password)
      : application_(application), file_(file), password_(password) {
    try {
      script_ = parse_json(read_file(file));
    } catch (const Error& e) {
      throw Error{e.kind(), file.string() + ": " + e.what()};
    }
  }

  ScriptReport run(const std::function<void(int, int)>& progress) {
    const Json script(script_);
    auto events = plan(script["matters"]);
    PastTime time;
    int done = 0;
    for (const auto& event : events) {
      time.move_to(event.at);
      run_part(matters_[event.matter], event.part);
      progress(++done, static_cast<int>(events.size()));
    }
    return {script["site"].text(), script["module"].text(), static_cast<int>(matters_.size())};
  }

 private:
  /// All parts in the order of their times: ids and sessions are ordered by time, so the clock may only go forward.
  std::vector<Event> plan(Json matters) {
    std::vector<Event> events;
    const auto now = now_ms(), midnight = now - (now + 8 * k_hour_ms) % k_day_ms;
    for (const auto& value : matters.items()) {
      const Json matter(value);
      matters_.push_back({matters_.size() + 1, {}});
      matters_.back().with["password"] = password_;  // for what asks for it again
      for (const auto& [name, text] : matter["with"].fields()) matters_.back().with[name] = Json(text).text();
      std::size_t order = 0;
      for (const auto& part : matter["parts"].items()) {
        const auto& pair = Json(part).items();
        if (pair.size() != 2) throw Error{Kind::bad_input, file_.string() + ": parts are pairs of a name and days"};
        const auto day = midnight - (matter["days_ago"].integer() - Json(pair[1]).integer()) * k_day_ms;
        // Spread over the hours of the day, the same at every run.
        const auto minute = static_cast<std::int64_t>((matters_.size() * 53 + order * 97) % (k_office_hours * 60));
        const auto at = std::min(day + k_offices_open_ms + minute * k_minute_ms, now - k_hour_ms + static_cast<std::int64_t>(order) * k_minute_ms);
        const auto earliest = order == 0 ? at : events.back().at + k_minute_ms;
        events.push_back({std::max(at, earliest), matters_.size() - 1, order++, Json(pair[0]).text()});
      }
    }
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return events;
  }

  void run_part(Matter& matter, const std::string& part) {
    const Json script(script_);
    const auto steps = script["parts"][part];
    if (!steps.exists()) throw Error{Kind::bad_input, file_.string() + ": there is no part " + part};
    std::optional<InProcessBrowser> browser;
    std::size_t number = 0;
    for (const auto& step : steps.items()) {
      ++number;
      try {
        run_step(Json(step), matter, browser);
      } catch (const std::exception& e) {
        throw Error{Kind::internal, file_.string() + ": matter " + std::to_string(matter.number) + ", part " + part + ", step " +
                                        std::to_string(number) + ": " + e.what()};
      }
    }
  }

  void run_step(Json step, Matter& matter, std::optional<InProcessBrowser>& browser) {
    const auto base = "/" + Json(script_)["site"].text();
    if (step["as"].exists()) {
      browser.emplace(application_, step["face"].text() == "console" ? Face::console : Face::portal);
      browser->open(base + "/signin");
      browser->submit("/signin", {{"login", replaced(step["as"].text(), matter.with)}, {"password", password_}});
    }
    if (!browser) throw Error{Kind::bad_input, "the first step of a part needs \"as\""};
    if (step["open"].exists()) browser->open(base + replaced(step["open"].text(), matter.with));
    if (step["submit"].exists()) {
      HtmlForm::Values values;
      for (const auto& [name, value] : step["submit"].fields()) values.emplace_back(name, replaced(Json(value).text(), matter.with));
      browser->submit(step["form"].text(), values);
    }
    for (const auto& [name, pattern] : step["remember"].fields()) {
      std::smatch found;
      if (!std::regex_search(browser->target(), found, std::regex(Json(pattern).text())) || found.size() < 2)
        throw Error{Kind::not_found, "the address " + browser->target() + " has no " + name};
      matter.with[name] = found[1];
    }
  }

  web::Application& application_;
  std::filesystem::path file_;
  std::string password_;
  Value script_;
  std::vector<Matter> matters_;
};

}  // namespace

ScriptReport run_script(web::Application& application, const std::filesystem::path& file, const std::string& password,
                        const std::function<void(int, int)>& progress) {
  return Script(application, file, password).run(progress);
}

}  // namespace gongting::host::app
