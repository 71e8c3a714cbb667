// gongting audit verify|seal|key: whether the audit log is what was written.
#include "audit/audit.hpp"

#include <iostream>

#include "app/audit_sealer.hpp"
#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "audit/verify.hpp"
#include "auth/sealing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host::app {
namespace {

std::int64_t first_number(Call& call) {
  long long number = 1;
  if (call.has("from") && (!parse_integer(call.option("from"), number) || number < 1))
    throw UsageError("--from takes a number of the chain, 1 or more, not \"" + inert(call.option("from")) + "\"");
  return number;
}

audit::Signer signer_of(const Installation& installation) {
  return audit::Signer(auth::Sealing(installation.config().var / "secret.key").subkey(audit::k_signing_key));
}

Value or_null(std::int64_t number) { return number == 0 ? Value() : Value(number); }

Fields as_fields(const audit::Verdict& verdict) {
  List stretches;
  for (const auto& [number, hash] : verdict.stretches) stretches.emplace_back(Fields{{"from", number}, {"hash", hash}});
  Fields fields{{"ok", !verdict.fault},
                {"from", verdict.from},
                {"checked", verdict.checked},
                {"sealed", verdict.sealed},
                {"sealed_at", verdict.sealed == 0 ? Value() : Value(utc_time(verdict.sealed_at))},
                {"unsealed", verdict.unsealed},
                {"anchors", verdict.anchors},
                {"hashes", std::move(stretches)}};
  if (verdict.fault)
    fields.emplace_back("fault", Fields{{"number", or_null(verdict.fault->number)},
                                        {"record", or_null(verdict.fault->row_id)},
                                        {"what", verdict.fault->what},
                                        {"text", verdict.fault->text}});
  return fields;
}

void print(const audit::Verdict& verdict) {
  std::cout << "checked  " << verdict.checked << " records from number " << verdict.from << " on, " << verdict.anchors
            << " anchors\n";
  for (const auto& [number, hash] : verdict.stretches)
    std::cout << "hash     " << hash << " from number " << number << " on\n";
  if (verdict.sealed > 0 && !verdict.fault)
    std::cout << "sealed   up to number " << verdict.sealed << " at " << local_time(verdict.sealed_at) << '\n';
  std::cout << "waiting  " << verdict.unsealed << " records that are not sealed yet\n";
  if (!verdict.fault) std::cout << "The audit log is what was written.\n";
}

}  // namespace

int run_audit_verify(Call& call) {
  audit::VerifyAsk ask;
  ask.from = first_number(call);
  Installation installation(call);
  ask.public_key = call.has("key") ? call.option("key") : signer_of(installation).public_key();
  ask.anchors = audit::read_anchor_file(anchor_file(installation.config()));
  if (call.has("anchors")) {
    const std::filesystem::path file = call.option("anchors");
    if (!std::filesystem::exists(file)) throw UsageError("there is no file " + file.string());
    for (auto& anchor : audit::read_anchor_file(file)) ask.anchors.push_back(std::move(anchor));
  }
  ask.progress = [](std::int64_t number, std::int64_t of) {
    std::cerr << "gongting audit verify: " << number << " of " << of << '\n';
  };
  auto db = installation.session();
  const auto verdict = audit::verify(db, ask);
  const auto number = verdict.fault ? verdict.fault->number : verdict.sealed;
  audit::record(db, installation.scope(),
                {"audit.verify",
                 "chain",
                 number,
                 verdict.fault ? "failed" : "ok",
                 {{"first", verdict.from},
                  {"last", verdict.sealed},
                  {"finding", verdict.fault ? verdict.fault->text : std::string()}}});
  db.commit();
  if (call.has("json"))
    std::cout << to_json(as_fields(verdict)) << '\n';
  else
    print(verdict);
  if (verdict.fault) std::cerr << "gongting audit verify: " << verdict.fault->text << '\n';
  return verdict.fault ? 1 : 0;
}

int run_audit_seal(Call& call) {
  Installation installation(call);
  installation.session();
  const auto& config = installation.config();
  const auto signer = signer_of(installation);
  const auto kind = *hash_named(config.audit.hash);
  int sealed = 0;
  for (int some = 1; some > 0; sealed += some)
    some = seal_some(installation.database(), signer, kind, anchor_file(config));
  std::cout << sealed << " records were sealed.\n";
  return 0;
}

int run_audit_key(Call& call) {
  Installation installation(call);
  std::cout << signer_of(installation).public_key() << '\n';
  return 0;
}

}  // namespace gongting::host::app
