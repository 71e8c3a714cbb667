#include "workflow/diagram.hpp"

#include <map>

#include "base/child.hpp"

namespace gongting::host::workflow {

namespace {

using gongting::workflow::Declaration;
using gongting::workflow::LimitKind;
using gongting::workflow::StateKind;
using gongting::workflow::Transition;

std::string state_title(const Declaration& declared, const TextOf& text, std::string_view state) {
  return state == gongting::workflow::k_no_state ? "—" : text(declared.key("state", state));
}

/// What the way is called: the button of the court's people, else that of the parties, else what the history says.
std::string way_title(const Declaration& declared, const TextOf& text, const Transition& way) {
  for (const char* rest : {".label", ".title"}) {
    const auto key = declared.key("act", way.id, rest);
    if (auto title = text(key); title != key) return title;
  }
  return text(declared.key("step", way.id));
}

std::string joined(const Declaration& declared, const TextOf& text, const Transition& way) {
  std::string who;
  for (const auto& name : way.who) who += (who.empty() ? "" : text("workflow.table.and")) + text(declared.key("part", name));
  return who;
}

std::string quoted(std::string_view words) {
  std::string out = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "\"";
}

std::string escaped(std::string_view words) {
  std::string out;
  for (const char c : words) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else out += c;
  }
  return out;
}

}  // namespace

std::vector<DiagramRow> diagram_rows(const Declaration& declared, const TextOf& text) {
  std::vector<DiagramRow> rows;
  for (const auto& way : declared.transitions)
    for (const auto& from : way.from)
      rows.push_back({state_title(declared, text, from), way_title(declared, text, way), state_title(declared, text, way.to),
                      joined(declared, text, way),
                      way.limit == LimitKind::start  ? text(declared.key("limit", way.rule)) + " " + way.rule
                      : way.limit == LimitKind::stop ? text("workflow.table.stops")
                                                     : std::string(),
                      way.article.empty() ? std::string() : text(way.article)});
  return rows;
}

std::string diagram_table(const Declaration& declared, const TextOf& text) {
  std::string table = "|";
  for (const char* column : {"from", "way", "to", "who", "limit", "article"}) table += " " + text(std::string("workflow.table.") + column) + " |";
  table += "\n| --- | --- | --- | --- | --- | --- |\n";
  for (const auto& row : diagram_rows(declared, text)) {
    table += "|";
    for (const auto* cell : {&row.from, &row.way, &row.to, &row.who, &row.limit, &row.article}) table += " " + *cell + (cell->empty() ? "|" : " |");
    table += "\n";
  }
  return table;
}

std::string diagram_dot(const Declaration& declared, const TextOf& text) {
  std::string dot = "digraph " + quoted(declared.record) +
                    " {\n  rankdir=TB; bgcolor=transparent; nodesep=0.5; ranksep=0.6;\n"
                    "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=14, margin=\"0.2,0.1\"];\n"
                    "  edge [fontname=\"sans-serif\", fontsize=11, arrowsize=0.7];\n";
  dot += "  NONE [label=\"\", shape=point, width=0.15];\n";
  for (const auto& state : declared.states) {
    dot += "  " + state.name + " [label=" + quoted(state_title(declared, text, state.name));
    if (state.is_end()) dot += ", peripheries=2";
    dot += "];\n";
  }
  // Several ways between the same two states share one arrow.
  std::map<std::pair<std::string, std::string>, std::string> arrows;
  std::vector<std::pair<std::string, std::string>> order;
  for (const auto& way : declared.transitions)
    for (const auto& from : way.from) {
      auto [at, is_new] = arrows.try_emplace({from, way.to});
      if (is_new) order.push_back(at->first);
      at->second += (is_new ? "" : "\n") + way_title(declared, text, way);
    }
  for (const auto& pair : order) {
    std::string label;
    for (const char c : arrows[pair]) c == '\n' ? label += "\\n" : c == '"' ? label += "\\\"" : label += c;
    dot += "  " + pair.first + " -> " + pair.second + " [label=\"" + label + "\"];\n";
  }
  return dot + "}\n";
}

std::string diagram_svg(const Declaration& declared, const TextOf& text, const std::string& title) {
  auto svg = output_of({"dot", "-Tsvg"}, diagram_dot(declared, text));
  const auto begin = svg.find("<svg"), end = svg.rfind("</svg>");
  if (begin == svg.npos || end == svg.npos) return {};
  svg = svg.substr(begin, end + 6 - begin);
  const auto head = svg.find('>');
  const auto id = "wf-" + declared.record;
  // The page's own colours, and a name; the picture scales with its box.
  std::string view;
  if (const auto at = svg.find("viewBox="); at < head) view = " " + svg.substr(at, svg.find('"', at + 9) + 1 - at);
  svg = "<svg class=\"gt-flowchart\" role=\"img\" aria-labelledby=\"" + id + "\"" + view +
        " xmlns=\"http://www.w3.org/2000/svg\"><title id=\"" + id + "\">" + escaped(title) + "</title>" + svg.substr(head + 1);
  for (const auto& [from, to] : {std::pair{"\"black\"", "\"currentColor\""}, {"<g id=\"graph0\" class=\"graph\"", "<g"}})
    for (auto at = svg.find(from); at != svg.npos; at = svg.find(from, at + 1)) svg.replace(at, std::string_view(from).size(), to);
  // Titles of nodes and arrows would show the internal names.
  for (auto at = svg.find("<title>"); at != svg.npos; at = svg.find("<title>", at)) svg.erase(at, svg.find("</title>", at) + 8 - at);
  for (auto at = svg.find("<!--"); at != svg.npos; at = svg.find("<!--", at)) svg.erase(at, svg.find("-->", at) + 3 - at);
  return svg;
}

}  // namespace gongting::host::workflow
