// 回执: a receipt to print and to keep, and the public page that says whether one is genuine.
#include "audit/audit.hpp"
#include "audit/receipt_book.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "portal/portal.hpp"
#include "store/database.hpp"
#include "store/records.hpp"
#include "web/context.hpp"
#include "web/qr.hpp"
#include "web/slow_down.hpp"

namespace gongting::host::portal {
namespace {

constexpr int k_checks_an_hour = 60;
constexpr std::size_t k_longest_typed = 100;

/// Whether the record that it was given for is one that this person sees; also when the module is gone, nobody does.
bool sees_record(web::Context& context, const audit::KeptReceipt& kept) {
  const auto point = kept.record_type.find('.');
  const auto plugin = kept.record_type.substr(0, point), type = kept.record_type.substr(point + 1);
  if (context.services.records.type(plugin, type) == nullptr) return false;
  const auto values = encode_fields({{"id", kept.record_id}});
  return !context.services.records
              .query(context.db(), context.scope, plugin, "select id from " + type + " where id = :id", ValueRef(values))
              .empty();
}

/// Errors: not_found for a receipt that there is not, or that is not this person's to see.
audit::KeptReceipt own_receipt(web::Context& context) {
  auto kept = context.services.receipts.find(context.db(), context.site->id, context.param("number"));
  if (!kept || (kept->account_id != context.scope.account_id && !sees_record(context, *kept)))
    throw Error{Kind::not_found, "there is no such receipt"};
  return std::move(*kept);
}

/// "7KQ2-9XMB-4TPA"
std::string in_groups(const std::string& code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); ++i) text += (i > 0 && i % 4 == 0 ? "-" : "") + code.substr(i, 1);
  return text;
}

/// Of the portal's page, for paper. "" where the portal's address is not known on this face.
std::string verify_address(const web::Context& context, const audit::Receipt* receipt) {
  auto address = context.on_face(Face::portal, "/verify");
  if (address.empty() && context.request.face == Face::portal)
    address = (context.request.tls ? "https://" : "http://") + std::string(context.request.header("host")) + context.url("/verify");
  if (address.empty() || receipt == nullptr) return address;
  return address + "?number=" + receipt->number + "&code=" + receipt->code;
}

http::Response show(web::Context& context) {
  const auto kept = own_receipt(context);
  const auto& receipt = kept.receipt;
  const auto address = context.url("/receipts/" + receipt.number);
  return context.page("portal/receipt.html",
                      {{"number", receipt.number},
                       {"court", receipt.court},
                       {"what", receipt.what},
                       {"record", receipt.record},
                       {"received", local_time(kept.given_at)},
                       {"by", receipt.by},
                       {"content", receipt.content},
                       {"code", in_groups(receipt.code)},
                       {"verify", verify_address(context, nullptr)},
                       {"qr", verify_address(context, &receipt).empty() ? std::string() : address + "/qr.svg"},
                       {"file", address + "/file"},
                       {"back", context.url("/")}},
                      {.title = Message{"receipt.title", {}}, .layout = "print"});
}

http::Response file(web::Context& context) {
  const auto kept = own_receipt(context);
  http::Response response;
  response.type = "application/json";
  response.body = kept.receipt.json();
  response.set("content-disposition", "attachment; filename=\"" + kept.receipt.number + ".json\"");
  return response;
}

http::Response qr(web::Context& context) {
  const auto kept = own_receipt(context);
  const auto address = verify_address(context, &kept.receipt);
  if (address.empty()) throw Error{Kind::not_found, "the portal's address is not known here"};
  http::Response response;
  response.type = "image/svg+xml";
  response.body = web::qr_svg(address);
  return response;
}

/// What the public page says of a number and a code. Nobody's name: whoever has the paper knows more than this.
http::Response verify(web::Context& context) {
  const auto typed = [&](std::string_view name) { return trim(context.query.text(name)).substr(0, k_longest_typed); };
  const auto number = typed("number"), code = typed("code");
  Fields model{{"number", inert(number)}, {"code", inert(code)}, {"asked", !number.empty() && !code.empty()},
               {"incomplete", number.empty() != code.empty()}, {"action", context.url("/verify")}};
  if (!number.empty() && !code.empty()) {
    web::slow_down(context, "GET /verify", k_checks_an_hour);
    const auto kept = context.services.receipts.find(context.db(), context.site->id, number);
    const bool genuine = kept && kept->receipt.code == audit::plain_code(code) && context.services.receipts.is_genuine(kept->receipt);
    audit::record(context.db(), context.scope,
                  {"receipt.verify", "receipt", kept ? kept->id : 0, genuine ? "ok" : "refused", {{"number", number}}});
    model.emplace_back("genuine", genuine);
    if (genuine)
      model.emplace_back("receipt", Fields{{"number", kept->receipt.number},
                                           {"court", kept->receipt.court},
                                           {"what", kept->receipt.what},
                                           {"received", local_time(kept->given_at)}});
  }
  return context.page("portal/verify.html", model, {.title = Message{"verify.title", {}}, .current = "-"});
}

}  // namespace

void add_receipt_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/receipts/{number}", web::k_signed_in, show);
    site.get(face, "/receipts/{number}/file", web::k_signed_in, file);
    site.get(face, "/receipts/{number}/qr.svg", web::k_signed_in, qr);
  }
  site.get(Face::portal, "/verify", web::k_anyone, verify);
}

}  // namespace gongting::host::portal
