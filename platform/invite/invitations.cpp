#include "invite/invitations.hpp"

#include <sodium.h>

#include "audit/audit.hpp"
#include "auth/attempts.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"

namespace gongting::host::invite {
namespace {

constexpr std::int64_t k_minute_ms = 60'000, k_hour_ms = 60 * k_minute_ms, k_day_ms = 24 * k_hour_ms;
constexpr std::int64_t k_sms_code_ms = 10 * k_minute_ms;
constexpr std::size_t k_sms_digits = 6, k_paper_digits = 8;
constexpr int k_most_tries = 5;
constexpr const char* k_all =
    "select i.id, i.site_id, i.plugin, i.record_type, i.record_id, i.part, i.account_id, i.way, i.page, i.code_hash, i.code_until, i.tries, i.made_at, "
    "i.expires_at, i.joined_at, i.revoked_at, a.mobile_masked from gt_invitation i join gt_account a on a.id = i.account_id where ";

Invitation invitation_of(const Row& row) {
  Invitation invitation;
  invitation.id = row.integer("id"), invitation.site_id = row.integer("site_id"), invitation.record = row.integer("record_id");
  invitation.account = row.integer("account_id"), invitation.made_at = row.integer("made_at"), invitation.expires_at = row.integer("expires_at");
  invitation.joined_at = row.integer("joined_at"), invitation.revoked_at = row.integer("revoked_at");
  invitation.plugin = row.text("plugin"), invitation.type = row.text("record_type"), invitation.part = row.text("part");
  invitation.way = row.text("way"), invitation.page = row.text("page"), invitation.mobile_masked = row.text("mobile_masked");
  invitation.code_until = row.integer("code_until"), invitation.tries = static_cast<int>(row.integer("tries"));
  invitation.has_code = !row.is_null("code_hash");
  return invitation;
}

std::optional<Invitation> first(const Rows& rows) { return rows.empty() ? std::nullopt : std::optional(invitation_of(rows[0])); }

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

/// Counted and committed before it is done, whatever becomes of the request.
void limit(store::Session& db, const std::string& key, int free) {
  const auto wait = auth::count_attempt(db, key, {free, k_hour_ms, k_minute_ms, k_hour_ms}, now_ms());
  db.commit();
  if (wait > 0) throw Error{Kind::too_many, "invite.too_many"};
}

void check(const ToInvite& whom) {
  if (whom.way != "sms" && whom.way != "paper") throw Error{Kind::bad_input, "an invitation goes by \"sms\" or by \"paper\""};
  const auto size = characters(whom.name);
  if (size < 1 || size > 100 || inert(whom.name) != whom.name) throw Error{Kind::bad_input, "an invitation needs the name of a person or unit"};
  if (whom.way == "sms" && !valid_mobile(whom.mobile)) throw Error{Kind::invalid, "invite.no_mobile"};
  if (whom.part.empty() || whom.days < 1 || whom.days > k_most_days) throw Error{Kind::bad_input, "an invitation needs a part, and 1 to 90 days"};
}

}  // namespace

std::string Invitation::state(std::int64_t now) const {
  return revoked_at != 0 ? "revoked" : joined_at != 0 ? "joined" : now >= expires_at ? "expired" : "open";
}

std::int64_t Invitations::make_account(store::Session& db, const ToInvite& whom) const {
  const auto id = new_id();
  const bool reached = valid_mobile(whom.mobile);
  db.write("insert into gt_account (id, login, kind, name, mobile_sealed, mobile_masked, password_hash, password_changed_at, password_old, must_change, "
           "locked_until, status, version, created_at) values (:id, :login, 'invited', :name, :sealed, :masked, '', :now, '[]', 0, 0, 'active', 1, :now)",
           {{"id", id}, {"login", "invited:" + std::to_string(id)}, {"name", whom.name},
            {"sealed", reached ? Value(sealing_.seal("account.mobile", whom.mobile)) : Value()},
            {"masked", reached ? Value(mask_mobile(whom.mobile)) : Value()}, {"now", now_ms()}});
  return id;
}

std::string Invitations::code_hash(std::int64_t id, std::string_view code) const {
  return sealing_.keyed_hash("invite.code", std::to_string(id) + ":" + std::string(code));
}

Made Invitations::invite(store::Session& db, const Scope& scope, const ToInvite& whom) const {
  check(whom);
  if (!db.in_transaction()) db.begin();
  auto account = whom.account;
  if (account != 0) {
    bool earlier = false;
    for (const auto& known : of(db, scope, whom.plugin, whom.type, whom.record)) {
      if (known.account != account || known.part != whom.part) continue;
      earlier = true;
      if (known.revoked_at == 0) revoke(db, scope, whom.plugin, whom.type, whom.record, known.id);
    }
    if (!earlier) throw Error{Kind::bad_input, "this account was not invited to the record in this part"};
  } else {
    account = make_account(db, whom);
  }
  Made made;
  const auto id = new_id(), now = now_ms(), until = now + whom.days * k_day_ms;
  const bool paper = whom.way == "paper";
  if (paper) made.code = random_digits(k_paper_digits);
  db.write("insert into gt_invitation (id, site_id, plugin, record_type, record_id, part, account_id, way, page, code_hash, code_until, tries, made_at, "
           "made_by, expires_at) values (:id, :site, :plugin, :type, :record, :part, :account, :way, :page, :code, :code_until, 0, :now, :by, :until)",
           {{"id", id}, {"site", scope.site_id}, {"plugin", whom.plugin}, {"type", whom.type}, {"record", whom.record}, {"part", whom.part},
            {"account", account}, {"way", whom.way}, {"page", whom.page}, {"code", paper ? Value(code_hash(id, made.code)) : Value()},
            {"code_until", paper ? until : 0}, {"now", now}, {"by", scope.account_id}, {"until", until}});
  audit::record(db, scope, {"invite.make", whom.plugin + "." + whom.type, whom.record, "ok", {{"invitation", id}, {"part", whom.part}, {"way", whom.way}}});
  made.invitation = *find(db, scope.site_id, id);
  made.token = token(made.invitation);
  return made;
}

void Invitations::revoke(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record,
                         std::int64_t id) const {
  const auto known = find(db, scope.site_id, id);
  if (!known || known->plugin != plugin || known->type != type || known->record != record) throw Error{Kind::not_found, "there is no such invitation"};
  if (known->revoked_at != 0) return;
  db.write("update gt_invitation set revoked_at = :now, code_hash = null where id = :id", {{"now", now_ms()}, {"id", id}});
  sessions_.end_all(db, known->account);
  audit::record(db, scope, {"invite.revoke", plugin + "." + type, record, "ok", {{"invitation", id}}});
}

std::vector<Invitation> Invitations::of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type,
                                        std::int64_t record) const {
  std::vector<Invitation> list;
  for (const auto row : db.read(std::string(k_all) + "i.record_id = :record and i.site_id = :site and i.plugin = :plugin and i.record_type = :type order by i.id",
                                {{"record", record}, {"site", scope.site_id}, {"plugin", plugin}, {"type", type}}))
    list.push_back(invitation_of(row));
  return list;
}

