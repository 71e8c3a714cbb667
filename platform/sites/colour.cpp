// The check of a site's accent colour: sRGB contrast as WCAG 2 defines it, hue in OKLCH.
#include <cmath>

#include "sites/changes.hpp"

namespace gongting::host::sites {
namespace {

constexpr double k_least_contrast = 7.0;  // with white: text on a button, links on paper
constexpr double k_error_hue = 24.0;      // of the crimson that means error and overdue
constexpr double k_least_hue_distance = 40.0;
constexpr double k_grey_chroma = 0.03;  // below it a colour has no hue that anybody sees

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

double linear(int channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

}  // namespace

std::optional<std::string> accent_fault(std::string_view colour) {
  if (colour.size() != 7 || colour[0] != '#') return "site.accent_form";
  int channel[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const int high = hex_digit(colour[1 + 2 * i]), low = hex_digit(colour[2 + 2 * i]);
    if (high < 0 || low < 0) return "site.accent_form";
    channel[i] = high * 16 + low;
  }
  const double r = linear(channel[0]), g = linear(channel[1]), b = linear(channel[2]);
  const double luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  if (1.05 / (luminance + 0.05) < k_least_contrast) return "site.accent_contrast";

  // Björn Ottosson's OKLab.
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const double a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
  const double bb = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
  if (std::hypot(a, bb) < k_grey_chroma) return std::nullopt;
  double distance = std::fabs(std::atan2(bb, a) * 180.0 / std::acos(-1.0) - k_error_hue);
  if (distance > 180.0) distance = 360.0 - distance;
  if (distance < k_least_hue_distance) return "site.accent_red";
  return std::nullopt;
}

}  // namespace gongting::host::sites
