#include "portal/code_delivery.hpp"

#include <filesystem>
#include <fstream>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::portal {

bool can_send_codes(const web::Context& context) { return !context.services.config.sms_folder.empty(); }

void send_code(const web::Context& context, std::string_view mobile, std::string_view code) {
  const auto& folder = context.services.config.sms_folder;
  if (folder.empty()) throw Error{Kind::unavailable, "forgot.no_sms"};
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto file = folder / (std::to_string(new_id()) + ".json");
  const auto draft = file.string() + ".part";
  std::ofstream out(draft, std::ios::binary);
  out << to_json(Fields{{"to", mobile},
                        {"text", context.message("sms.code", {{"code", code}, {"site", context.site->name}})},
                        {"at", now_ms()}});
  out.close();
  if (!out) throw Error{Kind::unavailable, "refused.sms_not_sent"};
  std::filesystem::rename(draft, file, error);
  if (error) throw Error{Kind::unavailable, "refused.sms_not_sent"};
}

}  // namespace gongting::host::portal
