#include "apply.hpp"

namespace server_test {

std::string number_after(const std::string& address, const std::string& before) {
  const auto at = address.find(before);
  if (at == std::string::npos) return "";
  const auto begin = at + before.size();
  return address.substr(begin, std::min(address.find_first_not_of("0123456789", begin), address.size()) - begin);
}

std::string fill_in_application(Browser& citizen, const std::string& prefix, const std::string& about) {
  const auto at_step = [&](const std::string& step) {
    return citizen.target().find("/steps/" + step) != std::string::npos;
  };
  citizen.open(prefix + "/mediation/apply");
  citizen.submit("/apply", {});
  if (!at_step("1")) return "";
  citizen.submit("/steps/1", {{"applicant_mobile", "13900000001"},
                              {"applicant_address", "锦城街道新民里1号"},
                              {"respondent_kind", "person"},
                              {"respondent_name", "王建华"},
                              {"respondent_mobile", "13900000002"},
                              {"respondent_address", "锦城街道新民里2号"}});
  if (!at_step("2")) return "";
  citizen.submit("/steps/2", {{"cause", "neighbour"},
                              {"facts", about + "：隔壁盖房挖断了我家的排水管，一下雨院里就积水。"},
                              {"claims", "请他修好排水管"}});
  if (!at_step("3")) return "";
  const auto draft = number_after(citizen.target(), "/apply/");
  citizen.submit("/steps/3", {{"point_town", "330112001"}, {"show", "point"}});
  citizen.submit("/steps/3", {{"point", "~锦城街道共享法庭"}});
  return at_step("4") ? draft : "";
}

std::string apply_for_mediation(Browser& citizen, const std::string& prefix, const std::string& about) {
  if (fill_in_application(citizen, prefix, about).empty()) return "";
  citizen.submit("/steps/4", {{"truthful", "1"}});
  return number_after(citizen.target(), "/disputes/");
}

}  // namespace server_test
