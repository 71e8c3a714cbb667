#include "store/records.hpp"

#include <algorithm>

#include "store/records_impl.hpp"

namespace gongting::host::store {

const RecordType* PluginRecords::find(std::string_view name) const {
  const auto found =
      std::find_if(types_.begin(), types_.end(), [&](const RecordType* type) { return type->name == name; });
  return found == types_.end() ? nullptr : *found;
}

const RecordType& PluginRecords::top_of(const RecordType& type) const {
  const auto* at = &type;
  while (!at->parent.empty()) at = find(at->parent);
  return *at;
}

void PluginRecords::complete() {
  for (std::size_t i = 0; i < types_.size(); ++i) {
    for (const auto& [role, reach] : top_of(*types_[i]).readers) {
      auto& reaches = by_role_[role];
      reaches.resize(types_.size(), static_cast<char>(Reach::none));
      reaches[i] = static_cast<char>(reach);
    }
  }
}

std::string PluginRecords::reach_of(const Scope& scope) const {
  std::string reach(types_.size(), static_cast<char>(Reach::none));
  if (scope.site_id == 0) return reach;
  if (scope.system) return std::string(types_.size(), static_cast<char>(Reach::site));
  const auto widen = [&](std::string_view role) {
    const auto found = by_role_.find(role);
    if (found == by_role_.end()) return;
    for (std::size_t i = 0; i < reach.size(); ++i) reach[i] = std::max(reach[i], found->second[i]);
  };
  if (scope.account_id == 0) {
    widen("GUEST");
  } else {
    for (const auto& role : scope.roles) widen(role);
  }
  return reach;
}

Reach PluginRecords::reach_of(const Scope& scope, const RecordType& type) const {
  const auto position = std::find(types_.begin(), types_.end(), &type) - types_.begin();
  return static_cast<Reach>(reach_of(scope)[static_cast<std::size_t>(position)]);
}

const PluginRecords& Records::Impl::plugin(std::string_view name) const {
  const auto found = plugins.find(name);
  if (found != plugins.end()) return found->second;
  static const PluginRecords nothing;
  return nothing;
}

std::string link_name(const RecordType& type) { return type.plugin + "." + type.name; }

Records::Records(const Database&, std::vector<RecordType> types, const FieldSealer* sealer)
    : impl_(std::make_unique<Impl>()) {
  impl_->sealer = sealer;
  impl_->types = std::move(types);
  for (const auto& type : impl_->types) impl_->plugins[type.plugin].add(type);
  for (auto& [name, plugin] : impl_->plugins) {
    plugin.complete();
    const auto next = impl_->plugins.upper_bound(name + "_");
    if (next != impl_->plugins.end() && next->first.starts_with(name + "_")) {
      throw Error{Kind::bad_input,
                  "the plugins " + name + " and " + next->first +
                      " cannot be installed together: the tables of one look like those of the other. Rename one"};
    }
  }
}

Records::~Records() = default;

const RecordType* Records::type(std::string_view plugin, std::string_view name) const {
  return impl_->plugin(plugin).find(name);
}

void Records::install(Session& session) {
  auto& connection = session.connection();
  const bool own = !connection.in_transaction();
  try {
    for (const auto& [name, plugin] : impl_->plugins) install_views(connection, name, plugin);
    if (own) connection.commit();
  } catch (...) {
    if (own) connection.rollback();
    throw;
  }
}

}  // namespace gongting::host::store
