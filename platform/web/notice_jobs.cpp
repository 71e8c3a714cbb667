#include "web/notice_jobs.hpp"

#include <memory>

#include "jobs/runner.hpp"
#include "notify/notices.hpp"
#include "notify/postman.hpp"

namespace gongting::host::web {

void add_notice_jobs(jobs::Runner& outward, const Services& services) {
  const auto postman = std::make_shared<notify::Postman>(services.config, services.sealing, services.views);
  for (const auto* kind : {notify::k_mail_job, notify::k_sms_job})
    outward.handle(kind, [postman](store::Session& db, const jobs::Job& job) { postman->deliver(db, job); });
  outward.handle(notify::k_text_job, [postman](store::Session& db, const jobs::Job& job) { postman->deliver_text(db, job); });
}

}  // namespace gongting::host::web
