#include "base/checked_file.hpp"

#include <algorithm>

#include "gongting/error.hpp"

namespace gongting::host {

namespace {

std::string below(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

}  // namespace

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_word(std::string_view text, bool upper) {
  const char first = upper ? 'A' : 'a', last = upper ? 'Z' : 'z';
  return !text.empty() && text.size() <= 40 && text[0] >= first && text[0] <= last &&
         std::all_of(text.begin(), text.end(), [&](char c) { return (c >= first && c <= last) || (c >= '0' && c <= '9') || c == '_'; });
}

Value CheckedFile::read(std::string_view text, const std::string& file, CheckedFile& into) {
  into.file = file;
  try {
    return parse_json(text, into.lines_);
  } catch (const Error& error) {
    throw Error{Kind::bad_input, file + ": " + error.what()};
  }
}

void CheckedFile::refuse(const std::string& path, const std::string& reason) const {
  // Of what is missing, the line of what should hold it.
  std::string known = path;
  while (!known.empty() && !lines_.contains(known)) {
    const auto cut = known.find_last_of(".[");
    known = cut == known.npos ? std::string() : known.substr(0, cut);
  }
  const auto found = lines_.find(known);
  throw Error{Kind::bad_input, file + ":" + std::to_string(found == lines_.end() ? 1 : found->second) + ": " +
                                   (path.empty() ? "" : path + ": ") + reason};
}

void CheckedFile::only(Json object, const std::string& path, std::initializer_list<std::string_view> keys) const {
  if (object.value() == nullptr || !std::holds_alternative<Fields>(object.value()->data())) refuse(path, "must be an object");
  for (const auto& [key, value] : object.fields())
    if (!one_of(key, keys)) refuse(below(path, key), "is not a known key; remove it or correct its spelling");
}

std::string CheckedFile::text(Json object, const std::string& path, const std::string& key, bool required) const {
  const auto value = object[key];
  if (!value.exists()) {
    if (required) refuse(path, "\"" + key + "\" is missing");
    return {};
  }
  if (!std::holds_alternative<std::string>(value.value()->data()) || value.text().empty()) refuse(below(path, key), "must be a text");
  return value.text();
}

std::vector<std::pair<std::string, std::string>> CheckedFile::texts(Json object, const std::string& path, const std::string& key) const {
  const auto at = below(path, key);
  const auto value = object[key];
  if (!value.exists()) return {};
  if (std::holds_alternative<std::string>(value.value()->data())) return {{at, value.text()}};
  if (!std::holds_alternative<List>(value.value()->data())) refuse(at, "must be a text or a list of texts");
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& item : value.items()) {
    found.emplace_back(at + "[" + std::to_string(found.size()) + "]", Json(item).text());
    if (found.back().second.empty()) refuse(found.back().first, "must be a text");
  }
  return found;
}

void CheckedFile::boolean(Json object, const std::string& path, const std::string& key) const {
  if (object[key].exists() && !std::holds_alternative<bool>(object[key].value()->data())) refuse(below(path, key), "must be true or false");
}

std::int64_t CheckedFile::number(Json object, const std::string& path, const std::string& key, std::int64_t least, std::int64_t most) const {
  const auto value = object[key];
  if (!value.exists()) return least;
  const auto* found = std::get_if<std::int64_t>(&value.value()->data());
  if (found == nullptr || *found < least || *found > most)
    refuse(below(path, key), "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return *found;
}

}  // namespace gongting::host
