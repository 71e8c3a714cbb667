#include "store/sql_text.hpp"

#include <algorithm>
#include <array>

namespace gongting::host::store {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) { return is_word_start(c) || is_digit(c); }

template <std::size_t N>
bool sorted_contains(const std::array<std::string_view, N>& sorted, std::string_view wanted) {
  return std::binary_search(sorted.begin(), sorted.end(), wanted);
}

/// The end of what begins with a quote at `at`; a doubled quote stands for itself. npos when it never ends.
std::size_t end_of_quoted(std::string_view sql, std::size_t at) {
  const char quote = sql[at];
  for (++at; at < sql.size(); ++at) {
    if (sql[at] != quote) continue;
    if (at + 1 < sql.size() && sql[at + 1] == quote) {
      ++at;
    } else {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::size_t end_of_word(std::string_view sql, std::size_t at) {
  while (at < sql.size() && is_word(sql[at])) ++at;
  return at;
}

/// The end of a comment that begins at `at`, or `at` when none does.
std::size_t end_of_comment(std::string_view sql, std::size_t at) {
  if (sql.substr(at, 2) == "--") return std::min(sql.find('\n', at), sql.size());
  if (sql.substr(at, 2) != "/*") return at;
  const auto end = sql.find("*/", at + 2);
  return end == std::string_view::npos ? sql.size() : end + 2;
}

[[noreturn]] void refuse(Kind kind, const std::string& text) { throw Error{kind, "SQL: " + text}; }

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

void BoundSql::parameter(std::string_view name, bool sqlite) {
  auto found = std::find(parameters.begin(), parameters.end(), name);
  if (found == parameters.end()) found = parameters.emplace(parameters.end(), name);
  text += sqlite ? '?' : '$';
  text += std::to_string(found - parameters.begin() + 1);
}

BoundSql bind_host_sql(std::string_view sql, bool sqlite) {
  BoundSql out;
  out.text.reserve(sql.size());
  std::size_t at = 0;
  while (at < sql.size()) {
    const char c = sql[at];
    std::size_t end = at + 1;
    if (c == '\'' || c == '"') {
      end = std::min(end_of_quoted(sql, at), sql.size());
    } else if (const auto comment = end_of_comment(sql, at); comment != at) {
      out.text += ' ';
      at = comment;
      continue;
    } else if (c == ':' && end < sql.size() && sql[end] == ':') {
      ++end;
    } else if (c == ':' && end < sql.size() && is_word_start(sql[end])) {
      end = end_of_word(sql, end);
      out.parameter(sql.substr(at + 1, end - at - 1), sqlite);
      at = end;
      continue;
    }
    out.text.append(sql.substr(at, end - at));
    at = end;
  }
  return out;
}

std::vector<Token> scan_plugin_sql(std::string_view sql, Kind refusal) {
  std::vector<Token> tokens;
  bool spaced = false;
  std::size_t at = 0;
  const auto add = [&](TokenKind kind, std::string text, std::size_t end) {
    tokens.push_back({kind, std::move(text), spaced, at});
    spaced = false;
    at = end;
  };
  while (at < sql.size()) {
    const char c = sql[at];
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      spaced = true;
      ++at;
    } else if (const auto comment = end_of_comment(sql, at); comment != at) {
      spaced = true;
      at = comment;
    } else if (is_word_start(c)) {
      const auto end = end_of_word(sql, at);
      // E'…', x'…', U&"…": what stands in such a string depends on the database.
      if (end < sql.size() && (sql[end] == '\'' || sql[end] == '"')) {
        refuse(refusal, "a string may not have a prefix; put a blank before it");
      }
      add(TokenKind::word, lower(sql.substr(at, end - at)), end);
    } else if (is_digit(c)) {
      auto end = at;
      while (end < sql.size() && (is_word(sql[end]) || sql[end] == '.')) ++end;
      add(TokenKind::number, std::string(sql.substr(at, end - at)), end);
    } else if (c == '\'' || c == '"') {
      const auto end = end_of_quoted(sql, at);
      if (end == std::string_view::npos) refuse(refusal, "a quote is not closed");
      const auto inside = sql.substr(at + 1, end - at - 2);
      if (c == '\'') {
        add(TokenKind::text, std::string(sql.substr(at, end - at)), end);
      } else {
        // SOCI looks for parameters in quoted names, and a doubled quote is a name nobody needs.
        if (inside.empty() || inside.find_first_of("\"':$?@\\") != std::string_view::npos) {
          refuse(refusal, "a quoted name has a sign in it that is not allowed");
        }
        add(TokenKind::quoted, std::string(inside), end);
      }
    } else if (c == ':') {
      const auto end = end_of_word(sql, at + 1);
      if (end == at + 1 || !is_word_start(sql[at + 1])) refuse(refusal, "a colon begins a parameter, as in :name");
      add(TokenKind::parameter, std::string(sql.substr(at + 1, end - at - 1)), end);
    } else if (c == ';') {
      if (sql.find_first_not_of(" \n\t\r;", at) != std::string_view::npos) {
        refuse(refusal, "one statement a call; the semicolon ends it");
      }
      break;
    } else if (std::string_view("+-*/%<>=!|&~.,()").find(c) != std::string_view::npos) {
      add(TokenKind::sign, std::string(1, c), at + 1);
    } else {
      refuse(refusal, std::string("the sign '") + (c > ' ' && c < 127 ? std::string(1, c) : "?") +
                          "' is not part of the SQL that both databases share");
    }
  }
  return tokens;
}

BoundSql write_plugin_sql(const std::vector<Token>& tokens, bool sqlite,
                          const std::function<std::string(std::size_t)>& write_name) {
  BoundSql out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto& token = tokens[i];
    // A blank before quotes, so that no sign before them makes them another kind of string, as in u&'…'.
    const bool quotes =
        token.kind == TokenKind::text || (token.kind == TokenKind::quoted && !(i > 0 && tokens[i - 1].is(".")));
    if ((token.spaced || quotes) && i > 0) out.text += ' ';
    switch (token.kind) {
      case TokenKind::word:
      case TokenKind::quoted: {
        const auto other = write_name(i);
        if (!other.empty()) {
          out.text += other;
        } else if (token.kind == TokenKind::word) {
          out.text += token.text;
        } else {
          out.text += '"' + token.text + '"';
        }
        break;
      }
      case TokenKind::parameter: out.parameter(token.text, sqlite); break;
      default: out.text += token.text;
    }
  }
  return out;
}

bool is_reserved_name(std::string_view name) {
  static constexpr std::array<std::string_view, 6> prefixes{"gt_", "gtv_",    "sqlite_",
                                                            "pg_", "pragma_", "information_schema"};
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_clause_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 38> keywords{
      "all",   "and",   "asc",       "between", "by",    "case",  "cross",   "desc",  "distinct", "else",
      "end",   "escape", "except",   "exists",  "from",  "full",  "having",  "in",    "inner",    "intersect",
      "is",    "join",  "left",      "like",    "limit", "natural", "not",   "null",  "offset",   "on",
      "or",    "outer", "right",     "select",  "then",  "union", "when",    "where"};
  static_assert(std::is_sorted(keywords.begin(), keywords.end()));
  return sorted_contains(keywords, word);
}

bool is_bracket_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 12> more{"any",  "as",    "filter", "key",  "materialized", "over",
                                                         "some", "cast",  "unique", "using", "values",       "check"};
  return is_clause_keyword(word) || std::find(more.begin(), more.end(), word) != more.end();
}

bool is_allowed_function(std::string_view word) {
  static constexpr std::array<std::string_view, 26> functions{
      "abs",   "avg",       "coalesce",   "count",   "dense_rank", "first_value", "lag",     "last_value", "lead",
      "length", "lower",    "ltrim",      "max",     "min",        "ntile",       "nullif",  "percent_rank", "rank",
      "replace", "round",   "row_number", "rtrim",   "substr",     "sum",         "trim",    "upper"};
  static_assert(std::is_sorted(functions.begin(), functions.end()));
  return sorted_contains(functions, word);
}

}  // namespace gongting::host::store
