// Writing text into HTML.
#ifndef GONGTING_HOST_VIEW_ESCAPE_HPP
#define GONGTING_HOST_VIEW_ESCAPE_HPP

#include <string>
#include <string_view>

#include "view/out.hpp"

namespace gongting::host::view {

/// Appends `text` so that it is inert in HTML text and in quoted attributes. Control characters are dropped: they are
/// not valid HTML, and some of them hide the scheme of an address.
void escape_to(Out& out, std::string_view text);

/// Appends the character that the reference at the beginning of `html` ("&amp;…") stands for, and answers how many
/// characters the reference has. Only what escape_to() writes is known; another & stands for itself.
std::size_t unescape_to(std::string& out, std::string_view html);

/// Whether a browser takes this address as relative, http, https, tel or mailto.
bool safe_address(std::string_view address);

}  // namespace gongting::host::view

#endif
