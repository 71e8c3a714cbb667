#include "sites/divisions.hpp"

#include <array>

#include "store/database.hpp"

namespace gongting::host::sites {
namespace {

/// Lengths that a division code has at the five levels, from the top.
constexpr std::array<std::size_t, 5> k_lengths = {2, 4, 6, 9, 12};

}  // namespace

std::string division_prefix(std::string_view code) {
  std::size_t length = code.find_last_not_of('0') + 1;  // npos + 1 is 0
  for (const auto level : k_lengths)
    if (length <= level) return std::string(code.substr(0, level));
  return std::string(code);
}

bool lies_in(std::string_view inner, std::string_view outer) { return inner.starts_with(division_prefix(outer)); }

std::optional<Division> division(store::Session& db, std::string_view code) {
  const auto rows = db.read("select code, name, parent, level from gt_division where code = :code", {{"code", code}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Division{row.text("code"), row.text("name"), row.text("parent"), row.text("level")};
}

Rows divisions_below(store::Session& db, std::string_view code) {
  return db.read("select code, name, level from gt_division where parent = :parent order by code", {{"parent", code}});
}

std::string full_name(store::Session& db, std::string_view code) {
  std::string name;
  std::string at(code);
  for (int level = 0; level < 5 && !at.empty(); ++level) {
    const auto found = division(db, at);
    if (!found) break;
    name.insert(0, found->name);
    at = found->parent;
  }
  return name;
}

Rows find_divisions(store::Session& db, std::string_view text, int limit) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern.push_back('!');
    pattern.push_back(c);
  }
  pattern.push_back('%');
  // Shorter codes' divisions are larger: a town comes before the village of the same name.
  return db.read(
      "select code, name, level from gt_division where name like :pattern escape '!' "
      "order by case level when 'province' then 1 when 'city' then 2 when 'county' then 3 when 'town' then 4 else 5 "
      "end, "
      "code limit :most",
      {{"pattern", pattern}, {"most", limit}});
}

std::optional<Court> court(store::Session& db, std::string_view code) {
  const auto rows =
      db.read("select code, name, level, division, parent from gt_court where code = :code", {{"code", code}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  return Court{row.text("code"), row.text("name"), row.text("level"), row.text("division"), row.text("parent")};
}

}  // namespace gongting::host::sites
