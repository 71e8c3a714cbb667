// By which ways a person wants to be told, and when not.
#ifndef GONGTING_NOTIFY_CHOICES_HPP
#define GONGTING_NOTIFY_CHOICES_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/sealing.hpp"
#include "store/database.hpp"

namespace gongting::host::notify {

inline constexpr int k_day_min = 24 * 60;
inline constexpr int k_quiet_from = 22 * 60, k_quiet_to = 7 * 60;  // unless somebody chose otherwise

/// Whom a notice reaches, and how. Who has chosen nothing: messages for citizens, none for staff.
struct Reach {
  bool has_mail = false, has_mobile = false, mail = false, sms = false;
  int quiet_from = k_quiet_from, quiet_to = k_quiet_to;
  std::string mail_masked, mobile_masked;
};
/// Nothing for an account that is not there or not active.
std::optional<Reach> reach(store::Session& db, std::int64_t account);

struct Choice {
  std::string mail_address;  // "" for none
  bool mail = false, sms = true;
  int quiet_from = k_quiet_from, quiet_to = k_quiet_to;
};
/// In the caller's transaction. An address is stored sealed. `keep_address`: it stays as it is.
void choose(store::Session& db, const auth::Sealing& sealing, std::int64_t account, const Choice& choice, bool keep_address);

/// local@domain of ASCII, as mail is written to; nothing that a header could take for its end.
bool valid_mail_address(std::string_view text);
/// "ch***@example.cn"
std::string mask_mail_address(std::string_view text);

/// The first moment at or after this one outside of the quiet hours; the moment itself when there are none.
std::int64_t after_quiet(std::int64_t ms, int from_min, int to_min);

/// The clear address or number, for the sender alone; "" for none.
std::string mail_address(store::Session& db, const auth::Sealing& sealing, std::int64_t account);
std::string mobile_number(store::Session& db, const auth::Sealing& sealing, std::int64_t account);

}  // namespace gongting::host::notify

#endif
