#include "store/migrations.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "base/clock.hpp"
#include "store/connection.hpp"
#include "store/records_impl.hpp"
#include "store/sql_text.hpp"

namespace gongting::host::store {

namespace {

constexpr std::string_view k_core = "core";

/// What every table of records begins with.
constexpr std::string_view k_record_columns =
    "id bigint primary key, site_id bigint not null, point_id bigint, area text not null, version bigint not null, "
    "created_at bigint not null, created_by bigint not null, updated_at bigint not null";

struct File {
  int number = 0;
  std::string name, text, sum;
};

struct Statement {
  std::string sql;
  int line = 1;
};

[[noreturn]] void refuse(std::string_view name, const std::string& text) {
  throw Error{Kind::internal, "schema of " + std::string(name) + ": " + text};
}

std::string read_file(std::string_view name, const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) refuse(name, path.filename().string() + " cannot be read");
  return text.str();
}

std::vector<File> files_of(std::string_view name, const std::filesystem::path& dir) {
  std::vector<File> files;
  std::error_code no_folder;
  for (const auto& entry : std::filesystem::directory_iterator(dir, no_folder)) {
    if (entry.path().extension() != ".sql") continue;
    File file;
    file.name = entry.path().filename().string();
    const bool numbered =
        file.name.size() > 9 && file.name[4] == '_' &&
        std::all_of(file.name.begin(), file.name.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
    if (!numbered) refuse(name, file.name + " is not named NNNN_title.sql");
    file.number = std::stoi(file.name.substr(0, 4));
    file.text = read_file(name, entry.path());
    file.sum = checksum(file.text);
    files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.number < b.number; });
  for (std::size_t i = 1; i < files.size(); ++i) {
    if (files[i].number == files[i - 1].number)
      refuse(name, files[i - 1].name + " and " + files[i].name + " have the same number");
  }
  return files;
}

/// Cuts where a semicolon ends a line, outside of quotes and comments.
std::vector<Statement> statements_of(std::string_view name, const File& file) {
  std::vector<Statement> statements;
  Statement current;
  int line = 1;
  bool blank = true;
  char quote = 0;
  const std::string_view text = file.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (quote == 0 && text.substr(at, 2) == "--") {
      at = std::min(text.find('\n', at), text.size()) - 1;
      continue;
    }
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ';') {
      const auto rest = text.find_first_not_of(" \t\r", at + 1);
      const bool ends = rest == std::string_view::npos || text[rest] == '\n' || text.substr(rest, 2) == "--";
      // The one statement in the body of a trigger.
      if (!ends && text.substr(rest, 4) == "end;") {
        current.sql += c;
        continue;
      }
      if (!ends)
        refuse(name,
               file.name + " line " + std::to_string(line) + ": one statement a line; the semicolon ends the line");
      if (!blank) statements.push_back(std::move(current));
      current = {};
      blank = true;
      continue;
    }
    if (blank && c != ' ' && c != '\n' && c != '\t' && c != '\r') {
      blank = false;
      current.line = line;
    }
    if (!blank) current.sql += c;
  }
  if (!blank)
    refuse(name, file.name + " line " + std::to_string(current.line) + ": the statement does not end with a semicolon");
  return statements;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// What a plugin's migration may do: make, change, drop and fill its own tables and indexes.
class PluginStatement {
 public:
  PluginStatement(std::string_view plugin, const std::string& sql, Connection& connection)
      : prefix_(std::string(plugin) + "_"), connection_(connection), tokens_(scan_plugin_sql(sql, Kind::internal)) {}

  void check() {
    const auto object = object_at();
    if (object == 0 || object >= tokens_.size() || !tokens_[object].is_name()) {
      refuse_it(
          "is none of create table, create index, alter table, drop table, drop index, insert, update and delete");
    }
    own(object);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].is_name()) check_name(i);
    }
  }

 private:
  [[noreturn]] void refuse_it(const std::string& text) const { throw Error{Kind::forbidden, "it " + text}; }

  std::size_t after(std::initializer_list<std::string_view> words, std::size_t at = 0) const {
    for (const auto word : words) {
      if (at >= tokens_.size() || !tokens_[at].is(word)) return 0;
      ++at;
    }
    return at;
  }

  /// Where the name of the table or index stands that the statement is about; 0 for other statements.
  std::size_t object_at() const {
    for (const auto& start :
         {after({"create", "table"}), after({"create", "index"}), after({"create", "unique", "index"})}) {
      if (start == 0) continue;
      const auto longer = after({"if", "not", "exists"}, start);
      return longer == 0 ? start : longer;
    }
    for (const auto& start : {after({"drop", "table"}), after({"drop", "index"})}) {
      if (start == 0) continue;
      const auto longer = after({"if", "exists"}, start);
      return longer == 0 ? start : longer;
    }
    for (const auto& start :
         {after({"alter", "table"}), after({"insert", "into"}), after({"update"}), after({"delete", "from"})}) {
      if (start != 0) return start;
    }
    return 0;
  }

  bool is_own(const Token& token) const { return lower(token.text).starts_with(prefix_); }
  void own(std::size_t i) const {
    if (!is_own(tokens_[i])) {
      refuse_it("is about \"" + tokens_[i].text + "\"; a plugin's tables and indexes have names that begin with " +
                prefix_);
    }
  }

  void check_name(std::size_t i) const {
    const auto& token = tokens_[i];
    const auto name = lower(token.text);
    if (is_own(token)) return;
    if (is_reserved_name(name)) refuse_it("uses the name " + name + ", which is not a plugin's to use");
    if (const auto renamed = after({"rename", "to"}, i); renamed != 0 && renamed < tokens_.size()) own(renamed);
    const bool clause = token.kind == TokenKind::word && (is_clause_keyword(name) || is_bracket_keyword(name));
    const bool before_bracket = i + 1 < tokens_.size() && tokens_[i + 1].is("(");
    if (before_bracket && !clause && !is_allowed_function(name) && name != "varchar" && name != "char" &&
        name != "numeric") {
      refuse_it("uses " + name + "(…), which is not part of what both databases share");
    }
    if (!clause && connection_.has_table_or_view(name)) refuse_it("uses the table " + name + ", which is not its own");
  }

  std::string prefix_;
  Connection& connection_;
  std::vector<Token> tokens_;
};

