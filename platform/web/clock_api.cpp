#include "web/clock_api.hpp"

#include <charconv>

#include "base/json.hpp"
#include "gongting/error.hpp"
#include "periods/signatures.hpp"
#include "web/context.hpp"
#include "web/router.hpp"
#include "web/rules.hpp"

namespace gongting::host::web {
namespace {

http::Response answer(const Fields& fields) {
  http::Response response;
  response.type = "application/json; charset=utf-8";
  response.body = to_json(fields);
  return response;
}

int whole_number(const Context& context, std::string_view key) {
  const std::string text(context.query.text(key));
  if (text.empty()) return 0;
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 0)
    throw Error{Kind::bad_input, "\"" + std::string(key) + "\" takes a whole number"};
  return value;
}

http::Response rule_list(Context& context) {
  List rules;
  for (const auto& rule : context.services.rules.platform().rules()) rules.push_back(rule_fields(rule));
  return answer({{"rules", std::move(rules)}});
}

http::Response period(Context& context) {
  const std::string from(context.query.text("from"));
  if (from.empty()) throw Error{Kind::bad_input, "\"from\" is missing: a day, yyyy-mm-dd, or a minute, yyyy-mm-ddTHH:MM"};
  const auto& rule = context.services.rules.find("", context.param("rule"), from);
  const clock::Ask ask{from, whole_number(context, "pause"), whole_number(context, "extend"),
                       !rule.verified() && periods::is_signed(context.db(), context.site->id, rule)};
  return answer(period_fields(clock::compute(rule, ask, context.snapshot->calendar(context.site->id)), context.scope.locale));
}

}  // namespace

void add_clock_api(Router& site, Router&) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/api/v1/clock", k_anyone, rule_list);
    site.get(face, "/api/v1/clock/{rule}", k_anyone, period);
  }
}

}  // namespace gongting::host::web
