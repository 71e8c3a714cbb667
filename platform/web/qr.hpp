// QR codes as SVG, by libqrencode.
#pragma once

#include <string>
#include <string_view>

namespace gongting::host::web {

/// ISO/IEC 18004, level M, with the quiet zone of four modules. Errors: bad_input for a text that is too long.
std::string qr_svg(std::string_view text);

}  // namespace gongting::host::web