class Migration {
 public:
  Migration(Session& session, std::string_view name, const std::filesystem::path& dir)
      : connection_(session.connection()), name_(name), files_(files_of(name, dir)) {}

  /// The files that have not run yet.
  std::vector<const File*> pending() {
    std::map<int, std::string> ran;
    if (connection_.has_table_or_view("gt_migration")) {
      const Fields named{{"name", name_}};
      const auto rows =
          connection_.read("select number, checksum from gt_migration where name = :name", FieldParameters(named));
      for (const auto& row : rows) ran[static_cast<int>(row[0].integer())] = row[1].text();
    }
    const int newest = ran.empty() ? 0 : ran.rbegin()->first;
    std::vector<const File*> left;
    for (const auto& file : files_) {
      const auto found = ran.find(file.number);
      if (found == ran.end()) {
        if (file.number < newest)
          refuse(name_, file.name + " came too late: a later one has run already. Give it the next number");
        left.push_back(&file);
        continue;
      }
      if (found->second != file.sum) {
        refuse(name_, file.name + " was changed after it had run. Restore it, and put the change into a new file");
      }
      ran.erase(found);
    }
    if (!ran.empty()) {
      const int known = files_.empty() ? 0 : files_.back().number;
      refuse(name_, newest > known
                        ? "the database is at " + std::to_string(newest) + ", newer than this program, which knows " +
                              std::to_string(known) + ". Start the newer program, or restore a backup"
                        : "file " + std::to_string(ran.begin()->first) + " has run but is missing now. Restore it");
    }
    return left;
  }

  /// Triggers are written for one database: {sqlite} or {postgres} before the statement, which is taken away here.
  bool for_this_database(std::string& sql) const {
    for (const auto& [mark, wanted] : {std::pair<std::string_view, bool>{"{sqlite} ", connection_.sqlite()},
                                       std::pair<std::string_view, bool>{"{postgres} ", !connection_.sqlite()}}) {
      if (!sql.starts_with(mark)) continue;
      sql.erase(0, mark.size());
      return wanted;
    }
    return true;
  }

  void run(const File& file) {
    for (auto& statement : statements_of(name_, file)) {
      const auto where = file.name + " line " + std::to_string(statement.line) + ": ";
      replace_all(statement.sql, "{bytes}", connection_.sqlite() ? "blob" : "bytea");
      try {
        if (name_ == k_core && !for_this_database(statement.sql)) continue;
        if (name_ != k_core) {
          replace_all(statement.sql, "{record}", k_record_columns);
          PluginStatement(name_, statement.sql, connection_).check();
        }
        connection_.execute(statement.sql);
      } catch (const Error& error) {
        if (error.kind() == Kind::unavailable) throw;
        refuse(name_, where + error.what());
      }
    }
    const Fields row{
        {"name", name_}, {"number", file.number}, {"title", file.name}, {"sum", file.sum}, {"now", now_ms()}};
    connection_.write(
        "insert into gt_migration (name, number, title, checksum, applied_at) values (:name, :number, :title, :sum, "
        ":now)",
        FieldParameters(row));
  }

 private:
  Connection& connection_;
  std::string name_;
  std::vector<File> files_;
};

}  // namespace

int pending_migrations(Session& session, std::string_view name, const std::filesystem::path& dir) {
  return static_cast<int>(Migration(session, name, dir).pending().size());
}

void migrate(Session& session, std::string_view name, const std::filesystem::path& dir) {
  auto& connection = session.connection();
  Migration migration(session, name, dir);
  const bool own = !connection.in_transaction();
  if (own && connection.has_table_or_view("gt_migration") && migration.pending().empty()) return;
  if (own) connection.begin();
  try {
    lock_schema(connection);
    connection.execute(
        "create table if not exists gt_migration (name text not null, number bigint not null, title text not null, "
        "checksum text not null, applied_at bigint not null, primary key (name, number))");
    // Asked again: another process may have run them while this one waited for the lock.
    const auto files = migration.pending();
    if (!files.empty()) drop_views(connection, name);
    for (const auto* file : files) migration.run(*file);
    if (own) connection.commit();
  } catch (...) {
    if (own) connection.rollback();
    throw;
  }
}

}  // namespace gongting::host::store
