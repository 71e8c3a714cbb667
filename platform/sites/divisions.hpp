// Administrative divisions (GB/T 2260 and the 12-digit statistical code) and courts, asked from the database.
#ifndef GONGTING_SITES_DIVISIONS_HPP
#define GONGTING_SITES_DIVISIONS_HPP

#include <optional>
#include <string>
#include <string_view>

#include "gongting/value.hpp"

namespace gongting::host::store {
class Session;
}

namespace gongting::host::sites {

/// 330112000000 -> 330112, 330112100000 -> 330112100, 330112100200 as it is: what a scope's area is compared with.
std::string division_prefix(std::string_view code);
/// Whether `inner` is `outer` or lies below it.
bool lies_in(std::string_view inner, std::string_view outer);

struct Division {
  std::string code, name, parent, level;  // level: province, city, county, town, village
};
std::optional<Division> division(store::Session& db, std::string_view code);
/// code, name, level: one level below, in the order of codes.
Rows divisions_below(store::Session& db, std::string_view code);
/// "浙江省杭州市临安区锦城街道": the names from the top down.
std::string full_name(store::Session& db, std::string_view code);
/// code, name, level of those whose name holds the text, at most `limit`.
Rows find_divisions(store::Session& db, std::string_view text, int limit = 20);

struct Court {
  std::string code, name, level, division, parent;  // level: high, intermediate, basic
};
std::optional<Court> court(store::Session& db, std::string_view code);

}  // namespace gongting::host::sites

#endif
