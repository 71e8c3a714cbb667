#include "notify/postman.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "notify/choices.hpp"
#include "notify/notices.hpp"
#include "notify/senders.hpp"
#include "view/view.hpp"

namespace gongting::host::notify {
namespace {

constexpr const char* k_text_field = "notice.text";

void end(store::Session& db, std::int64_t delivery, const char* state, const std::string& reason) {
  db.write("update gt_delivery set state = :state, reason = :reason, ended_at = :now where id = :id",
           {{"state", state}, {"reason", reason}, {"now", now_ms()}, {"id", delivery}});
}

}  // namespace

/// The least that makes a person look: the court, that there is something, and where. Nothing of the matter, nobody's name.
std::string Postman::text_for(const Row& delivery, const std::string& key) const {
  const bool staff = delivery.text("account_kind") == "staff";
  const auto& face = staff ? config_.addresses.console : config_.addresses.portal;
  // Who has no account comes back by the link that he was sent.
  const bool invited = delivery.text("account_kind") == "invited";
  const auto link = face.empty() || invited
                        ? std::string()
                        : face + "/" + delivery.text("slug") + "/notices/" + std::to_string(delivery.integer("notice"));
  const auto locale = delivery.text("locale").empty() ? std::string(view::k_home_locale) : delivery.text("locale");
  const auto params = encode_fields({{"court", delivery.text("site_name")}, {"link", link}});
  const auto kind = delivery.text("kind") == k_service ? ".service" : ".notice";
  return views_.message(locale, "", "notice.out." + key + kind + (invited ? "_invited" : link.empty() ? "" : "_link"), ValueRef(params));
}

void Postman::deliver(store::Session& db, const jobs::Job& job) const {
  const auto id = Json(job.payload)["delivery"].integer();
  const auto rows = db.read(
      "select d.state, d.channel, n.id as notice, n.kind, n.read_at, n.account_id, a.kind as account_kind, a.status, a.locale, s.slug, s.name as site_name "
      "from gt_delivery d join gt_notice n on n.id = d.notice_id join gt_account a on a.id = n.account_id join gt_site s on s.id = n.site_id "
      "where d.id = :id", {{"id", id}});
  if (rows.empty() || rows[0].text("state") != "waiting") return;
  const auto row = rows[0];
  if (row.text("status") != "active") return end(db, id, "skipped", "notice.skipped.account");
  if (!row.is_null("read_at") && row.text("kind") != k_service) return end(db, id, "skipped", "notice.skipped.read");
  const auto name = "notice-" + std::to_string(id);
  try {
    if (row.text("channel") == "mail") {
      const auto to = mail_address(db, sealing_, row.integer("account_id"));
      if (to.empty()) return end(db, id, "skipped", "notice.skipped.no_address");
      send_mail(config_.mail, {name, to, text_for(row, "subject"), text_for(row, "mail")});
    } else {
      const auto to = mobile_number(db, sealing_, row.integer("account_id"));
      if (to.empty()) return end(db, id, "skipped", "notice.skipped.no_address");
      send_sms(config_, {name, to, text_for(row, "sms")});
    }
  } catch (const Refused& refused) {
    return end(db, id, "refused", refused.what());
  }
  end(db, id, "sent", "");
}

void Postman::deliver_text(store::Session&, const jobs::Job& job) const {
  const Json payload(job.payload);
  if (now_ms() > payload["until"].integer()) return;
  const auto message = parse_json(sealing_.open(k_text_field, payload["sealed"].text()));
  try {
    send_sms(config_, {"text-" + std::to_string(job.id), Json(message)["to"].text(), Json(message)["text"].text()});
  } catch (const Refused&) {
    return;
  }
}

void send_text_later(store::Session& db, const auth::Sealing& sealing, std::int64_t site_id, const std::string& mobile, const std::string& text,
                     std::int64_t lives_ms) {
  jobs::Job job;
  job.kind = k_text_job, job.site_id = site_id, job.max_attempts = 5;
  job.payload = Fields{{"sealed", sealing.seal(k_text_field, to_json(Fields{{"to", mobile}, {"text", text}}))}, {"until", now_ms() + lives_ms}};
  jobs::enqueue(db, job);
}

}  // namespace gongting::host::notify
