// One line of JSON on standard error for each thing worth telling the operator. Never a password, token or resident ID.
#ifndef GONGTING_BASE_LOG_HPP
#define GONGTING_BASE_LOG_HPP

#include <string_view>

#include "gongting/value.hpp"

namespace gongting::host {

enum class Level { debug, info, warning, error };

/// {"at": …, "level": …, "text": …, and the extra fields}. Control characters are made inert. [any-thread]
void log(Level level, std::string_view text, const Fields& extra = {});

/// Lines below this level are dropped. Starts at info.
void set_log_level(Level level);
Level log_level_named(std::string_view name);

/// While it lives, the lines of this thread carry the number of the request (or job) that they belong to. Borrows it.
class LogRequest {
 public:
  explicit LogRequest(std::string_view number);
  ~LogRequest();
  LogRequest(const LogRequest&) = delete;
  LogRequest& operator=(const LogRequest&) = delete;

 private:
  std::string_view before_;
};

/// Written into every line from now on, so that the lines of several processes can be told apart.
void set_log_process(std::string_view name);

}  // namespace gongting::host

#endif
