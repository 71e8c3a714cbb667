// Showing a form again with what was typed and what is wrong with it.
#pragma once

#include <initializer_list>
#include <string_view>

#include "auth/fault.hpp"
#include "gongting/value.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {

/// What was typed in these fields, to be shown again. Never name a password here.
inline Fields typed(const web::Context& context, std::initializer_list<std::string_view> names) {
  Fields fields;
  for (const auto name : names) fields.emplace_back(std::string(name), context.form.text(name));
  return fields;
}

/// The page with its form, an error summary and the errors at their fields. `title` is a key of the texts.
inline http::Response form_page(web::Context& context, std::string_view name, std::string_view title, Fields form,
                                const auth::Faults& faults, Fields more = {}) {
  List errors;
  Fields at_field;
  for (const auto& fault : faults) {
    errors.emplace_back(Fields{{"field", fault.field}, {"text", fault.text}});
    at_field.emplace_back(fault.field, fault.text);
  }
  more.emplace_back("form", std::move(form));
  more.emplace_back("errors", std::move(errors));
  more.emplace_back("error", std::move(at_field));
  return context.page(name, more, {.status = faults.empty() ? 200 : 422, .title = Message{std::string(title), {}}});
}

/// Where to go afterwards: an address of this site, never another host (R40: no open redirects), else `otherwise`.
inline std::string next_page(const web::Context& context, std::string_view wanted, std::string_view otherwise = "/") {
  const bool own = wanted.starts_with(context.prefix + "/") && !wanted.starts_with("//") &&
                   wanted.find_first_of("\\\r\n") == std::string_view::npos;
  return own ? std::string(wanted) : context.url(otherwise);
}

/// {providers: [{title, href}]}: the identity providers of this face, for signing in or for linking one's account.
Fields provider_links(const web::Context& context, std::string_view back, bool linking);

}  // namespace gongting::host::portal
