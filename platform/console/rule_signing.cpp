// 规则签署: the rules that nobody checked against their text, and the court's signature under each.
#include <algorithm>

#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "periods/signatures.hpp"
#include "store/database.hpp"
#include "web/rules.hpp"

namespace gongting::host::console {
namespace {

using periods::Unverified;

std::vector<Unverified> all_unverified(const web::Context& context) {
  auto list = periods::unverified(context.services.rules.platform());
  for (const auto* plugin : context.services.plugins.plugins()) {
    const auto* own = plugin->running() ? context.services.rules.of(plugin->name()) : nullptr;
    if (own == nullptr) continue;
    const auto more = periods::unverified(*own);
    list.insert(list.end(), more.begin(), more.end());
  }
  return list;
}

const std::string& article(const Unverified& what) { return what.rule != nullptr ? what.rule->article : what.principle->article; }
const std::string& title(const Unverified& what) { return what.rule != nullptr ? what.rule->title : what.principle->text; }

/// What it computes: "自收到申请起15日". A way of counting says so itself.
Value counts(const Unverified& what) {
  if (what.rule == nullptr) return Message{"console.rules.way", {}};
  std::string amount;
  clock::append_length(amount, *what.rule);
  return Message{"console.rules.counts", {{"start", what.rule->start}, {"amount", amount}}};
}

Value why(const Unverified& what) {
  if (what.rule != nullptr && what.rule->status == "verified")
    return Message{"console.rules.status_extension", {{"by", what.rule->extension.by}}};
  return Message{"console.rules.status_" + (what.rule != nullptr ? what.rule->status : what.principle->status), {}};
}

std::string edition(const Unverified& what) {
  if (what.rule == nullptr || what.rule->effective_from <= 0) return {};
  return clock::day_text(what.rule->effective_from);
}

/// A part of the hash, which is enough in an address.
std::string mark(const Unverified& what) {
  const auto hash = what.hash();
  return hash.substr(hash.find(':') + 1, 16);
}

Unverified named(const web::Context& context) {
  for (const auto& what : all_unverified(context))
    if (mark(what) == context.param("rule")) return what;
  throw Error{Kind::not_found, "there is no such rule, or its text has changed"};
}

Fields row(const web::Context& context, const Unverified& what, const std::vector<periods::Signature>& signatures) {
  const auto hash = what.hash(), at = context.url("/rules/" + mark(what));
  const auto stands = std::find_if(signatures.begin(), signatures.end(), [&](const auto& one) { return one.stands() && one.hash == hash; });
  // An earlier text of the same rule, whose signature does not count any more.
  const bool earlier = std::any_of(signatures.begin(), signatures.end(), [&](const auto& one) {
    return one.stands() && one.rule == what.id() && one.hash != hash;
  });
  Fields fields{{"id", what.id()}, {"title", title(what)}, {"article", article(what)}, {"counts", counts(what)}, {"why", why(what)},
                {"edition", edition(what)}, {"signed", stands != signatures.end()}, {"earlier", earlier}};
  if (stands == signatures.end()) {
    fields.emplace_back("sign_href", at + "/sign");
    return fields;
  }
  fields.insert(fields.end(), {{"who", stands->signer}, {"at", local_time(stands->signed_at)}, {"note", stands->note},
                               {"withdraw_href", at + "/withdraw"}});
  return fields;
}

EditForm opinion_form() { return EditForm("console.rules", {{.name = "reason", .least = 2, .most = 200}}); }

http::Response question_page(web::Context& context, const Unverified& what, bool sign, const EditForm& form, int status) {
  const std::string deed = sign ? "sign" : "withdraw";
  const Fields which{{"id", what.id()}};
  Question question;
  question.title = {"console.rules.ask_" + deed, which};
  question.lead = {"console.rules.ask_" + deed + "_lead", which};
  const auto fact = [&](const char* name, Value value) { question.facts.emplace_back(Message{std::string("console.rules.") + name, {}}, std::move(value)); };
  fact("text", title(what));
  fact("what", counts(what));
  fact("article", article(what));
  if (what.rule != nullptr && !what.rule->note.empty()) fact("note", what.rule->note);
  fact("why", why(what));
  fact("fingerprint", what.hash());
  question.happens = {{"console.rules.happens_" + deed, {}}};
  question.stays = {{"console.rules.stays", {}}};
  question.action = context.url("/rules/" + mark(what) + "/" + deed);
  question.button = {"console.rules." + deed, {}};
  question.bad = !sign;
  question.cancel = context.url("/rules");
  return ask(context, question, form, "/rules", status);
}

http::Response settle(web::Context& context, bool sign) {
  const auto what = named(context);
  auto form = opinion_form();
  form.read(context.form);
  if (!form.ok()) return question_page(context, what, sign, form, 422);
  if (sign) periods::sign(context.db(), context.scope, what, form.text("reason"));
  else periods::withdraw(context.db(), context.scope, what, form.text("reason"));
  return context.see_other(address(context, "/rules", {{"done", sign ? "sign" : "withdraw"}}));
}

}  // namespace

http::Response rule_list(web::Context& context) {
  const auto signatures = periods::signatures(context.db(), context.site->id);
  List rows;
  std::int64_t open = 0;
  for (const auto& what : all_unverified(context)) {
    rows.emplace_back(row(context, what, signatures));
    open += std::none_of(signatures.begin(), signatures.end(), [&](const auto& one) { return one.stands() && one.hash == what.hash(); });
  }
  const auto done = context.query.text("done");
  return show(context, "rules",
              {{"rows", std::move(rows)}, {"open", open}, {"signed_now", done == "sign"}, {"withdrawn_now", done == "withdraw"}}, "rules",
              "/rules");
}

http::Response rule_sign_check(web::Context& context) { return question_page(context, named(context), true, opinion_form(), 200); }
http::Response rule_sign(web::Context& context) { return settle(context, true); }
http::Response rule_withdraw_check(web::Context& context) { return question_page(context, named(context), false, opinion_form(), 200); }
http::Response rule_withdraw(web::Context& context) { return settle(context, false); }

}  // namespace gongting::host::console
