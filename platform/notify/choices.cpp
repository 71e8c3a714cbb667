#include "notify/choices.hpp"

#include <algorithm>

#include "base/clock.hpp"

namespace gongting::host::notify {
namespace {

constexpr const char* k_mail_field = "account.mail";
constexpr const char* k_mobile_field = "account.mobile";

}  // namespace

std::optional<Reach> reach(store::Session& db, std::int64_t account) {
  const auto rows = db.read("select a.kind, a.mobile_sealed, a.mobile_masked, c.account_id as chosen, c.mail_sealed, c.mail_masked, c.mail, c.sms, "
                            "c.quiet_from, c.quiet_to from gt_account a left join gt_notice_choice c on c.account_id = a.id "
                            "where a.id = :account and a.status = 'active'", {{"account", account}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  Reach reach;
  reach.has_mobile = !row.is_null("mobile_sealed"), reach.mobile_masked = row.text("mobile_masked");
  reach.sms = row.text("kind") != "staff";
  if (row.is_null("chosen")) return reach;
  reach.has_mail = !row.is_null("mail_sealed"), reach.mail_masked = row.text("mail_masked");
  reach.mail = row.integer("mail") != 0, reach.sms = row.integer("sms") != 0;
  reach.quiet_from = static_cast<int>(row.integer("quiet_from")), reach.quiet_to = static_cast<int>(row.integer("quiet_to"));
  return reach;
}

void choose(store::Session& db, const auth::Sealing& sealing, std::int64_t account, const Choice& choice, bool keep_address) {
  if (!db.in_transaction()) db.begin();
  db.write("insert into gt_notice_choice (account_id, mail_masked, mail, sms, quiet_from, quiet_to, changed_at) values (:account, '', 0, 0, 0, 0, 0) "
           "on conflict (account_id) do nothing", {{"account", account}});
  db.write("update gt_notice_choice set mail = :mail, sms = :sms, quiet_from = :from, quiet_to = :to, changed_at = :now where account_id = :account",
           {{"mail", choice.mail ? 1 : 0}, {"sms", choice.sms ? 1 : 0}, {"from", choice.quiet_from}, {"to", choice.quiet_to}, {"now", now_ms()},
            {"account", account}});
  if (keep_address) return;
  const auto& address = choice.mail_address;
  db.write("update gt_notice_choice set mail_sealed = :sealed, mail_masked = :masked where account_id = :account",
           {{"sealed", address.empty() ? Value() : Value(sealing.seal(k_mail_field, address))}, {"masked", mask_mail_address(address)}, {"account", account}});
}

bool valid_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254 || text.find('@', at + 1) != std::string_view::npos) return false;
  const auto local = text.substr(0, at), domain = text.substr(at + 1);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const auto good_local = [&](char c) { return letter(c) || c == '.' || c == '_' || c == '-' || c == '+'; };
  const auto good_domain = [&](char c) { return letter(c) || c == '.' || c == '-'; };
  return std::all_of(local.begin(), local.end(), good_local) && std::all_of(domain.begin(), domain.end(), good_domain) && local.front() != '.' &&
         local.back() != '.' && domain.find('.') != std::string_view::npos && domain.find("..") == std::string_view::npos && letter(domain.front()) &&
         letter(domain.back());
}

std::string mask_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos) return {};
  return std::string(text.substr(0, std::min<std::size_t>(at, 2))) + "***" + std::string(text.substr(at));
}

std::int64_t after_quiet(std::int64_t ms, int from_min, int to_min) {
  constexpr std::int64_t minute_ms = 60'000, shanghai_min = 8 * 60;
  if (from_min == to_min) return ms;
  const auto minute = static_cast<int>((ms / minute_ms + shanghai_min) % k_day_min);
  const bool quiet = from_min < to_min ? minute >= from_min && minute < to_min : minute >= from_min || minute < to_min;
  if (!quiet) return ms;
  const auto wait = (to_min - minute + k_day_min) % k_day_min;
  return ms - ms % minute_ms + wait * minute_ms;
}

std::string mail_address(store::Session& db, const auth::Sealing& sealing, std::int64_t account) {
  const auto rows = db.read("select mail_sealed from gt_notice_choice where account_id = :account and mail_sealed is not null", {{"account", account}});
  return rows.empty() ? std::string() : sealing.open(k_mail_field, rows[0]["mail_sealed"].text());
}

std::string mobile_number(store::Session& db, const auth::Sealing& sealing, std::int64_t account) {
  const auto rows = db.read("select mobile_sealed from gt_account where id = :account and mobile_sealed is not null", {{"account", account}});
  return rows.empty() ? std::string() : sealing.open(k_mobile_field, rows[0]["mobile_sealed"].text());
}

}  // namespace gongting::host::notify
