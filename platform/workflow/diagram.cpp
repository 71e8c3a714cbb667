#include "workflow/diagram.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <sstream>

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

std::string dot_text(std::string_view words) {
  std::string out = "\"";
  for (const char c : words) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// Which ways lead from one state to another: those between the same two share one arrow.
using Arrows = std::vector<std::pair<std::pair<std::string, std::string>, std::vector<std::string>>>;
Arrows arrows_of(const Declaration& declared, const TextOf& text) {
  Arrows arrows;
  for (const auto& way : declared.transitions)
    for (const auto& from : way.from) {
      const std::pair ends{from, way.to};
      auto at = std::find_if(arrows.begin(), arrows.end(), [&](const auto& arrow) { return arrow.first == ends; });
      if (at == arrows.end()) at = arrows.insert(arrows.end(), {ends, {}});
      at->second.push_back(way_title(declared, text, way));
    }
  return arrows;
}

/// dot measures in inches.
constexpr double k_scale = 96;
constexpr double k_line = 16;  // height of a line of an arrow's words

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

/// One line of dot's plain output, word by word.
class Line {
 public:
  explicit Line(const std::string& text) : words_(text) {}
  std::string word() {
    std::string word;
    words_ >> std::ws;
    if (words_.peek() == '"') words_ >> std::quoted(word);
    else words_ >> word;
    return word;
  }
  double real() {
    double value = 0;
    words_ >> value;
    return value * k_scale;
  }
  int whole() {
    int value = 0;
    words_ >> value;
    return value;
  }
  bool good() const { return !words_.fail(); }

 private:
  std::istringstream words_;
};

/// A small triangle at the end of an arrow.
std::string head_of(double from_x, double from_y, double x, double y) {
  const double length = std::hypot(x - from_x, y - from_y);
  const double dx = length == 0 ? 0 : (x - from_x) / length * 8, dy = length == 0 ? 0 : (y - from_y) / length * 8;
  return "M" + number(x) + " " + number(y) + "L" + number(x - dx - dy / 2) + " " + number(y - dy + dx / 2) + "L" + number(x - dx + dy / 2) +
         " " + number(y - dy - dx / 2) + "Z";
}

Fields node_of(Line& line, const Declaration& declared, const TextOf& text, double height) {
  const auto name = line.word();
  const double x = line.real(), y = height - line.real(), w = line.real(), h = line.real();
  const auto* state = declared.state(name);
  return {{"x", number(x)}, {"y", number(y + 5)}, {"left", number(x - w / 2)}, {"top", number(y - h / 2)}, {"width", number(w)},
          {"height", number(h)}, {"inner_left", number(x - w / 2 + 4)}, {"inner_top", number(y - h / 2 + 4)}, {"inner_width", number(w - 8)},
          {"inner_height", number(h - 8)}, {"end", state != nullptr && state->is_end()}, {"start", state == nullptr},
          {"words", state == nullptr ? std::string() : state_title(declared, text, name)}};
}

Fields arrow_of(Line& line, const Arrows& arrows, double height) {
  const std::pair ends{line.word(), line.word()};
  const int points = line.whole();
  std::string path;
  double x = 0, y = 0, before_x = 0, before_y = 0;
  for (int i = 0; i < points; ++i) {
    before_x = x, before_y = y;
    x = line.real(), y = height - line.real();
    path += (i == 0 ? "M" : i == 1 ? "C" : " ") + number(x) + " " + number(y);
  }
  List words;
  for (const auto& [between, titles] : arrows) {
    if (between != ends) continue;
    line.word();  // the label, whose lines are known
    const double label_x = line.real(), label_y = height - line.real();
    double at = label_y - k_line * static_cast<double>(titles.size() - 1) / 2 + 4;
    for (const auto& title : titles) {
      words.push_back(Fields{{"x", number(label_x)}, {"y", number(at)}, {"words", title}});
      at += k_line;
    }
  }
  return {{"path", path}, {"head", head_of(before_x, before_y, x, y)}, {"words", std::move(words)}};
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
  std::string dot = "digraph " + dot_text(declared.record) +
                    " {\n  rankdir=TB; bgcolor=transparent; nodesep=0.5; ranksep=0.6;\n"
                    "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=14, margin=\"0.2,0.1\"];\n"
                    "  edge [fontname=\"sans-serif\", fontsize=11, arrowsize=0.7];\n";
  dot += "  NONE [label=\"\", shape=point, width=0.15];\n";
  for (const auto& state : declared.states) {
    dot += "  " + state.name + " [label=" + dot_text(state_title(declared, text, state.name));
    if (state.is_end()) dot += ", peripheries=2";
    dot += "];\n";
  }
  for (const auto& [ends, titles] : arrows_of(declared, text)) {
    std::string label;
    for (const auto& title : titles) label += (label.empty() ? "" : "\\n") + dot_text(title).substr(1, dot_text(title).size() - 2);
    dot += "  " + ends.first + " -> " + ends.second + " [label=\"" + label + "\"];\n";
  }
  return dot + "}\n";
}

Fields diagram_model(const Declaration& declared, const TextOf& text, const std::string& title) {
  std::istringstream plain(output_of({"dot", "-Tplain"}, diagram_dot(declared, text)));
  const auto arrows = arrows_of(declared, text);
  List nodes, lines;
  double width = 0, height = 0;
  for (std::string row; std::getline(plain, row);) {
    // A long line goes on behind a backslash.
    for (std::string more; row.ends_with('\\') && std::getline(plain, more);) row.pop_back(), row += more;
    Line line(row);
    const auto kind = line.word();
    if (kind == "graph") line.whole(), width = line.real(), height = line.real();
    else if (kind == "node") nodes.push_back(node_of(line, declared, text, height));
    else if (kind == "edge") lines.push_back(arrow_of(line, arrows, height));
    if (!line.good()) return {};
  }
  if (nodes.empty()) return {};
  return {{"width", number(width)}, {"height", number(height)}, {"title", title}, {"id", declared.record}, {"nodes", std::move(nodes)},
          {"arrows", std::move(lines)}};
}

}  // namespace gongting::host::workflow
