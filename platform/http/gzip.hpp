// gzip by zlib.
#ifndef GONGTING_HTTP_GZIP_HPP
#define GONGTING_HTTP_GZIP_HPP

#include <string>
#include <string_view>

namespace gongting::host::http {

/// Level 1 is for what is made for one reader, 9 for what is made once. [any-thread]
std::string gzip(std::string_view text, int level);

/// Whether this content type shrinks: HTML, CSS, JavaScript, JSON, SVG, plain text, XML.
bool is_compressible(std::string_view content_type);

}  // namespace gongting::host::http

#endif
