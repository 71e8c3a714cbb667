#include <sodium.h>

#include <algorithm>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "store/records_impl.hpp"

namespace gongting::host::store {

namespace {

constexpr Reach k_reaches[] = {Reach::none, Reach::own, Reach::point, Reach::area, Reach::site};

/// The SQL by which a view asks for the values of the scope.
struct ScopeSql {
  std::string site, account, point, area;
};

ScopeSql scope_sql(bool sqlite) {
  if (sqlite) {
    return {"gt_site()", "gt_account()", "gt_point()",
            "t.area >= gt_area_from() and t.area < gt_area_to() and gt_in_area(t.area)"};
  }
  // A setting that was never made is null, and shows nothing.
  const auto number = [](const std::string& name) { return "nullif(current_setting('gt." + name + "', true), '')::bigint"; };
  return {number("site"), number("account"), number("point"),
          "t.area >= current_setting('gt.area_from', true) and t.area < current_setting('gt.area_to', true) "
          "and t.area ~ current_setting('gt.area_pattern', true)"};
}

/// `by_id`: for asking after one record. What belongs to a person is then looked up for that record, where a list does
/// better to begin with all that belongs to him. A child asks after its parent, one record whatever is asked of it.
std::string condition(const RecordType& type, const PluginRecords& records, Reach reach, const ScopeSql& scope, bool by_id) {
  const std::string site = "t.site_id = " + scope.site;
  // A column is read even here: without one SQLite asks the authorizer for the table itself, as if no view were around it.
  if (reach == Reach::none) return site + " and 1 = 0";
  if (!type.parent.empty()) {
    const auto& parent = *records.find(type.parent);
    return site + " and exists (select 1 from " + parent.view_by_id(reach) + " p where p.id = t." + type.parent_column + ")";
  }
  switch (reach) {
    case Reach::own:
      if (by_id)
        return site + " and exists (select 1 from gt_person_link l where l.account_id = " + scope.account +
               " and l.record_type = '" + link_name(type) + "' and l.record_id = t.id and l.site_id = " + scope.site + ")";
      // "+" keeps the site out of the choice of an index: without statistics SQLite takes it for selective, and would
      // walk all records of the site instead of the few of this person.
      return "+" + site + " and t.id in (select l.record_id from gt_person_link l where l.account_id = " + scope.account +
             " and l.record_type = '" + link_name(type) + "' and l.site_id = " + scope.site + ")";
    case Reach::point: return site + " and t.point_id = " + scope.point;
    case Reach::area: return site + " and " + scope.area;
    default: return site;
  }
}

std::string columns_of(const RecordType& type) {
  std::string columns;
  const auto add = [&](const std::string& name) { columns += (columns.empty() ? "t." : ", t.") + name; };
  for (const auto& name : host_columns()) add(name);
  for (const auto& column : type.columns) add(column.name);
  return columns;
}

/// What the table has to have and no view shows.
std::string hidden_columns_of(const RecordType& type) {
  std::string columns;
  for (const auto& column : type.columns) {
    if (column.sealed()) columns += ", t." + column.ciphertext();
  }
  return columns;
}

struct View {
  std::string name, sql;
};

/// Parents before children.
std::vector<View> views_of(const PluginRecords& records, bool sqlite) {
  std::vector<View> views;
  const auto scope = scope_sql(sqlite);
  std::vector<const RecordType*> left = records.types();
  std::vector<const RecordType*> done;
  while (!left.empty()) {
    for (auto at = left.begin(); at != left.end();) {
      const auto& type = **at;
      const bool ready = type.parent.empty() ||
                         std::find(done.begin(), done.end(), records.find(type.parent)) != done.end();
      if (!ready) {
        ++at;
        continue;
      }
      const auto add = [&](const std::string& name, Reach reach, bool by_id) {
        views.push_back({name, "create view " + name + " as select " + columns_of(type) + " from " + type.table() + " t where " +
                                   condition(type, records, reach, scope, by_id)});
      };
      for (const auto reach : k_reaches) add(type.view(reach), reach, false);
      if (type.parent.empty()) add(type.view_by_id(Reach::own), Reach::own, true);
      done.push_back(*at);
      at = left.erase(at);
    }
  }
  return views;
}

void check_table(Connection& connection, const RecordType& type) {
  try {
    connection.read("select " + columns_of(type) + hidden_columns_of(type) + " from " + type.table() + " t where 1 = 0", FieldParameters({}));
  } catch (const Error& error) {
    throw Error{Kind::internal, "plugin " + type.plugin + ": the table " + type.table() +
                                    " does not have what the record type \"" + type.name +
                                    "\" declares. Its migration has to make it, with {record} and every column, and a text column \"…_sealed\" beside each sealed one. " + error.what()};
  }
}

bool yes(Connection& connection, std::string_view sql, const Fields& params = {}) {
  const auto rows = connection.read(sql, FieldParameters(params));
  return !rows.empty() && rows[0][0].boolean();
}

/// Makes the role when it is not there, and this connection's user a member of it.
void make_role(Connection& connection, const std::string& role) {
  const Fields named{{"role", role}};
  if (!yes(connection, "select count(*) from pg_roles where rolname = :role", named)) {
    connection.execute("create role \"" + role + "\" nologin nosuperuser nocreatedb nocreaterole noinherit");
  }
  if (!yes(connection, "select pg_has_role(current_user, :role, 'member')", named)) {
    connection.execute("grant \"" + role + "\" to current_user");
  }
}

/// PostgreSQL runs conditions in the order it likes: a plugin's might meet rows that the view is about to hide, and an
/// error in it would tell of them. Between sites that must not be, so there the table itself has a policy, which comes
/// before everything that could fail. It binds the owner of the views and not the host, who owns the table. (A
/// security_barrier on the views would do the same within a site, but then a list is sorted as a whole for its first 20
/// rows: 10 ms of 100,000 instead of 0.07.)
void fence_sites(Connection& connection, const PluginRecords& records, const std::vector<View>& views) {
  const auto role = connection.reader_role("");
  const auto quoted = "\"" + role + "\"";
  make_role(connection, role);
  const auto schema = connection.read("select quote_ident(current_schema())", FieldParameters({}));
  connection.execute("grant usage, create on schema " + std::string(schema[0][0].text()) + " to " + quoted);
  connection.execute("grant select on gt_person_link to " + quoted);
  for (const auto* type : records.types()) {
    const auto table = type->table();
    connection.execute("alter table " + table + " enable row level security");
    connection.execute("drop policy if exists gt_site on " + table);
    connection.execute("create policy gt_site on " + table + " for select to " + quoted + " using (site_id = " + scope_sql(false).site + ")");
    connection.execute("grant select on " + table + " to " + quoted);
  }
  for (const auto& view : views) connection.execute("alter view " + view.name + " owner to " + quoted);
  // Whom a view is given to has to be allowed to make one, at that moment only.
  connection.execute("revoke create on schema " + std::string(schema[0][0].text()) + " from " + quoted);
}

/// PostgreSQL: the plugin's SQL runs as a role that can read these views and nothing else.
void grant_reading(Connection& connection, std::string_view plugin, const std::vector<View>& views) {
  const auto role = connection.reader_role(plugin);
  const Fields named{{"role", role}};
  make_role(connection, role);
  for (const auto& view : views) connection.execute("grant select on " + view.name + " to \"" + role + "\"");
  constexpr std::string_view may_set =
      "select has_function_privilege(:role, 'pg_catalog.set_config(text,text,boolean)', 'execute')";
  if (yes(connection, may_set, named) && yes(connection, "select rolsuper from pg_roles where rolname = current_user")) {
    connection.execute("revoke execute on function pg_catalog.set_config(text, text, boolean) from public");
  }
  if (yes(connection, may_set, named)) {
    log(Level::warning,
        "everybody may call set_config in this database; plugins are kept from it by the check of their SQL alone. Run "
        "once as a superuser: revoke execute on function pg_catalog.set_config(text, text, boolean) from public",
        {{"plugin", plugin}});
  }
}

std::string row_name(std::string_view plugin) { return std::string(plugin) + ".views"; }

void drop_listed(Connection& connection, std::string_view names) {
  std::size_t at = 0;
  std::string list;
  while (at < names.size()) {
    const auto end = std::min(names.find(' ', at), names.size());
    const std::string name(names.substr(at, end - at));
    if (connection.sqlite()) {
      connection.execute("drop view if exists " + name);
    } else {
      list += (list.empty() ? "" : ", ") + name;
    }
    at = end + 1;
  }
  // At once, because they stand on each other.
  if (!list.empty()) connection.execute("drop view if exists " + list);
}

}  // namespace

std::string checksum(std::string_view text) {
  unsigned char raw[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(raw, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  char hex[2 * sizeof raw + 1];
  sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
  return hex;
}

void lock_schema(Connection& connection) {
  // On SQLite an open transaction of ours is the only writer already.
  if (!connection.sqlite()) connection.execute("select pg_advisory_xact_lock(71201104)");
}

void drop_views(Connection& connection, std::string_view plugin) {
  const Fields named{{"name", row_name(plugin)}, {"everything", plugin == "core"}};
  const auto rows = connection.read(
      "select title, name from gt_migration where name = :name or (:everything = 1 and name like '%.views')",
      FieldParameters(named));
  std::string views;
  for (const auto& row : rows) views += (views.empty() ? "" : " ") + std::string(row[0].text());
  drop_listed(connection, views);
  for (const auto& row : rows) {
    connection.write("delete from gt_migration where name = :name", FieldParameters(Fields{{"name", row[1].text()}}));
  }
}

void install_views(Connection& connection, std::string_view plugin, const PluginRecords& records) {
  const auto views = views_of(records, connection.sqlite());
  std::string all, names;
  for (const auto& view : views) {
    all += view.sql + ";\n";
    names += (names.empty() ? "" : " ") + view.name;
  }
  const auto sum = checksum(all + connection.reader_role(plugin));
  const Fields named{{"name", row_name(plugin)}, {"sum", sum}};
  const auto is_there = [&] {
    return !connection.read("select 1 from gt_migration where name = :name and checksum = :sum", FieldParameters(named)).empty();
  };
  if (is_there()) return;
  if (!connection.in_transaction()) connection.begin();
  lock_schema(connection);
  // Another worker may have made them while this one waited.
  if (is_there()) return;
  for (const auto* type : records.types()) check_table(connection, *type);
  drop_views(connection, plugin);
  for (const auto& view : views) connection.execute(view.sql);
  if (!connection.sqlite()) {
    grant_reading(connection, plugin, views);
    fence_sites(connection, records, views);
  }
  const Fields row{{"name", row_name(plugin)}, {"names", names}, {"sum", sum}, {"now", now_ms()}};
  connection.write(
      "insert into gt_migration (name, number, title, checksum, applied_at) values (:name, 0, :names, :sum, :now)",
      FieldParameters(row));
}

}  // namespace gongting::host::store
