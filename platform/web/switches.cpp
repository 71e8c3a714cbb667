#include "web/switches.hpp"

#include <array>

#include "http/form.hpp"

namespace gongting::host::web {
namespace {

constexpr std::string_view k_cookie = "gt_view";

struct Choice {
  std::string_view parameter;
  std::string_view value;
  void (*apply)(Switches&);
};

constexpr std::array k_choices = {
    Choice{"view", "elder", [](Switches& s) { s.elder = true; }},
    Choice{"view", "standard", [](Switches& s) { s.elder = false; }},
    Choice{"contrast", "more", [](Switches& s) { s.contrast = true; }},
    Choice{"contrast", "standard", [](Switches& s) { s.contrast = false; }},
    Choice{"lang", "zh-CN", [](Switches& s) { s.locale = "zh-CN"; }},
    Choice{"lang", "en", [](Switches& s) { s.locale = "en"; }},
    Choice{"scheme", "light", [](Switches& s) { s.scheme = "light"; }},
    Choice{"scheme", "dark", [](Switches& s) { s.scheme = "dark"; }},
    Choice{"scheme", "auto", [](Switches& s) { s.scheme = "auto"; }},
};

bool prefers_english(std::string_view accept) {
  const auto english = accept.find("en");
  return english != std::string_view::npos && english < accept.find("zh");
}

}  // namespace

Switches Switches::read(const http::Request& request) {
  Switches switches;
  const auto cookie = request.cookie(k_cookie);
  if (cookie.empty()) {
    if (prefers_english(request.header("accept-language"))) switches.locale = "en";
    return switches;
  }
  switches.locale = cookie.find("en") == std::string_view::npos ? "zh-CN" : "en";
  switches.elder = cookie.find("elder") != std::string_view::npos;
  switches.contrast = cookie.find("contrast") != std::string_view::npos;
  if (cookie.find("dark") != std::string_view::npos) switches.scheme = "dark";
  if (cookie.find("auto") != std::string_view::npos) switches.scheme = "auto";
  return switches;
}

std::string Switches::cookie() const {
  std::string text = locale == "en" ? "en" : "zh";
  if (elder) text += ".elder";
  if (contrast) text += ".contrast";
  if (scheme != "light") text += "." + scheme;
  return text;
}

Fields Switches::model() const {
  return {{"elder", elder},
          {"contrast", contrast},
          {"dark", scheme == "dark"},
          {"auto", scheme == "auto"},
          {"english", locale == "en"}};
}

std::optional<http::Response> switch_view(const http::Request& request) {
  if (request.raw_query.empty() || (request.method != "GET" && request.method != "HEAD")) return std::nullopt;
  const auto query = http::parse_query(request.raw_query);
  auto switches = Switches::read(request);
  bool found = false;
  for (const auto& choice : k_choices)
    if (query.text(choice.parameter) == choice.value) choice.apply(switches), found = true;
  if (!found) return std::nullopt;

  // Back to the same page: the raw path as it came (the edge refused absolute and traversing ones), other parameters
  // kept.
  std::string location = request.target.substr(0, request.target.find('?'));
  if (location.starts_with("//")) location = "/";
  char separator = '?';
  for (const auto& [name, value] : query.fields()) {
    if (name == "view" || name == "contrast" || name == "lang" || name == "scheme") continue;
    location += separator + http::url_encode(name) + "=" + http::url_encode(value);
    separator = '&';
  }
  http::Response response;
  response.status = 303;
  response.headers = {{"location", location},
                      {"set-cookie", std::string(k_cookie) + "=" + switches.cookie() +
                                         "; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly" +
                                         (request.tls ? "; Secure" : "")}};
  return response;
}

}  // namespace gongting::host::web
