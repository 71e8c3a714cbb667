// Small questions about UTF-8 text that several folders ask.
#ifndef GONGTING_BASE_TEXT_HPP
#define GONGTING_BASE_TEXT_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongting::host {

/// Whether the bytes are well-formed UTF-8 (no surrogates, nothing overlong, nothing above U+10FFFF).
bool valid_utf8(std::string_view text);
/// Characters (code points) of valid UTF-8.
std::size_t characters(std::string_view text);
/// Without the ASCII blanks and ideographic spaces around it.
std::string trim(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
/// Control characters and invalid UTF-8 become U+FFFD: what comes from outside cannot forge a line of a log.
std::string inert(std::string_view text);
/// A number written with decimal digits and at most a leading minus; false for anything else or what does not fit.
bool parse_integer(std::string_view text, long long& value);

}  // namespace gongting::host

#endif
