#include "app/demo/html_form.hpp"

#include <algorithm>
#include <map>

#include "gongting/error.hpp"
#include "http/form.hpp"

namespace gongting::host::app {
namespace {

std::string unescaped(std::string_view text) {
  static const std::pair<std::string_view, std::string_view> entities[] = {
      {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}, {"&nbsp;", " "}};
  std::string out;
  while (!text.empty()) {
    const auto* found = text[0] != '&' ? std::end(entities) : std::find_if(std::begin(entities), std::end(entities), [&](const auto& entity) {
      return text.starts_with(entity.first);
    });
    if (found == std::end(entities)) {
      out.push_back(text[0]);
      text.remove_prefix(1);
    } else {
      out += found->second;
      text.remove_prefix(found->first.size());
    }
  }
  return out;
}

std::string_view main_of(std::string_view page) {
  const auto begin = page.find("<main");
  return begin == std::string_view::npos ? page : page.substr(begin, page.find("</main>", begin) - begin);
}

/// Text without markup, as people see it.
std::string plain(std::string_view html) {
  std::string out;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    const char seen = inside || c == '\n' || c == '\t' ? ' ' : c;
    if (c == '>') inside = false;
    if (seen != ' ' || (!out.empty() && out.back() != ' ')) out.push_back(seen);
  }
  return unescaped(out);
}

struct Tag {
  std::string name;
  std::map<std::string, std::string, std::less<>> attributes;
  std::size_t end = 0;  // after its '>'
  bool has(std::string_view attribute) const { return attributes.contains(attribute); }
  std::string get(std::string_view attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
  }
};

/// The tag that begins at the '<' at `at`.
Tag tag_at(std::string_view html, std::size_t at) {
  Tag tag;
  const auto until = [&](std::string_view stops) {
    const auto end = std::min(html.find_first_of(stops, at), html.size());
    const auto word = html.substr(at, end - at);
    at = end;
    return std::string(word);
  };
  ++at;
  tag.name = until(" \n\t>");
  while (at < html.size() && html[at] != '>') {
    at = std::min(html.find_first_not_of(" \n\t/", at), html.size());
    if (at >= html.size() || html[at] == '>') break;
    const auto name = until("= \n\t>");
    std::string value;
    if (at < html.size() && html[at] == '=') {
      ++at;
      if (at < html.size() && html[at] == '"') {
        ++at;
        value = until("\"");
        ++at;
      } else {
        value = until(" \n\t>");
      }
    }
    tag.attributes.emplace(name, unescaped(value));
  }
  tag.end = std::min(at + 1, html.size());
  return tag;
}

std::string between(std::string_view html, std::size_t from, std::string_view end) {
  return std::string(html.substr(from, std::min(html.find(end, from), html.size()) - from));
}

}  // namespace

std::vector<HtmlForm> forms_of(std::string_view page) {
  const auto html = main_of(page);
  std::vector<HtmlForm> forms;
  std::string select;
  HtmlForm* form = nullptr;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    const auto tag = tag_at(html, at);
    at = tag.end;
    if (tag.name == "form") {
      forms.emplace_back();
      form = &forms.back();
      form->action = tag.get("action");
      form->post = tag.get("method") == "post";
    } else if (tag.name == "/form") {
      form = nullptr;
    } else if (form == nullptr || tag.has("disabled")) {
      continue;
    } else if (tag.name == "select") {
      select = tag.get("name");
    } else if (tag.name == "option") {
      form->controls_.push_back({HtmlForm::Kind::choice, select, tag.get("value"), plain(between(html, at, "</option>")), tag.has("selected"), true});
    } else if (tag.name == "textarea") {
      form->controls_.push_back({HtmlForm::Kind::text, tag.get("name"), unescaped(between(html, at, "</textarea>")), "", true, false});
    } else if (tag.name == "button" && tag.has("name")) {
      form->controls_.push_back({HtmlForm::Kind::box, tag.get("name"), tag.get("value"), plain(between(html, at, "</button>")), false, false});
    } else if (tag.name == "input" && tag.has("name")) {
      const auto type = tag.get("type");
      const auto kind = type == "radio" ? HtmlForm::Kind::choice : type == "checkbox" ? HtmlForm::Kind::box : HtmlForm::Kind::text;
      const bool on = kind == HtmlForm::Kind::text || tag.has("checked");
      form->controls_.push_back({kind, tag.get("name"), tag.get("value"), plain(between(html, at, "</label>")), on, false});
    }
  }
  return forms;
}

std::string text_of(std::string_view page) { return plain(main_of(page)); }

bool HtmlForm::has(std::string_view name) const {
  return std::any_of(controls_.begin(), controls_.end(), [&](const auto& control) { return control.name == name; });
}

void HtmlForm::put(const std::string& name, const std::string& value, std::vector<Control>& controls) const {
  const bool by_label = value.starts_with("~");
  const auto wanted = by_label ? value.substr(1) : value;
  bool done = false;
  for (auto& control : controls) {
    if (control.name != name) continue;
    if (control.kind == Kind::text) {
      control.value = value;
      return;
    }
    control.on = !done && (by_label ? control.label.find(wanted) != std::string::npos : control.value == wanted);
    done = done || control.on;
  }
  if (!done) throw Error{gongting::Kind::not_found, "the form " + action + " has no field \"" + name + "\" that takes \"" + value + "\""};
}

std::string HtmlForm::filled_in(const Values& values) const {
  auto controls = controls_;
  for (const auto& [name, value] : values) put(name, value, controls);
  // A select without a chosen option shows, and sends, its first.
  for (auto& control : controls) {
    if (!control.option) continue;
    const bool chosen = std::any_of(controls.begin(), controls.end(), [&](const auto& other) { return other.option && other.name == control.name && other.on; });
    if (!chosen) control.on = true;
  }
  std::string body;
  for (const auto& control : controls) {
    if (!control.on) continue;
    body += (body.empty() ? "" : "&") + http::url_encode(control.name) + "=" + http::url_encode(control.value);
  }
  return body;
}

}  // namespace gongting::host::app
