// A template as tokens: read, checked, and later spliced together. Nothing here is done while a page is rendered.
#ifndef GONGTING_HOST_VIEW_TEMPLATE_HPP
#define GONGTING_HOST_VIEW_TEMPLATE_HPP

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongting::host::view {

struct Token {
  enum class Kind { text, variable, raw, section, inverted, end, partial };
  Kind kind = Kind::text;
  std::string text;     ///< the literal, or the name within the tag
  int line = 1;
  std::shared_ptr<const std::string> file;
  bool alone = false;   ///< a partial on a line of its own
  bool address = false; ///< a variable that begins an address: only harmless ones come through
};
using Tokens = std::vector<Token>;

struct Fault {
  std::shared_ptr<const std::string> file;
  int line = 1;
  std::string reason;
};

/// Takes a template apart. Lines that hold nothing but a section tag, a comment or a partial leave no trace.
/// Faults: a tag or section that is not closed, an empty name, {{{ }}} and {{& }} (but {{{content}}} when
/// `layout`), other delimiters.
Tokens tokenize(std::string_view source, std::shared_ptr<const std::string> file, bool layout,
                std::vector<Fault>& faults);

/// Checks where the tags of a whole template stand in its HTML and marks those that begin an address.
/// Faults: a tag in a tag or attribute name, in an unquoted attribute, a comment, script, style or event attribute,
/// or after the beginning of an address that could become another scheme.
void check_markup(Tokens& tokens, std::vector<Fault>& faults);

}  // namespace gongting::host::view

#endif
