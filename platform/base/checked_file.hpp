// A JSON file that somebody declares something in: read, and whatever is wrong refused with file, line and what to change.
#ifndef GONGTING_BASE_CHECKED_FILE_HPP
#define GONGTING_BASE_CHECKED_FILE_HPP

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace gongting::host {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words);
/// Letters of one case, digits and "_", a letter first, at most 40.
bool is_word(std::string_view text, bool upper);

/// Paths are "states.APPLIED" and "transitions[3].who". Every error: bad_input, "<file>:<line>: <path>: <reason>".
class CheckedFile {
 public:
  std::string file;  // as messages name it: "workflows/dispute.json"

  /// Errors: bad_input naming the line for what is no JSON.
  static Value read(std::string_view text, const std::string& file, CheckedFile& into);

  [[noreturn]] void refuse(const std::string& path, const std::string& reason) const;
  /// A misspelt key must not be passed over in silence.
  void only(Json object, const std::string& path, std::initializer_list<std::string_view> keys) const;
  /// "" for one that is not there and need not be.
  std::string text(Json object, const std::string& path, const std::string& key, bool required = true) const;
  /// A text or a list of texts, each with its path.
  std::vector<std::pair<std::string, std::string>> texts(Json object, const std::string& path, const std::string& key) const;
  void boolean(Json object, const std::string& path, const std::string& key) const;
  /// `least` when it is not there.
  std::int64_t number(Json object, const std::string& path, const std::string& key, std::int64_t least, std::int64_t most) const;

 private:
  JsonLines lines_;
};

}  // namespace gongting::host

#endif
