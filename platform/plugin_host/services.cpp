#include "plugin_host/services.hpp"

#include <cstring>
#include <exception>

#include "base/log.hpp"
#include "base/text.hpp"
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

gt_kind put_error(gt_error* error, gt_kind kind, std::string_view text) noexcept {
  if (error != nullptr) {
    std::size_t size = text.size() < sizeof error->text ? text.size() : sizeof error->text - 1;
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    error->kind = kind;
    std::memcpy(error->text, text.data(), size);
    error->text[size] = 0;
  }
  return kind;
}

const gt_table* service_of(void* self, gt_str id) noexcept {
  return static_cast<const Services*>(self)->find(view_of(id));
}

}  // namespace

const std::vector<std::string_view>& offered_services() {
  static const std::vector<std::string_view> ids{GT_CLOCK_ID,   GT_COMMAND_ID, GT_EVENT_ID, GT_FORM_ID,  GT_IDENTITY_ID,
                                                 GT_INVITE_ID,  GT_LIVE_ID,    GT_LOG_ID,   GT_NOTICE_ID, GT_RECEIPT_ID,
                                                 GT_SIGN_ID,    GT_SITE_ID,    GT_STORE_ID, GT_VIEW_ID,  GT_WORKFLOW_ID};
  return ids;
}

Services::Services(Plugin& owner, bool codec_loopback) : plugin(owner) {
  host = {sizeof(gt_host), GT_ABI_MAJOR, this, service_of};
  fill_store(*this), fill_view(*this), fill_site(*this), fill_clock(*this), fill_event(*this), fill_form(*this), fill_log(*this), fill_receipt(*this);
  fill_notice(*this), fill_invite(*this), fill_sign(*this);
  fill_workflow(*this), fill_command(*this), fill_live(*this), fill_identity(*this);
  if (!codec_loopback) return;
  for (const gt_table* table : {&clock.head, &command.head, &event.head, &form.head, &identity.head, &invite.head,
                                &live.head, &log.head, &notice.head, &receipt.head, &sign.head, &site.head,
                                &store.head, &view.head, &workflow.head})
    loopbacks.push_back(std::make_unique<Loopback>(*table));
}

const gt_table* Services::find(std::string_view id) const {
  if (id != GT_LOG_ID && !plugin.manifest().needs_service(id)) return nullptr;
  const gt_table* const tables[] = {&clock.head, &command.head, &event.head, &form.head, &identity.head, &invite.head,
                                    &live.head, &log.head, &notice.head, &receipt.head, &sign.head, &site.head,
                                    &store.head, &view.head, &workflow.head};
  for (std::size_t i = 0; i < offered_services().size(); ++i)
    if (offered_services()[i] == id) return i < loopbacks.size() ? &loopbacks[i]->table() : tables[i];
  return nullptr;
}

gt_kind caught(const Plugin& plugin, gt_error* error) noexcept {
  try {
    throw;
  } catch (const Error& thrown) {
    return put_error(error, static_cast<gt_kind>(thrown.kind()), thrown.what());
  } catch (const std::exception& thrown) {
    const RunningCall* const call = RunningCall::current();
    log(Level::error, "a service failed", {{"plugin", plugin.name()}, {"reason", inert(thrown.what())},
                                           {"request", call == nullptr ? "" : call->context.scope.request_id.c_str()}});
  } catch (...) {
    log(Level::error, "a service failed", {{"plugin", plugin.name()}});
  }
  return put_error(error, GT_INTERNAL, "the platform could not do this; its log has the reason under the request's number");
}

std::string_view required_text(ValueRef args, std::string_view key) {
  const ValueRef value = args[key];
  if (value.tag() != Tag::text || value.text().empty())
    throw Error{Kind::bad_input, "the call needs a text \"" + std::string(key) + "\""};
  return value.text();
}

ValueRef map_or_empty(ValueRef args, std::string_view key) {
  static const std::string empty = encode_fields({});
  const ValueRef value = args[key];
  if (value.is_null()) return ValueRef(empty);
  if (value.tag() != Tag::map) throw Error{Kind::bad_input, "the call needs a map \"" + std::string(key) + "\""};
  return ValueRef(value.exact());
}

}  // namespace gongting::host::plugin_host
