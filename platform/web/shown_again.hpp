// Step-up: before something that binds, the person who is signed in shows once more who he is, and comes back to where he
// was with all that he had typed. Without JavaScript, and without keeping what was typed anywhere but in his own page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "web/context.hpp"

namespace gongting::host::web {

class Router;

/// Whether the person signed in, or showed once more who he is, within so many minutes.
bool shown_lately(Context& context, int within_min);

/// The page that asks for the code or the password. It sends this request again: a form with its fields, a page by its
/// address. `fault`: key of what was wrong, "" at first.
std::string step_up_page(Context& context, const Message& fault = {});

/// Before the handler of every form: takes what that page asked for out of the form and checks it. Answers the page once
/// more when it was wrong; nothing when it was right, or nothing was asked.
std::optional<http::Response> take_step_up(Context& context);

/// The roles that have to sign in with a second factor at this site; a setting of the host's.
inline constexpr const char* k_second_factor_roles = "second_factor_roles";
std::vector<std::string> second_factor_roles(const sites::Site& site);

/// POST /me/step-up: for a page that asked before it was shown.
void add_step_up_page(Router& site);

}  // namespace gongting::host::web
