#include "view/library.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "view/escape.hpp"

namespace gongting::host::view {
namespace {

namespace fs = std::filesystem;

constexpr int k_max_partials = 16;

std::string key_of(std::string_view site, std::string_view owner, std::string_view name) {
  std::string key(site);
  return key.append("/").append(owner).append("/").append(name);
}

bool is_partial(std::string_view name) { return name.starts_with("partials/"); }
bool is_layout(std::string_view name) { return name.starts_with("layouts/"); }

}  // namespace

Library::Library(const Sources& sources) {
  std::vector<Problem> problems;
  owners_.emplace_back();
  for (const auto& plugin : sources.plugins) owners_.push_back(plugin.name);
  for (const auto& locale : sources.locales) {
    texts_.load("", locale, sources.locale, problems);
    for (const auto& plugin : sources.plugins) texts_.load(plugin.name, locale, plugin.locale, problems);
  }
  for (const auto& problem : problems) note(problem.plugin, problem.file, problem.line, problem.reason, problem.fatal);

  scan("", "", sources.templates);
  read_icons();
  for (const auto& plugin : sources.plugins) scan("", plugin.name, plugin.templates);
  std::error_code none;
  for (fs::directory_iterator entry(sources.overrides, none), end; !none && entry != end; entry.increment(none)) {
    if (!entry->is_directory()) continue;
    const auto site = entry->path().filename().string();
    for (const auto& owner : owners_) scan(site, owner, entry->path() / (owner.empty() ? "core" : owner));
    const auto has_files = [&](const auto& file) { return file.first.starts_with(site + "/"); };
    if (std::any_of(files_.begin(), files_.end(), has_files)) sites_.push_back(site);
  }
}

void Library::scan(const std::string& site, const std::string& owner, const fs::path& folder) {
  std::error_code none;
  if (folder.empty() || !fs::is_directory(folder, none)) return;
  for (fs::recursive_directory_iterator entry(folder, fs::directory_options::follow_directory_symlink, none), end;
       !none && entry != end; entry.increment(none)) {
    if (!entry->is_regular_file() || entry->path().extension() != ".html") continue;
    const auto name = fs::relative(entry->path(), folder).generic_string();
    File file;
    file.owner = owner;
    file.path = std::make_shared<const std::string>(entry->path().string());
    std::ifstream stream(entry->path(), std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    std::vector<Fault> faults;
    if (is_layout(name) && (!site.empty() || !owner.empty()))
      faults.push_back({file.path, 1, "layouts belong to the core: override a partial instead"});
    file.tokens = tokenize(content.view(), file.path, is_layout(name), faults);
    for (const auto& fault : faults) note(owner, *fault.file, fault.line, fault.reason, true);
    file.whole = faults.empty();
    files_.emplace(key_of(site, owner, name), std::move(file));
  }
}

void Library::read_icons() {
  // <symbol id="i-NAME" viewBox="0 0 24 24">…</symbol>, written out where it is used: most pages use two or three of
  // thirty, and a page need not carry the others.
  const auto* sprite = find("", "", "partials/sprite.html");
  if (!sprite) return;
  constexpr std::string_view k_begin = "<symbol id=\"i-", k_end = "</symbol>";
  for (const auto& token : sprite->tokens) {
    std::string_view rest = token.text;
    for (auto at = rest.find(k_begin); at != rest.npos; at = rest.find(k_begin)) {
      rest.remove_prefix(at + k_begin.size());
      const auto close = rest.find('"'), end = rest.find(k_end);
      if (close == rest.npos || end == rest.npos) return;
      icons_[std::string(rest.substr(0, close))] = "<svg class=\"gt-i\" aria-hidden=\"true\" focusable=\"false\"" +
                                                   std::string(rest.substr(close + 1, end - close - 1)) + "</svg>";
    }
  }
}

std::vector<std::string> Library::pages(const std::string& owner) const {
  std::vector<std::string> names;
  const auto start = key_of("", owner, "");
  for (auto at = files_.lower_bound(start); at != files_.end() && at->first.starts_with(start); ++at) {
    auto name = at->first.substr(start.size());
    if (!is_partial(name)) names.push_back(std::move(name));
  }
  return names;
}

const Library::File* Library::find(const std::string& site, const std::string& owner, const std::string& name) const {
  if (!site.empty())
    if (const auto found = files_.find(key_of(site, owner, name)); found != files_.end()) return &found->second;
  const auto found = files_.find(key_of("", owner, name));
  return found == files_.end() ? nullptr : &found->second;
}

const Library::File* Library::partial(const std::string& site, const std::string& owner,
                                      const std::string& name) const {
  for (const auto& folder : {std::string("partials/"), std::string()})
    if (const auto* file = find(site, owner, folder + name + ".html")) return file;
  return owner.empty() ? nullptr : find(site, "", "partials/" + name + ".html");
}

Tokens Library::splice(const std::string& site, const std::string& owner, const std::string& name,
                       const std::string& locale, bool& whole) {
  Tokens tokens;
  const auto* file = find(site, owner, name);
  whole = file && insert(tokens, *file, site, owner, locale, 0);
  if (!whole) return tokens;
  std::vector<Fault> faults;
  check_markup(tokens, faults);
  for (const auto& fault : faults) note(owner, *fault.file, fault.line, fault.reason, true);
  whole = faults.empty();
  return tokens;
}

bool Library::insert(Tokens& out, const File& file, const std::string& site, const std::string& owner,
                     const std::string& locale, int depth) {
  bool whole = file.whole;
  const auto& tokens = file.tokens;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const auto& token = tokens[at];
    const auto refuse = [&](const std::string& reason) {
      note(owner, *token.file, token.line, reason, true);
      whole = false;
    };
    if (token.kind == Token::Kind::section && token.text == "t") {
      const bool plain = at + 2 < tokens.size() && tokens[at + 1].kind == Token::Kind::text &&
                         tokens[at + 2].kind == Token::Kind::end;
      if (!plain) {
        refuse("{{#t}} must hold the key of a text and nothing else");
        continue;
      }
      const auto& key = tokens[at + 1].text;
      const auto from = key.find_first_not_of(" \t\r\n"), to = key.find_last_not_of(" \t\r\n");
      whole &= insert_text(out, token, from == key.npos ? "" : key.substr(from, to - from + 1), owner, locale);
      at += 2;
    } else if (token.kind == Token::Kind::partial) {
      const auto* inner = partial(site, owner, token.text);
      if (const auto icon = token.text.starts_with("icon-") ? icons_.find(token.text.substr(5)) : icons_.end();
          icon != icons_.end()) {
        out.push_back({Token::Kind::text, icon->second, token.line, token.file});
      } else if (!inner) {
        refuse("there is no partial " + token.text);
      } else if (depth >= k_max_partials) {
        refuse("the partial " + token.text + " contains itself");
      } else {
        whole &= insert(out, *inner, site, owner, locale, depth + 1);
        // Within a line a partial does not bring the line end of its file along.
        if (!token.alone && !out.empty() && out.back().kind == Token::Kind::text && out.back().text.ends_with('\n'))
          out.back().text.pop_back();
      }
    } else {
      out.push_back(token);
    }
  }
  return whole;
}

bool Library::insert_text(Tokens& out, const Token& at, const std::string& key, const std::string& owner,
                          const std::string& locale) {
  const auto* text = texts_.reader(locale, owner).find(key);
  if (!text) {
    note(owner, *at.file, at.line, "there is no text " + key + " in zh-CN.json", true);
    return false;
  }
  if (locale != k_home_locale && !texts_.complete(locale, owner, key))
    note(owner, *at.file, at.line, "the text " + key + " is missing in " + locale + ".json", false);
  Out html;
  escape_to(html, text->source);
  std::vector<Fault> faults;
  auto tokens = tokenize(html.view(), at.file, false, faults);
  for (auto& token : tokens) {
    token.line = at.line;
    out.push_back(std::move(token));
  }
  for (const auto& fault : faults) note(owner, *at.file, at.line, "text " + key + ": " + fault.reason, true);
  return faults.empty();
}

void Library::note(const std::string& owner, const std::string& file, int line, const std::string& reason,
                   bool fatal) {
  const Problem problem{owner, file, line, reason, fatal};
  problems_.emplace(owner + "\n" + problem.text(), problem);
}

std::vector<Problem> Library::take_problems() {
  std::vector<Problem> problems;
  for (auto& [key, problem] : problems_) problems.push_back(std::move(problem));
  problems_.clear();
  return problems;
}

}  // namespace gongting::host::view
