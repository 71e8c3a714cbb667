#include "plugin_host/answer.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "gongting/value.hpp"

namespace gongting::host::plugin_host {

namespace {

/// What a plugin may say beside status, type and place. All else is the host's: cookies, policies, lengths.
constexpr std::string_view k_headers[] = {"cache-control", "content-disposition", "content-language", "etag",
                                          "last-modified", "retry-after"};

[[noreturn]] void garbage(const std::string& what) { throw Error{Kind::internal, "the plugin's answer is not usable: " + what}; }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// A redirect stays on this host: the address of another one is never taken from a plugin.
void check_location(const std::string& location) {
  if (location.empty()) return;
  const bool local = location[0] == '/' && (location.size() == 1 || (location[1] != '/' && location[1] != '\\'));
  if (!local || has_control(location) || !valid_utf8(location))
    garbage("it redirects to something that is no path of this site");
}

void check_type(const std::string& type) {
  if (type.size() > 200 || has_control(type) || (!type.empty() && type.find('/') == std::string::npos))
    garbage("its type is no media type");
}

}  // namespace

CallResult read_answer(std::string_view bytes, std::vector<std::string>& pages) {
  const ValueRef answer(bytes);
  try {
    answer.check();
  } catch (const Error& error) {
    garbage(error.what());
  }
  if (answer.tag() != Tag::map) garbage("it is no map");
  CallResult result;
  const ValueRef status = answer["status"];
  if (!status.is_null() && status.tag() != Tag::integer) garbage("its status is no number");
  result.status = static_cast<int>(std::clamp<std::int64_t>(status.integer(200), 0, 1000));
  if (result.status < 200 || result.status > 599) garbage("its status is " + std::to_string(result.status));
  result.type = answer["type"].text();
  check_type(result.type);
  const auto page = answer["page"].integer();
  if (page < 0 || page > static_cast<std::int64_t>(pages.size())) garbage("it names a page that it did not render");
  if (page > 0) result.body = std::move(pages[static_cast<std::size_t>(page - 1)]);
  else result.body = answer["body"].text();
  if (page == 0 && result.type.starts_with("text/") && !valid_utf8(result.body)) garbage("its text is not UTF-8");
  result.location = answer["location"].text();
  check_location(result.location);
  if (result.status >= 300 && result.status < 400 && result.status != 304 && result.location.empty())
    garbage("it redirects nowhere");
  answer["headers"].for_each([&](std::string_view key, ValueRef value) {
    std::string name(key);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (std::find(std::begin(k_headers), std::end(k_headers), name) == std::end(k_headers))
      garbage("it sets the header " + inert(name) + ", which is the host's");
    if (value.tag() != Tag::text || has_control(value.text())) garbage("its header " + name + " is no line of text");
    result.headers.emplace_back(std::move(name), value.text());
    return true;
  });
  return result;
}

}  // namespace gongting::host::plugin_host
