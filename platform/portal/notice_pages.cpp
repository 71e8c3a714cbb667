// 消息: what somebody is told, on both faces.
#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/workflow/pages.hpp"
#include "notify/notices.hpp"
#include "portal/portal.hpp"
#include "view/view.hpp"
#include "web/context.hpp"
#include "web/matter_names.hpp"

namespace gongting::host::portal {
namespace {

constexpr int k_page = 30;

bool is_date(const std::string& text) { return text.size() == 10 && text[4] == '-' && text[7] == '-'; }

/// The text in the reader's language; a day among its values is written as one.
std::string words(const web::Context& context, const notify::Notice& notice, const char* which) {
  Fields params;
  for (const auto& [name, value] : notice.params) {
    const auto* text = std::get_if<std::string>(&value.data());
    if (text != nullptr && is_date(*text)) params.emplace_back(name, workflow::shown_date(*text));
    else params.emplace_back(name, value);
  }
  const auto encoded = encode_fields(params);
  return context.services.views.message(context.scope.locale, notice.plugin, notice.text + which, ValueRef(encoded));
}

web::MatterRef ref_of(const notify::Notice& notice) {
  return notice.plugin.empty() ? web::matter_ref(notice.record_type, notice.record_id)
                               : web::MatterRef{notice.plugin, notice.record_type, notice.record_id};
}

Fields model_of(web::Context& context, const notify::Notice& notice, const std::map<web::MatterRef, web::MatterName>& names) {
  Fields model{{"title", words(context, notice, ".title")}, {"words", words(context, notice, ".words")}, {"at", local_time(notice.made_at)},
               {"unread", notice.read_at == 0}, {"legal", notice.kind == notify::k_service},
               {"href", context.url("/notices/" + std::to_string(notice.id))}};
  if (notice.kind == notify::k_service) {
    model.emplace_back("matter", Fields{{"title", Message{"notice.open_service", {}}}, {"number", ""}, {"href", context.url("/services/" + std::to_string(notice.record_id))}});
  } else if (const auto found = names.find(ref_of(notice)); found != names.end()) {
    const auto& name = found->second;
    model.emplace_back("matter", Fields{{"title", name.title.empty() ? Value(Message{"notice.open", {}}) : Value(name.title)}, {"number", name.number}, {"href", name.href}});
  }
  return model;
}

std::map<web::MatterRef, web::MatterName> names_of(web::Context& context, const std::vector<notify::Notice>& notices) {
  std::vector<web::MatterRef> refs;
  for (const auto& notice : notices)
    if (notice.kind != notify::k_service) refs.push_back(ref_of(notice));
  return web::matter_names(context, refs);
}

http::Response inbox(web::Context& context) {
  long long before = 0;
  if (!parse_integer(context.query.text("before"), before) || before < 0) before = 0;
  auto notices = notify::inbox(context.db(), context.scope, before, k_page + 1);
  const bool more = notices.size() > k_page;
  if (more) notices.pop_back();
  const auto names = names_of(context, notices);
  List rows;
  for (const auto& notice : notices) rows.emplace_back(model_of(context, notice, names));
  const auto address = context.url("/notices");
  return context.page("account/notices.html",
                      {{"rows", std::move(rows)},
                       {"unread", context.unread()},
                       {"settings", context.session->kind == "invited" ? std::string() : context.url("/me/notices")},
                       {"action", address + "/read"},
                       {"paged", more || before > 0},
                       {"first_href", before > 0 ? address : std::string()},
                       {"next_href", more ? address + "?before=" + std::to_string(notices.back().id) : std::string()}},
                      {.title = Message{"notice.title", {}}, .current = "/notices"});
}

/// Opening one is reading it.
http::Response one(web::Context& context) {
  const auto notice = notify::find(context.db(), context.scope, context.id());
  notify::mark_read(context.db(), context.scope, notice.id);
  return context.page("account/notice.html", {{"notice", model_of(context, notice, names_of(context, {notice}))}, {"back", context.url("/notices")}},
                      {.title = words(context, notice, ".title"), .current = "/notices"});
}

http::Response read_all(web::Context& context) {
  notify::mark_read(context.db(), context.scope, 0);
  return context.see_other(context.url("/notices"));
}

}  // namespace

void add_notice_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/notices", web::k_signed_in, inbox);
    site.post(face, "/notices/read", web::k_signed_in, read_all);
    site.get(face, "/notices/{id}", web::k_signed_in, one);
  }
}

}  // namespace gongting::host::portal
