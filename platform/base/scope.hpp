// Who asks, where, and until when: goes with every call that touches data. The database enforces it.
#ifndef GONGTING_BASE_SCOPE_HPP
#define GONGTING_BASE_SCOPE_HPP

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongting::host {

/// The two doors of the platform, each with a listener of its own: citizens, and the court's people.
enum class Face { portal, console };

constexpr std::string_view face_name(Face face) { return face == Face::portal ? "portal" : "console"; }

/// How far a role sees the records of one type; the wider reach has the higher number.
enum class Reach { none, own, point, area, site };

struct Scope {
  std::int64_t site_id = 0;
  std::int64_t point_id = 0;    // the point that the user's roles are bound to; 0 for none
  std::int64_t account_id = 0;  // 0 for a guest
  std::string site_slug;
  std::string account_name;
  std::string request_id;
  std::string client;  // the address that the request came from
  std::string plugin;  // the running plugin's name; "" for the host itself
  std::string locale = "zh-CN";
  Face face = Face::portal;
  /// Work of the plugin that nobody asked for in person: all of its own records of the site are in reach.
  bool system = false;
  /// At least {"CITIZEN"} when signed in, empty for a guest.
  std::vector<std::string> roles;
  /// Division codes without the zeros of the levels below (330112, 330112100); empty is the whole site.
  std::vector<std::string> areas;
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();

  bool has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }
  bool signed_in() const { return account_id != 0; }
};

}  // namespace gongting::host

#endif
