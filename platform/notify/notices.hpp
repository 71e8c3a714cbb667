// What persons are told (提醒): written with what it tells of, read on the page 消息, and sent by mail and message later.
#ifndef GONGTING_NOTIFY_NOTICES_HPP
#define GONGTING_NOTIFY_NOTICES_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"
#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "store/database.hpp"

namespace gongting::host::notify {

inline constexpr std::string_view k_notice = "notice", k_reminder = "reminder", k_service = "service";
inline constexpr const char *k_mail_job = "notice.mail", *k_sms_job = "notice.sms";

struct Notice {
  std::int64_t site_id = 0, account_id = 0;
  std::string kind = std::string(k_notice);
  std::string plugin, record_type;  // plugin "": the text is the core's
  std::int64_t record_id = 0;
  std::string text;     // key of <text>.title and <text>.words
  Fields params = {};   // short texts and numbers, nothing about persons
  std::string key = {}; // a second one with the same key for the same account is not written; "" for none
  // Set by reading.
  std::int64_t id = 0, made_at = 0, read_at = 0;
};

/// Through which ways notices can go out at all here.
struct Ways {
  bool mail = false, sms = false;
};
Ways ways_of(const Config& config);

/// In the caller's transaction: notice, count of what is unread, and a job for each way that the person has and wants.
/// Answers its id; 0 when there is one with this key, or no such account.
std::int64_t write(store::Session& db, const Ways& ways, const Notice& notice);

/// Of the scope's account at its site, newest first; `before`: only those with a smaller id.
std::vector<Notice> inbox(store::Session& db, const Scope& scope, std::int64_t before, int most);
/// Errors: not_found, also for another's.
Notice find(store::Session& db, const Scope& scope, std::int64_t id);
std::int64_t unread(store::Session& db, const Scope& scope);
/// In the caller's transaction. id 0: all of this site.
void mark_read(store::Session& db, const Scope& scope, std::int64_t id);

/// How a notice went out: for staff.
struct Delivery {
  std::string channel, state;  // state as in the table, or "failed" when it was tried too often
  std::string reason;
  int attempts = 0;
  std::int64_t at = 0;  // when it ended, else when it was made
};
struct Told {
  Notice notice;
  std::string name;  // masked
  std::vector<Delivery> deliveries;
};
/// What persons were told of a record, newest first.
std::vector<Told> told_of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record, int most);

}  // namespace gongting::host::notify

#endif
