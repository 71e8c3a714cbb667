#include "web/matter_names.hpp"

#include <set>

#include "gongting/case_number.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/records.hpp"
#include "web/workflows.hpp"

namespace gongting::host::web {
namespace {

/// Nothing for a module that does not run here, or a type that has no page.
const store::RecordType* shown_type(const Context& context, const MatterRef& ref) {
  const auto* plugin = context.services.plugins.find(ref.plugin);
  if (plugin == nullptr || !plugin->running()) return nullptr;
  const auto* type = context.services.records.type(ref.plugin, ref.type);
  return type == nullptr || type->page.empty() ? nullptr : type;
}

MatterName name_of(const Context& context, const MatterRef& ref, const store::RecordType& type, const Row& row,
                   const gongting::workflow::Declaration* declared) {
  MatterName name;
  auto path = type.page;
  path.replace(path.find("{id}"), 4, std::to_string(ref.id));
  name.href = context.url("/" + ref.plugin + path);
  if (declared == nullptr) return name;
  for (const auto& column : declared->number_columns)
    if (name.number.empty()) name.number = row.text(column);
  if (const auto number = parse_case_number(name.number)) name.number = number->shown();
  if (!declared->title_column.empty()) name.title = row.text(declared->title_column);
  return name;
}

void add_of_type(Context& context, const MatterRef& one, const std::set<std::int64_t>& ids, std::map<MatterRef, MatterName>& names) {
  const auto* type = shown_type(context, one);
  if (type == nullptr) return;
  const auto* file = context.services.workflows.find(one.plugin, one.type);
  std::set<std::string> columns{"id"};
  if (file != nullptr) {
    columns.insert(file->declared.number_columns.begin(), file->declared.number_columns.end());
    if (!file->declared.title_column.empty()) columns.insert(file->declared.title_column);
  }
  std::string sql, list;
  for (const auto& column : columns) sql += (sql.empty() ? "select " : ", ") + column;
  for (const auto id : ids) list += (list.empty() ? "" : ", ") + std::to_string(id);
  const auto none = encode_fields({});
  for (const auto row : context.services.records.query(context.db(), context.scope, one.plugin, sql + " from " + one.type + " where id in (" + list + ")",
                                                       ValueRef(none))) {
    const MatterRef ref{one.plugin, one.type, row.integer("id")};
    names.emplace(ref, name_of(context, ref, *type, row, file == nullptr ? nullptr : &file->declared));
  }
}

}  // namespace

std::map<MatterRef, MatterName> matter_names(Context& context, const std::vector<MatterRef>& refs) {
  std::map<std::pair<std::string, std::string>, std::set<std::int64_t>> by_type;
  for (const auto& ref : refs) by_type[{ref.plugin, ref.type}].insert(ref.id);
  std::map<MatterRef, MatterName> names;
  for (const auto& [type, ids] : by_type) add_of_type(context, {type.first, type.second, 0}, ids, names);
  return names;
}

MatterRef matter_ref(const std::string& type, std::int64_t id) {
  const auto point = type.find('.');
  return point == std::string::npos ? MatterRef{} : MatterRef{type.substr(0, point), type.substr(point + 1), id};
}

}  // namespace gongting::host::web
