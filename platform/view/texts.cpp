#include "view/texts.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "base/json.hpp"
#include "view/escape.hpp"

namespace gongting::host::view {
namespace {

Texts::Text take_apart(std::string source) {
  Texts::Text text;
  std::string_view rest = source;
  const auto trimmed = [](std::string_view name) {
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    return name;
  };
  while (true) {
    const auto open = rest.find("{{");
    const auto close = open == rest.npos ? rest.npos : rest.find("}}", open + 2);
    if (close == rest.npos) break;
    text.parts.emplace_back(rest.substr(0, open));
    text.parts.emplace_back(trimmed(rest.substr(open + 2, close - open - 2)));
    rest.remove_prefix(close + 2);
  }
  text.parts.emplace_back(rest);
  text.source = std::move(source);
  return text;
}

void collect(const Fields& fields, const std::string& prefix, StringMap<Texts::Text>& out) {
  for (const auto& [key, value] : fields) {
    if (const auto* text = std::get_if<std::string>(&value.data()))
      out.insert_or_assign(prefix + key, take_apart(*text));
    else if (const auto* inner = std::get_if<Fields>(&value.data()))
      collect(*inner, prefix + key + ".", out);
    else
      throw Error{Kind::bad_input, "\"" + prefix + key + "\" is neither a text nor an object"};
  }
}

/// The parameter of a name such as "site.short_name".
ValueRef parameter(ValueRef params, std::string_view name) {
  for (auto dot = name.find('.'); dot != name.npos; dot = name.find('.')) {
    params = params[name.substr(0, dot)];
    name.remove_prefix(dot + 1);
  }
  return params[name];
}

std::string file_key(std::string_view plugin, std::string_view locale) {
  std::string key(plugin);
  return key.append("/").append(locale);
}

}  // namespace

void Texts::load(const std::string& plugin, const std::string& locale, const std::filesystem::path& folder,
                 std::vector<Problem>& problems) {
  const auto path = folder / (locale + ".json");
  auto& texts = files_[file_key(plugin, locale)];
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return;
  std::stringstream content;
  content << stream.rdbuf();
  try {
    const Value root = parse_json(content.view());
    const auto* fields = std::get_if<Fields>(&root.data());
    if (!fields) throw Error{Kind::bad_input, "the file is not one object of texts"};
    collect(*fields, "", texts);
  } catch (const Error& error) {
    problems.push_back({plugin, path.string(), 1, error.what(), true});
  }
}

const StringMap<Texts::Text>* Texts::file(std::string_view plugin, std::string_view locale) const {
  const auto found = files_.find(file_key(plugin, locale));
  return found == files_.end() ? nullptr : &found->second;
}

Texts::Reader Texts::reader(std::string_view locale, std::string_view plugin) const {
  Reader reader;
  std::size_t count = 0;
  const auto add = [&](std::string_view owner, std::string_view language) {
    const auto* texts = file(owner, language);
    const auto end = reader.files_.begin() + count;
    if (texts != nullptr && std::find(reader.files_.begin(), end, texts) == end) reader.files_[count++] = texts;
  };
  for (const auto owner : {plugin, std::string_view{}})
    for (const auto language : {locale, k_home_locale}) add(owner, language);
  return reader;
}

const Texts::Text* Texts::Reader::find(std::string_view key) const {
  for (const auto* texts : files_) {
    if (texts == nullptr) break;
    if (const auto found = texts->find(key); found != texts->end()) return &found->second;
  }
  return nullptr;
}

bool Texts::complete(std::string_view locale, std::string_view plugin, std::string_view key) const {
  for (const auto owner : {plugin, std::string_view{}})
    if (const auto* texts = file(owner, locale); texts && texts->contains(key)) return true;
  return false;
}

void Texts::Reader::write(Out& out, std::string_view key, ValueRef params, bool html, int depth) const {
  const auto put = [&](std::string_view text) { html ? escape_to(out, text) : out.append(text); };
  const auto* text = find(key);
  if (!text || depth > k_max_value_depth) return put(key);
  for (std::size_t at = 0; at < text->parts.size(); ++at) {
    if (at % 2 == 0)
      put(text->parts[at]);
    else
      write_value(out, parameter(params, text->parts[at]), html, depth + 1);
  }
}

void Texts::Reader::write_value(Out& out, ValueRef value, bool html, int depth) const {
  switch (value.tag()) {
    case Tag::text: return html ? escape_to(out, value.text()) : out.append(value.text());
    case Tag::integer: {
      char digits[24];
      const auto end = std::to_chars(digits, digits + sizeof digits, value.integer()).ptr;
      out.append({digits, end});
      return;
    }
    case Tag::real: {
      char digits[40];
      const auto end = std::to_chars(digits, digits + sizeof digits, value.real()).ptr;
      out.append({digits, end});
      return;
    }
    case Tag::message: return write(out, value.message_key(), value.message_params(), html, depth);
    default: return;
  }
}

}  // namespace gongting::host::view
