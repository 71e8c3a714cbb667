#include "store/record_types.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.hpp"
#include "store/sql_text.hpp"

namespace gongting::host::store {

namespace {

// PostgreSQL cuts names there without a word.
constexpr std::size_t k_longest_name = 63;
constexpr std::size_t k_most_types = 60;

constexpr std::array<std::pair<std::string_view, ColumnType>, 8> k_column_types{{{"text", ColumnType::text},
                                                                                 {"integer", ColumnType::integer},
                                                                                 {"money", ColumnType::money},
                                                                                 {"real", ColumnType::real},
                                                                                 {"boolean", ColumnType::boolean},
                                                                                 {"date", ColumnType::date},
                                                                                 {"time", ColumnType::time},
                                                                                 {"bytes", ColumnType::bytes}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> k_sealed_types{
    {{"sealed", ""}, {"sealed:resident_id", "resident_id"}, {"sealed:mobile", "mobile"}}};

constexpr std::array<std::string_view, 5> k_reaches{"none", "own", "point", "area", "site"};

/// Lower case letters, digits and underscores, a letter first.
bool is_name(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// Reserved by one of the two databases, or refused in queries.
bool is_sql_word(std::string_view name) {
  static constexpr std::array<std::string_view, 54> words{
      "any",      "array",   "as",        "attach",     "cast",    "check",   "collate",   "column",   "commit",
      "constraint", "create", "current_date", "current_time", "current_timestamp", "default", "delete", "do", "drop",
      "fetch",    "for",     "foreign",   "grant",      "group",   "index",   "insert",    "into",     "isnull",
      "merge",    "notnull", "nothing",   "oid",        "only",    "order",   "pragma",    "primary",  "recursive",
      "references", "returning", "rowid", "set",        "some",    "table",   "tablesample", "to",     "transaction",
      "unique",   "update",  "user",      "using",      "values",  "verbose", "window",    "with",     "xmin"};
  return is_clause_keyword(name) || std::find(words.begin(), words.end(), name) != words.end();
}

class TypeReader {
 public:
  TypeReader(std::string_view plugin, const Value& entry) : plugin_(plugin), entry_(entry) {}

  RecordType read() {
    if (!std::holds_alternative<Fields>(entry_.value()->data())) refuse("an entry of \"records\" is not an object");
    type_.plugin = plugin_;
    type_.name = entry_["name"].text();
    if (!is_name(type_.name)) refuse("a record type's name is made of a-z, 0-9 and _: \"" + type_.name + "\"");
    if (is_sql_word(type_.name) || is_bracket_keyword(type_.name) || is_allowed_function(type_.name) ||
        is_reserved_name(type_.name)) {
      refuse("this name is a word of SQL; choose another one");
    }
    static constexpr std::array<std::string_view, 7> keys{"name", "columns", "readers", "parent", "audit", "title", "page"};
    for (const auto& [key, value] : entry_.fields()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) refuse("unknown key \"" + key + "\"");
    }
    if (type_.view_by_id(Reach::own).size() > k_longest_name) refuse("the name is too long together with the plugin's");
    type_.parent = entry_["parent"].text();
    read_columns();
    read_readers();
    type_.page = entry_["page"].text();
    if (entry_["page"].exists() && (!type_.page.starts_with("/") || type_.page.find("{id}") == std::string::npos))
      refuse("\"page\" is a path below the plugin's address with {id} in it, such as /disputes/{id}");
    for (const auto& item : entry_["audit"]["hide"].items()) {
      type_.hidden.push_back(Json(item).text());
      if (type_.column(type_.hidden.back()) == nullptr)
        refuse("audit.hide names the unknown column \"" + type_.hidden.back() + "\"");
    }
    return std::move(type_);
  }

 private:
  [[noreturn]] void refuse(const std::string& text) const {
    throw Error{Kind::bad_input, "plugin " + plugin_ + ", record type \"" + type_.name + "\": " + text};
  }

  void read_columns() {
    for (const auto& [name, value] : entry_["columns"].fields()) {
      const auto kind = Json(value).text();
      if (!is_name(name)) refuse("a column's name is made of a-z, 0-9 and _: \"" + name + "\"");
      if (name.size() > k_longest_name) refuse("the column name \"" + name + "\" is too long");
      const auto& reserved = host_columns();
      if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
        refuse("the column \"" + name + "\" is the host's; it is there without being declared");
      }
      if (is_sql_word(name) || is_reserved_name(name)) refuse("the column name \"" + name + "\" is a word of SQL");
      if (type_.column(name) != nullptr) refuse("the column \"" + name + "\" is there twice");
      type_.columns.push_back(column_of(name, kind));
    }
    check_ciphertexts();
    if (type_.parent.empty()) {
      if (type_.columns.empty()) refuse("it has no columns");
      return;
    }
    type_.parent_column = type_.parent + "_id";
    const auto* link = type_.column(type_.parent_column);
    if (link == nullptr) {
      type_.columns.insert(type_.columns.begin(), {type_.parent_column, ColumnType::integer});
    } else if (link->type != ColumnType::integer) {
      refuse("the column \"" + type_.parent_column + "\" leads to the parent and has to be an integer");
    }
  }

  Column column_of(const std::string& name, const std::string& kind) const {
    const auto named = [&](const auto& known) { return known.first == kind; };
    const auto* plain = std::find_if(k_column_types.begin(), k_column_types.end(), named);
    if (plain != k_column_types.end()) return {name, plain->second, {}};
    const auto* sealed = std::find_if(k_sealed_types.begin(), k_sealed_types.end(), named);
    if (sealed != k_sealed_types.end()) return {name, ColumnType::sealed, std::string(sealed->second)};
    refuse("the column \"" + name + "\" has the unknown type \"" + kind +
           "\"; known are text, integer, money, real, boolean, date, time, bytes, sealed, sealed:resident_id and "
           "sealed:mobile");
  }

  void check_ciphertexts() const {
    for (const auto& column : type_.columns) {
      if (!column.sealed()) continue;
      if (type_.column(column.ciphertext()) != nullptr) {
        refuse("the column \"" + column.ciphertext() + "\" is where the host keeps what is sealed of \"" + column.name +
               "\"");
      }
      if (column.ciphertext().size() > k_longest_name)
        refuse("the column name \"" + column.name + "\" is too long to be sealed");
    }
  }

  void read_readers() {
    const auto& readers = entry_["readers"].fields();
    if (!type_.parent.empty() && !readers.empty())
      refuse("a child is seen where its parent is; it has no readers of its own");
    for (const auto& [role, value] : readers) {
      const auto wanted = Json(value).text();
      const auto* found = std::find(k_reaches.begin(), k_reaches.end(), wanted);
      if (found == k_reaches.end()) {
        refuse("the role " + role + " has the unknown reach \"" + wanted +
               "\"; known are none, own, point, area and site");
      }
      type_.readers[role] = static_cast<Reach>(found - k_reaches.begin());
    }
  }

  std::string plugin_;
  Json entry_;
  RecordType type_;
};

void check_parents(const std::vector<RecordType>& types) {
  const auto named = [&](std::string_view name) {
    return std::find_if(types.begin(), types.end(), [&](const RecordType& type) { return type.name == name; });
  };
  for (const auto& type : types) {
    const auto refuse = [&](const std::string& text) {
      throw Error{Kind::bad_input, "plugin " + type.plugin + ", record type \"" + type.name + "\": " + text};
    };
    if (std::count_if(types.begin(), types.end(), [&](const RecordType& other) { return other.name == type.name; }) >
        1) {
      refuse("it is there twice");
    }
    for (const auto& column : type.columns) {
      if (named(column.name) != types.end()) {
        refuse("the column \"" + column.name + "\" has the name of a record type; in SQL it would be taken for it");
      }
    }
    const auto* at = &type;
    for (std::size_t steps = 0; !at->parent.empty(); ++steps) {
      const auto parent = named(at->parent);
      if (parent == types.end()) refuse("its parent \"" + at->parent + "\" is not a record type of this plugin");
      if (steps > types.size()) refuse("it is its own ancestor");
      at = &*parent;
    }
  }
}

}  // namespace

std::string_view reach_name(Reach reach) { return k_reaches[static_cast<std::size_t>(reach)]; }

const std::vector<std::string>& host_columns() {
  static const std::vector<std::string> columns{"id",      "site_id",    "point_id",   "area",
                                                "version", "created_at", "created_by", "updated_at"};
  return columns;
}

std::string RecordType::view(Reach reach) const { return "gtv_" + table() + "_" + std::string(reach_name(reach)); }

std::string RecordType::view_by_id(Reach reach) const {
  return view(reach) + (reach == Reach::own && parent.empty() ? "_one" : "");
}

const Column* RecordType::column(std::string_view wanted) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return column.name == wanted; });
  return found == columns.end() ? nullptr : &*found;
}

bool RecordType::hides(std::string_view column_name) const {
  const auto* found = column(column_name);
  return (found != nullptr && found->sealed()) ||
         std::find(hidden.begin(), hidden.end(), column_name) != hidden.end();
}

std::vector<RecordType> parse_record_types(std::string_view plugin, const Value& records) {
  if (!is_name(plugin) || is_reserved_name(std::string(plugin) + "_") || plugin == "core") {
    throw Error{Kind::bad_input,
                "a plugin's name is made of a-z, 0-9 and _, and is not gt, gtv, pg, sqlite or core: \"" +
                    std::string(plugin) + "\""};
  }
  std::vector<RecordType> types;
  if (records.is_null()) return types;
  if (!std::holds_alternative<List>(records.data())) {
    throw Error{Kind::bad_input, "plugin " + std::string(plugin) + ": \"records\" is not a list"};
  }
  for (const auto& entry : std::get<List>(records.data())) types.push_back(TypeReader(plugin, entry).read());
  if (types.size() > k_most_types) {
    throw Error{Kind::bad_input,
                "plugin " + std::string(plugin) + " has more than " + std::to_string(k_most_types) + " record types"};
  }
  check_parents(types);
  return types;
}

}  // namespace gongting::host::store