std::optional<Invitation> Invitations::find(store::Session& db, std::int64_t site_id, std::int64_t id) const {
  return first(db.read(std::string(k_all) + "i.id = :id and i.site_id = :site", {{"id", id}, {"site", site_id}}));
}

std::string Invitations::token(const Invitation& invitation) const {
  const auto id = std::to_string(invitation.id);
  return id + "." + sealing_.keyed_hash("invite.link", id + ":" + std::to_string(invitation.account) + ":" + std::to_string(invitation.expires_at));
}

std::optional<Invitation> Invitations::by_token(store::Session& db, std::int64_t site_id, std::string_view typed) const {
  long long id = 0;
  if (!parse_integer(typed.substr(0, typed.find('.')), id)) return std::nullopt;
  auto found = find(db, site_id, id);
  if (!found || !found->stands(now_ms()) || !same(token(*found), typed)) return std::nullopt;
  return found;
}

std::optional<Invitation> Invitations::by_account(store::Session& db, std::int64_t account) const {
  auto found = first(db.read(std::string(k_all) + "i.account_id = :account order by i.id desc limit 1", {{"account", account}}));
  return found && found->stands(now_ms()) ? found : std::nullopt;
}

std::optional<Invitations::Code> Invitations::new_code(store::Session& db, const Scope& scope, const Invitation& invitation, bool always) const {
  if (invitation.way != "sms") return std::nullopt;
  const bool good = invitation.has_code && now_ms() < invitation.code_until && invitation.tries < k_most_tries;
  if (good && !always) return std::nullopt;
  limit(db, "invite.code:" + std::to_string(invitation.id), 5);
  const auto rows = db.read("select mobile_sealed from gt_account where id = :id and mobile_sealed is not null", {{"id", invitation.account}});
  if (rows.empty()) return std::nullopt;
  Code code{sealing_.open("account.mobile", rows[0]["mobile_sealed"].text()), random_digits(k_sms_digits)};
  db.write("update gt_invitation set code_hash = :hash, code_until = :until, tries = 0 where id = :id",
           {{"hash", code_hash(invitation.id, code.code)}, {"until", now_ms() + k_sms_code_ms}, {"id", invitation.id}});
  audit::record(db, scope, {"invite.code", invitation.plugin + "." + invitation.type, invitation.record, "ok", {{"invitation", invitation.id}}});
  return code;
}

