#include "store/kept_answers.hpp"

#include <cstring>

namespace gongting::host::store {

namespace {

void add(std::string& key, std::int64_t number) {
  char raw[sizeof number];
  std::memcpy(raw, &number, sizeof number);
  key.append(raw, sizeof raw);
}

void add(std::string& key, std::string_view text) {
  add(key, static_cast<std::int64_t>(text.size()));
  key.append(text);
}

}  // namespace

void KeptAnswers::write_key(std::string& key, const CompiledSql& sql, const Caller& caller, const Parameters& parameters) {
  key.clear();
  // Every part has its length or number before it, so that no two callers' keys can read alike.
  key.push_back(caller.scope != nullptr ? 1 : 0);
  if (const auto* scope = caller.scope; scope != nullptr) {
    add(key, scope->site_id);
    if (sql.needs.account) add(key, scope->account_id);
    if (sql.needs.point) add(key, scope->point_id);
    if (sql.needs.area) {
      add(key, static_cast<std::int64_t>(scope->areas.size()));
      for (const auto& area : scope->areas) add(key, area);
    }
  }
  for (const auto& name : sql.bound.parameters) {
    Cell cell;
    parameters.find(name, cell);
    key.push_back(static_cast<char>(cell.kind));
    switch (cell.kind) {
      case Cell::Kind::null: break;
      case Cell::Kind::integer: add(key, cell.integer); break;
      case Cell::Kind::real: key.append(reinterpret_cast<const char*>(&cell.real), sizeof cell.real); break;
      case Cell::Kind::text:
      case Cell::Kind::bytes: add(key, cell.text); break;
    }
  }
}

}  // namespace gongting::host::store
