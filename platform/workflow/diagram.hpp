// A declared workflow as a picture and as a table, for the console, the command line and the docs.
#ifndef GONGTING_WORKFLOW_DIAGRAM_HPP
#define GONGTING_WORKFLOW_DIAGRAM_HPP

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/workflow/declaration.hpp"

namespace gongting::host::workflow {

/// The text of a key in the reader's language; the key itself when there is none.
using TextOf = std::function<std::string(const std::string& key)>;

struct DiagramRow {
  std::string from, way, to, who, limit, article;
};

/// Every way, in the order of the file; one row for each state that it leads out of.
std::vector<DiagramRow> diagram_rows(const gongting::workflow::Declaration& declared, const TextOf& text);
/// The rows as a Markdown table. The titles of its columns are the texts workflow.table.*.
std::string diagram_table(const gongting::workflow::Declaration& declared, const TextOf& text);
/// In Graphviz's language.
std::string diagram_dot(const gongting::workflow::Declaration& declared, const TextOf& text);
/// The model of the partial workflow-diagram, laid out by Graphviz's dot in a child process: {width, height, title, nodes [{x, y,
/// left, top, width, height, words, end, start}], arrows [{path, head, words [{x, y, words}]}]}. Empty when dot is not installed or
/// fails. `title` is the picture's accessible name.
Fields diagram_model(const gongting::workflow::Declaration& declared, const TextOf& text, const std::string& title);

}  // namespace gongting::host::workflow

#endif
