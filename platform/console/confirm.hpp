// Check, then do: the page before a deed that takes something away (confirm.html), and the one that shows a code once
// (done.html).
#ifndef GONGTING_CONSOLE_CONFIRM_HPP
#define GONGTING_CONSOLE_CONFIRM_HPP

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "console/edit_form.hpp"
#include "web/context.hpp"

namespace gongting::host::console {

struct Question {
  Message title, lead;
  std::vector<std::pair<Message, Value>> facts = {};
  std::vector<Message> happens = {}, stays = {};
  std::string action;
  std::vector<std::pair<std::string, std::string>> hidden = {};
  Message button;
  bool bad = false;         // it takes something away
  bool asks_reason = true;
  std::string cancel;       // address
};
/// `form` is reason_form(), or one without fields.
http::Response ask(web::Context& context, const Question& question, const EditForm& form, std::string_view current, int status);

/// The form of a question: why.
EditForm reason_form();
/// "on" or "off". Errors: bad_input for anything else.
bool wanted_on(std::string_view to);

struct Secret {
  Message title, text, label;
  std::string secret;
  std::vector<Message> next = {};
  std::vector<std::pair<Message, std::string>> links = {};  // title and address
};
/// Not a redirect: what is shown stands on this one page and nowhere else.
http::Response show_once(web::Context& context, const Secret& secret, std::string_view current);

}  // namespace gongting::host::console

#endif
