#include "causes.hpp"

#include <array>
#include <utility>

namespace mediation {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> k_causes = {{
    {"loan", "民间借贷纠纷"},
    {"wages", "追索劳动报酬纠纷"},
    {"sale", "买卖合同纠纷"},
    {"lease", "租赁合同纠纷"},
    {"property_service", "物业服务合同纠纷"},
    {"neighbour", "相邻关系纠纷"},
    {"traffic", "机动车交通事故责任纠纷"},
    {"injury", "生命权、身体权、健康权纠纷"},
    {"marriage", "离婚纠纷"},
    {"support", "赡养、抚养费纠纷"},
    {"inheritance", "继承纠纷"},
    {"land", "土地承包经营权纠纷"},
    {"other", "其他民事纠纷"},
}};

}  // namespace

std::string_view cause_on_paper(std::string_view key) {
  for (const auto& [known, name] : k_causes)
    if (known == key) return name;
  return k_causes.back().second;
}

}  // namespace mediation
