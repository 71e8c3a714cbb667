// Reads SQL just far enough to trust it: words, strings and signs, never a grammar.
#ifndef GONGTING_STORE_SQL_TEXT_HPP
#define GONGTING_STORE_SQL_TEXT_HPP

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/error.hpp"

namespace gongting::host::store {

/// SQL as the database takes it: parameters numbered, "?1" on SQLite and "$1" on PostgreSQL.
struct BoundSql {
  std::string text;
  std::vector<std::string> parameters;  // their names, in the order of the numbers

  void parameter(std::string_view name, bool sqlite);
};

/// Numbers the ":name" parameters of host SQL.
BoundSql bind_host_sql(std::string_view sql, bool sqlite);

enum class TokenKind { word, quoted, text, number, parameter, sign };

struct Token {
  TokenKind kind;
  std::string text;  // words in lower case; quoted names and parameters without their marks; all else as written
  bool spaced;       // something stood between it and the token before it
  std::size_t at;    // where it begins in the SQL

  bool is(std::string_view wanted) const { return (kind == TokenKind::word || kind == TokenKind::sign) && text == wanted; }
  bool is_name() const { return kind == TokenKind::word || kind == TokenKind::quoted; }
};

/// Cuts SQL of plugins into tokens, without comments. What the two databases would read differently, or what could end
/// a statement or hide another one, is refused: semicolons, dollars, brackets, back slashes, prefixed strings.
/// Errors: of kind `refusal`.
std::vector<Token> scan_plugin_sql(std::string_view sql, Kind refusal);

/// Writes tokens back as SQL. `write_name` may put another name in a name's place; empty keeps it.
BoundSql write_plugin_sql(const std::vector<Token>& tokens, bool sqlite,
                          const std::function<std::string(std::size_t)>& write_name);

/// Names that begin like these belong to the host or the database; no plugin may speak them.
bool is_reserved_name(std::string_view lower_case);

/// A word that is followed by a bracket without being a function's name: "in", "exists", "values", …
bool is_bracket_keyword(std::string_view lower_case);
/// The functions that both databases have, with the same meaning and no effect.
bool is_allowed_function(std::string_view lower_case);
/// A keyword after which a table's or column's name may stand.
bool is_clause_keyword(std::string_view lower_case);

std::string lower(std::string_view text);

}  // namespace gongting::host::store

#endif
