#include "console/confirm.hpp"

#include "gongting/error.hpp"

namespace gongting::host::console {
namespace {

List texts(const std::vector<Message>& messages) { return List(messages.begin(), messages.end()); }

}  // namespace

EditForm reason_form() {
  return EditForm("console.reason", {{.name = "reason", .least = 2, .most = 200, .wide = true}});
}

bool wanted_on(std::string_view to) {
  if (to != "on" && to != "off") throw Error{Kind::bad_input, "\"to\" is on or off"};
  return to == "on";
}

http::Response ask(web::Context& context, const Question& question, const EditForm& form, std::string_view current, int status) {
  List facts, hidden;
  for (const auto& [label, text] : question.facts) facts.emplace_back(Fields{{"label", label}, {"text", text}});
  for (const auto& [name, value] : question.hidden) hidden.emplace_back(Fields{{"name", name}, {"value", value}});
  auto model = form.model();
  model.insert(model.end(),
               {{"title", question.title},
                {"lead", question.lead},
                {"facts", std::move(facts)},
                {"happens", texts(question.happens)},
                {"stays", texts(question.stays)},
                {"action", question.action},
                {"hidden", std::move(hidden)},
                {"reason", question.asks_reason ? Value(Message{"console.reason.reason", {}}) : Value()},
                {"form", Fields{{"reason", form.text("reason")}}},
                {"button", question.button},
                {"bad", question.bad},
                {"cancel", question.cancel},
                {"cancel_text", Message{"confirm.cancel", {}}}});
  return context.page("confirm.html", model, {.status = status, .title = question.title, .current = std::string(current)});
}

http::Response show_once(web::Context& context, const Secret& secret, std::string_view current) {
  List links;
  for (const auto& [title, href] : secret.links) links.emplace_back(Fields{{"title", title}, {"href", href}});
  return context.page("done.html",
                      {{"title", secret.title},
                       {"text", secret.text},
                       {"secret", secret.secret},
                       {"secret_label", secret.label},
                       {"next", texts(secret.next)},
                       {"links", std::move(links)}},
                      {.title = secret.title, .current = std::string(current)});
}

}  // namespace gongting::host::console
