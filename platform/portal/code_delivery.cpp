#include "portal/code_delivery.hpp"

#include "base/ids.hpp"
#include "gongting/error.hpp"
#include "notify/notices.hpp"
#include "notify/postman.hpp"
#include "notify/senders.hpp"

namespace gongting::host::portal {

bool can_send_codes(const web::Context& context) { return notify::ways_of(context.services.config).sms; }

void send_code(web::Context& context, const std::string& mobile, std::string_view code) {
  const auto& config = context.services.config;
  if (!can_send_codes(context)) throw Error{Kind::unavailable, "forgot.no_sms"};
  const auto text = context.message("sms.code", {{"code", code}, {"site", context.site->name}});
  // A folder is there at once; for a gateway nobody's request waits.
  if (config.sms.url.empty()) notify::send_sms(config, {std::to_string(new_id()), mobile, text});
  else notify::send_text_later(context.db(), context.services.sealing, context.site->id, mobile, text);
}

}  // namespace gongting::host::portal
