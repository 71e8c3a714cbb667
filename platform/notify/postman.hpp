// The jobs that carry notices out of the house, one for each notice and way.
#ifndef GONGTING_NOTIFY_POSTMAN_HPP
#define GONGTING_NOTIFY_POSTMAN_HPP

#include <functional>
#include <string>

#include "auth/sealing.hpp"
#include "base/config.hpp"
#include "jobs/queue.hpp"
#include "store/database.hpp"

namespace gongting::host::view {
class Engine;
}

namespace gongting::host::notify {

inline constexpr const char* k_text_job = "notice.text";

class Postman {
 public:
  Postman(const Config& config, const auth::Sealing& sealing, const view::Engine& views) : config_(config), sealing_(sealing), views_(views) {}

  /// For jobs of k_mail_job and k_sms_job. What went out is marked so; a notice that was read meanwhile does not go out,
  /// and one that the other side refuses for good is not tried again. Errors: unavailable, for another try.
  void deliver(store::Session& db, const jobs::Job& job) const;
  /// For k_text_job: a text for a number, sealed, because it holds a code or a link.
  void deliver_text(store::Session& db, const jobs::Job& job) const;

 private:
  std::string text_for(const Row& delivery, const std::string& key) const;
  const Config& config_;
  const auth::Sealing& sealing_;
  const view::Engine& views_;
};

inline constexpr std::int64_t k_code_lives_ms = 15 * 60'000;  // a code that comes later only confuses
/// Makes a job that sends this text to this number, unless it cannot within this time. In the caller's transaction.
void send_text_later(store::Session& db, const auth::Sealing& sealing, std::int64_t site_id, const std::string& mobile, const std::string& text,
                     std::int64_t lives_ms = k_code_lives_ms);

}  // namespace gongting::host::notify

#endif
