#include "store/plugin_sql.hpp"

#include <algorithm>
#include <array>

namespace gongting::host::store {

namespace {

class PluginSql {
 public:
  PluginSql(std::string_view plugin, std::string_view sql, const VisibleTypes& visible, Connection& connection)
      : plugin_(plugin), visible_(visible), connection_(connection), tokens_(scan_plugin_sql(sql, Kind::internal)) {}

  CompiledSql compile() {
    if (tokens_.empty() || !(tokens_[0].is("select") || tokens_[0].is("with"))) {
      refuse(Kind::internal, "it has to begin with select or with; records are written by insert, update and remove");
    }
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].is_name()) check_name(i);
    }
    CompiledSql compiled;
    compiled.bound = write_plugin_sql(tokens_, connection_.sqlite(), [&](std::size_t i) {
      const auto* type = type_named(tokens_[i]);
      if (type == nullptr) return std::string();
      const auto reach = visible_.reach_of(static_cast<std::size_t>(type - visible_.types->data()));
      compiled.needs.add(reach);
      return asks_by_id(i) ? (*type)->view_by_id(reach) : (*type)->view(reach);
    });
    compiled.local_names = std::move(local_names_);
    return compiled;
  }

 private:
  [[noreturn]] void refuse(Kind kind, const std::string& text) const {
    throw Error{kind, "SQL of plugin " + std::string(plugin_) + ": " + text};
  }

  const RecordType* const* type_named(const Token& token) const {
    // SQLite takes "DISPUTE" for dispute even in quotes.
    const auto name = lower(token.text);
    for (const auto& type : *visible_.types) {
      if (type->name == name) return &type;
    }
    return nullptr;
  }

  bool next_is(std::size_t i, std::string_view wanted) const {
    return i + 1 < tokens_.size() && tokens_[i + 1].is(wanted);
  }

  /// Whether the record type at i is asked for one record: "dispute where id = …", "dispute d … where d.id = … and …".
  /// Both views show the same rows, so that a wrong guess costs time and nothing else. Not where columns are named by it,
  /// as in "dispute.id": both places have to get the same name.
  bool asks_by_id(std::size_t i) const {
    const auto* type = type_named(tokens_[i]);
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (next_is(at, ".") && tokens_[at].is_name() && type_named(tokens_[at]) == type) return false;
    }
    std::string alias;
    const auto after = next_is(i, "as") ? i + 2 : i + 1;
    if (after < tokens_.size() && tokens_[after].is_name()) alias = tokens_[after].text;
    bool in_where = false, found = false;
    int depth = 0;
    for (std::size_t at = i + 1; at < tokens_.size() && depth >= 0; ++at) {
      const auto& token = tokens_[at];
      if (token.is("(")) ++depth;
      if (token.is(")")) --depth;
      if (depth != 0) continue;
      if (token.is("or") || token.is("union")) return false;
      if (token.is("where")) in_where = true;
      if (in_where && (token.is("where") || token.is("and"))) found = found || is_id_of(at + 1, alias);
    }
    return found;
  }

  /// Whether "id =" or "alias.id =" stands at `at`.
  bool is_id_of(std::size_t at, std::string_view alias) const {
    if (at < tokens_.size() && tokens_[at].text == alias && next_is(at, ".")) at += 2;
    return at < tokens_.size() && tokens_[at].is_name() && tokens_[at].text == "id" && next_is(at, "=");
  }

  /// Whether "name" or "name (columns)" at i is followed by "as (select …", and so names a with-clause.
  bool begins_with_clause(std::size_t i) const {
    std::size_t at = i + 1;
    if (next_is(i, "(")) {
      int depth = 0;
      for (; at < tokens_.size(); ++at) {
        if (tokens_[at].is("(")) ++depth;
        if (tokens_[at].is(")") && --depth == 0) break;
      }
      ++at;
    }
    if (at + 1 >= tokens_.size() || !tokens_[at].is("as")) return false;
    return tokens_[at + 1].is("(") || tokens_[at + 1].is("materialized") || tokens_[at + 1].is("not");
  }

  void check_name(std::size_t i) {
    const auto& token = tokens_[i];
    const auto name = lower(token.text);
    if (is_reserved_name(name)) refuse(Kind::forbidden, "the name " + name + " is not a plugin's to use");
    if (token.kind == TokenKind::word && is_writing_word(name)) {
      refuse(Kind::forbidden,
             "the word " + name + " has no place in a query; records are written by insert, update and remove");
    }
    if (token.kind == TokenKind::word && name != "natural" && name != "using" &&
        (is_clause_keyword(name) || (is_bracket_keyword(name) && next_is(i, "(")))) {
      return;
    }
    if (token.kind == TokenKind::word && (name == "natural" || name == "using")) {
      refuse(Kind::forbidden,
             "join by \"on\": SQLite does not ask who may read the columns that \"" + name + "\" compares");
    }
    const bool local = begins_with_clause(i) && i > 0 && begins_list(tokens_[i - 1]);
    if (type_named(token) != nullptr) return check_record_name(i, local);
    // No table can be named at all. The authorizer asks for most ways of reading one; this does not depend on which.
    if (connection_.has_table_or_view(name))
      refuse(Kind::forbidden, "it may not read " + name + "; it names its own record types only");
    if (local) {
      local_names_.push_back(name);
      return;
    }
    if (next_is(i, "(") && !(token.kind == TokenKind::word && is_allowed_function(name))) {
      refuse(Kind::forbidden, "the function " + name + " is not among those that both databases share");
    }
  }

  static bool begins_list(const Token& token) { return token.is("with") || token.is("recursive") || token.is(","); }

  /// Not part of queries, though the database might take them inside of one. "for" would lock rows.
  static bool is_writing_word(std::string_view name) {
    static constexpr std::array<std::string_view, 12> words{"attach",    "delete", "fetch",       "for",
                                                            "insert",    "into",   "merge",       "pragma",
                                                            "returning", "rowid",  "tablesample", "update"};
    return std::find(words.begin(), words.end(), name) != words.end();
  }

  /// A record type's name stands for its view. If it could also name something else in the statement (an alias, a
  /// with-clause), that something would pass for the view.
  void check_record_name(std::size_t i, bool local) const {
    const auto refuse_alias = [&] {
      refuse(Kind::forbidden, "\"" + tokens_[i].text + "\" is a record type; nothing else can have its name");
    };
    if (local || next_is(i, "(") || begins_with_clause(i)) refuse_alias();
    if (i == 0) return;
    const auto& before = tokens_[i - 1];
    if (before.is("as") || before.is(")") || before.is(".") || before.is("with") || before.is("recursive"))
      refuse_alias();
    if (before.kind == TokenKind::word && !is_clause_keyword(before.text)) refuse_alias();
    if (before.kind != TokenKind::word && before.kind != TokenKind::sign) refuse_alias();
    if (before.is("null") || before.is("end")) refuse_alias();
  }

  std::string_view plugin_;
  const VisibleTypes& visible_;
  Connection& connection_;
  std::vector<Token> tokens_;
  std::vector<std::string> local_names_;
};

}  // namespace

CompiledSql compile_plugin_sql(std::string_view plugin, std::string_view sql, const VisibleTypes& visible,
                               Connection& connection) {
  return PluginSql(plugin, sql, visible, connection).compile();
}

}  // namespace gongting::host::store
