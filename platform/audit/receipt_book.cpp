#include "audit/receipt_book.hpp"

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "gongting/identifiers.hpp"
#include "store/records.hpp"

namespace gongting::host::audit {
namespace {

constexpr std::size_t k_longest_word = 200;
constexpr std::int64_t k_shanghai_ms = 8 * 3'600'000;
constexpr const char* k_columns = "select id, account_id, record_type, record_id, given_at, body from gt_receipt ";

void check_words(const Taken& taken) {
  const auto check = [](const char* name, const std::string& text) {
    if (trim(text).empty() || text.size() > k_longest_word || inert(text) != text)
      throw Error{Kind::bad_input, std::string("a receipt says \"") + name + "\" in 1 to 200 bytes without control characters"};
  };
  check("what", taken.what), check("record", taken.record);
  if (taken.content.empty()) throw Error{Kind::bad_input, "a receipt is for some content"};
}

/// Sixty bits that nobody guesses, in letters and digits that are not mistaken for each other.
std::string new_code() {
  constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string code;
  for (const char byte : random_bytes(12)) code += letters[static_cast<unsigned char>(byte) % letters.size()];
  return code;
}

/// With the offset of Shanghai, so that it says by itself which moment it means.
std::string moment(std::int64_t ms) {
  auto text = utc_time(ms + k_shanghai_ms);
  return text.substr(0, text.size() - 1) + "+08:00";
}

KeptReceipt kept(const Row& row) {
  return {row.integer("id"),        row.integer("account_id"),  row.integer("given_at"),
          row.integer("record_id"), row.text("record_type"), read_receipt(row.text("body"))};
}

}  // namespace

KeptReceipt ReceiptBook::give(store::Session& session, const Scope& scope, const Taken& taken) const {
  check_words(taken);
  if (!session.in_transaction()) session.begin();
  KeptReceipt given{new_id(), scope.account_id, now_ms(), taken.record_id, taken.record_type, {}};
  const auto year = local_date(given.given_at).substr(0, 4);
  auto serial = std::to_string(records_.next_number(session, scope, "core", "receipt." + year));
  if (serial.size() < 6) serial.insert(0, 6 - serial.size(), '0');
  auto& receipt = given.receipt;
  receipt.number = "HZ-" + taken.division.substr(0, 6) + "-" + year + "-" + serial;
  receipt.court = taken.court, receipt.court_code = taken.court_code;
  receipt.what = taken.what, receipt.record = taken.record;
  receipt.received = moment(given.given_at);
  receipt.by = mask_name(taken.by);
  receipt.content = hash_of(kind_, taken.content);
  receipt.code = new_code();
  receipt.sign(signer_, kind_);
  session.write(
      "insert into gt_receipt (id, site_id, number, account_id, record_type, record_id, given_at, body) "
      "values (:id, :site, :number, :account, :type, :record, :at, :body)",
      {{"id", given.id},
       {"site", scope.site_id},
       {"number", receipt.number},
       {"account", scope.account_id},
       {"type", taken.record_type},
       {"record", taken.record_id},
       {"at", given.given_at},
       {"body", receipt.json()}});
  record(session, scope,
         {std::string(k_receipt_given), "receipt", given.id, "ok",
          {{"number", receipt.number}, {"record_type", taken.record_type}, {"record_id", taken.record_id}, {"hash", receipt.hash}}});
  return given;
}

std::optional<KeptReceipt> ReceiptBook::find(store::Session& session, std::int64_t site_id, std::string_view number) const {
  const auto rows = session.read(std::string(k_columns) + "where number = :number and site_id = :site",
                                 {{"number", number}, {"site", site_id}});
  return rows.empty() ? std::nullopt : std::optional(kept(rows[0]));
}

std::vector<KeptReceipt> ReceiptBook::of(store::Session& session, std::int64_t site_id, std::string_view record_type,
                                         std::int64_t record_id) const {
  std::vector<KeptReceipt> found;
  for (const auto row : session.read(std::string(k_columns) + "where record_id = :record and record_type = :type and site_id = :site "
                                                              "order by id",
                                     {{"record", record_id}, {"type", record_type}, {"site", site_id}}))
    found.push_back(kept(row));
  return found;
}

std::string plain_code(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    code += capital == 'O' ? '0' : capital == 'I' || capital == 'L' ? '1' : capital;
  }
  return code;
}

}  // namespace gongting::host::audit
