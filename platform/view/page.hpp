// One template of one plugin in one locale, ready to be written.
#ifndef GONGTING_HOST_VIEW_PAGE_HPP
#define GONGTING_HOST_VIEW_PAGE_HPP

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"
#include "view/template.hpp"
#include "view/texts.hpp"

namespace gongting::host::view {

class Page {
 public:
  /// `tokens` are spliced and checked: no partials and no {{#t}} are left in them. `generation` tells engines apart.
  Page(const Tokens& tokens, const Texts::Reader& texts, std::uint64_t generation, std::size_t number);
  ~Page();
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// What kainjow has to say against it; empty when nothing.
  const std::string& fault() const;

  /// Appends the page. A name is looked for in the sections around it, then in `roots` (encoded maps) in their order.
  /// Answers where in `out` the places of {{{content}}} are, in their order, until the thread writes the next page: a layout
  /// is put around its content and not the content copied into it. From any thread: each has a parsed copy of its own,
  /// because kainjow's render is not const.
  const std::vector<std::size_t>& write(Out& out, std::initializer_list<ValueRef> roots) const;

 private:
  friend class Context;
  friend struct Renderer;
  struct Program;
  std::unique_ptr<const Program> program_;
};

}  // namespace gongting::host::view

#endif
