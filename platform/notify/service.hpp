// Legal service of documents (送达), electronically. Kept apart from notices: it needs consent, has a trace and a proof,
// and periods run from the day on which it takes effect.
#ifndef GONGTING_NOTIFY_SERVICE_HPP
#define GONGTING_NOTIFY_SERVICE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "notify/notices.hpp"
#include "store/database.hpp"

namespace gongting::host::audit {
class ReceiptBook;
}

namespace gongting::host::notify {

/// Of the text that is shown with the box; kept with the consent.
inline constexpr std::string_view k_consent_version = "2026-11";

struct Consent {
  std::int64_t id = 0, given_at = 0;
};
/// At this site, when it was not withdrawn.
std::optional<Consent> consent_of(store::Session& db, std::int64_t site_id, std::int64_t account);
/// For the scope's account at its site; audited. Giving it twice changes nothing. What was served stays served.
void give_consent(store::Session& db, const Scope& scope);
void withdraw_consent(store::Session& db, const Scope& scope);

struct Court {
  std::string name, code, division;
};

struct ToServe {
  std::string plugin, type;
  std::int64_t record = 0;
  std::string label;  // what the matter is called
  std::int64_t account = 0;
  std::string title, href;  // href: where it is read, below the site
  std::string document;
};

struct Service {
  std::int64_t id = 0, account = 0, record = 0, made_at = 0, sent_at = 0, effective_at = 0;
  std::string plugin, type, label, receiver, title, href, hash, mode, state, receipt;  // receiver: masked
};

/// In the caller's transaction. With consent the document reaches the person's page 消息, the system that he confirmed, at
/// once, and so it is sent and takes effect (人民法院在线诉讼规则 31); its proof is a receipt in the chain. Without consent it
/// stays a draft, to be served another way. The same document is served once. Errors: not_found for no such account.
Service serve(store::Session& db, const Scope& scope, const Ways& ways, const audit::ReceiptBook& receipts, const Court& court, const ToServe& what);

/// Oldest first.
std::vector<Service> served_of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record);
/// Of this site. Who may see it is for the caller to know. Errors: not_found.
Service find_service(store::Session& db, const Scope& scope, std::int64_t id);

struct ServiceStep {
  std::string what;  // draft, sent, effective, opened
  std::int64_t at = 0;
};
std::vector<ServiceStep> steps_of(store::Session& db, std::int64_t service);
/// That the receiver opened it, once.
void note_opened(store::Session& db, const Scope& scope, const Service& service);

}  // namespace gongting::host::notify

#endif