bool Invitations::check_code(store::Session& db, const Scope& scope, const Invitation& invitation, std::string_view typed) const {
  // Whoever guesses waits, and so does one who asks for code after code: the address counts too.
  limit(db, "invite.try:" + std::to_string(invitation.id), 10);
  limit(db, "invite.from:" + auth::client_key(scope.client), 30);
  std::string digits;
  for (const char c : typed)
    if (c != ' ' && c != '-') digits.push_back(c);
  db.begin();
  // Counted before it is compared: a hundred at the same time are a hundred.
  const auto counted = db.write("update gt_invitation set tries = tries + 1 where id = :id and code_hash is not null and code_until > :now and "
                                "revoked_at is null and (way = 'paper' or tries < :most)",
                                {{"id", invitation.id}, {"now", now_ms()}, {"most", k_most_tries}});
  const auto rows = db.read("select code_hash from gt_invitation where id = :id", {{"id", invitation.id}});
  const bool right = counted > 0 && !rows.empty() && same(rows[0].text("code_hash"), code_hash(invitation.id, digits));
  if (right) {
    auth::forget_attempts(db, "invite.try:" + std::to_string(invitation.id));
    // A code by message serves once; what is printed serves as long as the invitation does.
    if (invitation.way == "sms")
      db.write("update gt_invitation set code_hash = null, code_until = 0 where id = :id", {{"id", invitation.id}});
  } else {
    audit::record(db, scope, {"invite.code", invitation.plugin + "." + invitation.type, invitation.record, "refused", {{"invitation", invitation.id}}});
  }
  db.commit();
  return right;
}

std::string Invitations::join(store::Session& db, const Scope& scope, const Invitation& invitation) const {
  if (!db.in_transaction()) db.begin();
  db.write("update gt_invitation set joined_at = :now where id = :id and joined_at is null", {{"now", now_ms()}, {"id", invitation.id}});
  auto about = scope;
  about.account_id = invitation.account;
  audit::record(db, about, {"invite.join", invitation.plugin + "." + invitation.type, invitation.record, "ok",
                            {{"invitation", invitation.id}, {"part", invitation.part}}});
  // As short as those of staff: the device may be another's.
  return sessions_.start(db, Face::portal, invitation.account, true, scope.client);
}

}  // namespace gongting::host::invite
