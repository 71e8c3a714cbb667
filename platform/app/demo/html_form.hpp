// The forms of a page, as a browser without JavaScript would fill them in and send them. For the host's own pages, whose
// markup is in order; not an HTML parser for others'.
#ifndef GONGTING_APP_DEMO_HTML_FORM_HPP
#define GONGTING_APP_DEMO_HTML_FORM_HPP

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongting::host::app {

class HtmlForm {
 public:
  /// Fields by name. A value "~text" stands for the radio button or option whose label holds the text.
  using Values = std::vector<std::pair<std::string, std::string>>;

  std::string action;
  bool post = false;

  /// What the form sends, url-encoded: what it came with, changed by `values`.
  /// Errors: Error{not_found} for a field or choice that it does not have.
  std::string filled_in(const Values& values) const;
  bool has(std::string_view name) const;

 private:
  friend std::vector<HtmlForm> forms_of(std::string_view page);
  enum class Kind { text, choice, box };  // a button with a name is a box: it is sent when it is pressed
  struct Control {
    Kind kind = Kind::text;
    std::string name, value, label;
    bool on = true;       // chosen or checked; a text always is
    bool option = false;  // of a select: without a chosen one the first is sent
  };
  void put(const std::string& name, const std::string& value, std::vector<Control>& controls) const;
  std::vector<Control> controls_;
};

/// Those inside of <main>, in their order.
std::vector<HtmlForm> forms_of(std::string_view page);
/// The text of <main> without markup, blanks drawn together.
std::string text_of(std::string_view page);

}  // namespace gongting::host::app

#endif
