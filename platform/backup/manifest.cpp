#include "backup/manifest.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::backup {

namespace {

constexpr int k_format = 1;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// files/<2 digits>/<62 digits>
bool is_file_name(std::string_view name) {
  constexpr std::size_t k_length = 6 + 2 + 1 + 62;
  return name.size() == k_length && name.starts_with(k_files) && is_hex(name.substr(6, 2)) && name[8] == '/' && is_hex(name.substr(9));
}

}  // namespace

std::string database_name(std::string_view kind) { return kind == "sqlite" ? "database.sqlite" : "database.pgdump"; }

bool is_known_name(std::string_view name) {
  return name == database_name("sqlite") || name == database_name("postgres") || name == k_anchors || is_file_name(name);
}

std::string to_text(const Manifest& manifest) {
  List entries;
  for (const auto& entry : manifest.entries)
    entries.emplace_back(Fields{{"name", entry.name}, {"size", entry.size}, {"sha256", entry.sha256}});
  return to_json(Fields{{"format", k_format},
                        {"made_at", manifest.made_at},
                        {"program", manifest.program},
                        {"database", manifest.database},
                        {"entries", std::move(entries)}});
}

Manifest manifest_of(std::string_view text) {
  const auto parsed = parse_json(text);
  const Json json(parsed);
  if (json["format"].integer() != k_format)
    throw Error{Kind::bad_input, "this backup has a form that this program does not know; use the newer program that made it"};
  Manifest manifest{json["made_at"].text(), json["program"].text(), json["database"].text(), {}};
  for (const auto& item : json["entries"].items()) {
    const Json entry(item);
    manifest.entries.push_back({entry["name"].text(), entry["size"].integer(), entry["sha256"].text()});
  }
  return manifest;
}

}  // namespace gongting::host::backup
