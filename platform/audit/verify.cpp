#include "audit/verify.hpp"

#include <algorithm>

#include "audit/chain.hpp"
#include "audit/receipt_book.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "store/audit_row.hpp"

namespace gongting::host::audit {
namespace {

constexpr std::int64_t k_read_at_once = 2000;
constexpr std::int64_t k_progress_each = 50'000;

constexpr const char* k_links =
    "select c.number, c.row_id, c.row_hash, c.hash as chain_hash, c.sealed_at, a.id, a.at, a.site_id, a.account_id, "
    "a.actor, a.client, a.request_id, a.plugin, a.action, a.object, a.object_id, a.outcome, a.detail, r.body as receipt "
    "from gt_chain c left join gt_audit a on a.id = c.row_id left join gt_receipt r on r.id = a.object_id and a.action = "
    "'receipt.give' where c.number > :after order by c.number limit :most";
constexpr const char* k_waiting =
    "select u.row_id, u.hash, a.id, a.at, a.site_id, a.account_id, a.actor, a.client, a.request_id, a.plugin, "
    "a.action, "
    "a.object, a.object_id, a.outcome, a.detail "
    "from gt_unsealed u left join gt_audit a on a.id = u.row_id where u.row_id > :after order by u.row_id limit :most";
// One statement, so that rows which are sealed meanwhile are seen in one place or the other.
constexpr const char* k_in_no_chain =
    "select count(*) as n, min(a.id) as first from gt_audit a where not exists (select 1 from gt_chain c where "
    "c.row_id = "
    "a.id) and not exists (select 1 from gt_unsealed u where u.row_id = a.id)";

bool fits(const store::AuditContent& content, std::string_view hash) {
  const auto kind = kind_of_hash(hash);
  return kind && hash_of(*kind, content.canonical()) == hash;
}

std::string named(std::int64_t number) { return "number " + std::to_string(number); }

class Walk {
 public:
  Walk(store::Session& session, const VerifyAsk& ask) : session_(session), ask_(ask), anchors_(ask.anchors) {
    for (auto& anchor : read_anchors(session)) anchors_.push_back(std::move(anchor));
    std::stable_sort(anchors_.begin(), anchors_.end(),
                     [](const Anchor& a, const Anchor& b) { return a.number < b.number; });
  }

  Verdict run() {
    const auto head = chain_head(session_);
    verdict_.from = ask_.from, verdict_.unsealed = unsealed(session_);
    begin(head);
    while (!verdict_.fault && read_some(head.number)) {
    }
    verdict_.sealed = previous_.number, verdict_.sealed_at = previous_.sealed_at;
    if (!verdict_.fault) look_behind_the_end();
    if (!verdict_.fault && ask_.stray_rows) look_for_rows_in_no_chain();
    if (!verdict_.fault) look_at_what_waits();
    return std::move(verdict_);
  }

 private:
  void begin(const Link& head) {
    previous_ = {0, 0, "", std::string(k_chain_begin), 0};
    if (ask_.from <= 1) return;
    const auto rows =
        session_.read("select hash, sealed_at from gt_chain where number = :before", {{"before", ask_.from - 1}});
    if (rows.empty())
      throw Error{Kind::bad_input, "the chain cannot be checked from " + named(ask_.from) +
                                       " on: there is no number before it; it has " + std::to_string(head.number)};
    previous_ = {ask_.from - 1, 0, "", rows[0].text("hash"), rows[0].integer("sealed_at")};
  }

  void fault(std::int64_t number, std::int64_t row_id, std::string what, std::string text) {
    verdict_.fault = Fault{number, row_id, std::move(what), std::move(text)};
  }

  bool read_some(std::int64_t of) {
    const auto rows = session_.read(k_links, {{"after", previous_.number}, {"most", k_read_at_once}});
    for (const auto row : rows) {
      Link link{row.integer("number"), row.integer("row_id"), row.text("row_hash"), row.text("chain_hash"),
                row.integer("sealed_at")};
      check(link, row);
      if (!verdict_.fault && row["action"].text() == k_receipt_given) check_receipt_of(link, row);
      if (verdict_.fault) return false;
      previous_ = std::move(link);
      if (++verdict_.checked % k_progress_each == 0 && ask_.progress) ask_.progress(previous_.number, of);
    }
    return !rows.empty();
  }

  void check(const Link& link, const Row& row) {
    const auto wanted = previous_.number + 1;
    if (link.number != wanted) {
      if (const auto other = belongs_at(wanted, link))
        return fault(wanted, 0, "reordered", named(wanted) + " stands at " + named(other) + " of the chain: reordered");
      return fault(wanted, 0, "removed", named(wanted) + " is not in the chain any more: removed");
    }
    const auto kind = kind_of_hash(link.hash);
    if (!kind || link.expected(*kind, previous_.hash) != link.hash) return broken(link);
    if (row.is_null("id"))
      return fault(
          wanted, link.row_id, "removed",
          named(wanted) + ", record " + std::to_string(link.row_id) + ", is not in the audit log any more: removed");
    const auto content = store::AuditContent::of(row);
    if (!fits(content, link.row_hash)) return changed(link, content);
    note_hash(link.number, *kind);
    check_anchors(link);
  }

  /// The receipt that was given then, against the hash that the log has of it.
  void check_receipt_of(const Link& link, const Row& row) {
    const auto detail = parse_json(row.text("detail"));
    const auto number = Json(detail)["number"].text(), hash = Json(detail)["hash"].text();
    const auto about = named(link.number) + " of the chain: the receipt " + number + " ";
    if (row.is_null("receipt")) return fault(link.number, link.row_id, "removed", about + "is not there any more: removed");
    const auto kind = kind_of_hash(hash);
    if (kind && hash_of(*kind, receipt_text(row.text("receipt"))) == hash) return;
    fault(link.number, link.row_id, "edited", about + "is not what was given: edited");
  }
  /// What is hashed of a receipt; "" for what cannot be read as one any more.
  static std::string receipt_text(const std::string& body) {
    try {
      return read_receipt(body).text();
    } catch (const Error&) {
      return {};
    }
  }

  void note_hash(std::int64_t number, HashKind kind) {
    if (verdict_.stretches.empty() || verdict_.stretches.back().second != hash_name(kind))
      verdict_.stretches.emplace_back(number, hash_name(kind));
  }

  /// The content of a sealed row is not what was sealed: that of another row, or of none.
  void changed(const Link& link, store::AuditContent content) {
    std::int64_t other = 0;
    each_link([&](const Link& candidate) {
      content.id = candidate.row_id;
      if (candidate.number != link.number && fits(content, candidate.row_hash)) other = candidate.number;
      return other == 0;
    });
    const auto record = named(link.number) + ", record " + std::to_string(link.row_id) + ", ";
    if (other != 0)
      return fault(link.number, link.row_id, "reordered",
                   record + "holds what was written as " + named(other) + ": reordered");
    fault(link.number, link.row_id, "edited", record + "is not what was written: edited");
  }

  /// The link itself does not stand behind the one before it.
  void broken(const Link& link) {
    if (const auto other = belongs_at(link.number, link); other != 0 && other != link.number)
      return fault(link.number, link.row_id, "reordered",
                   named(link.number) + " stands at " + named(other) + " of the chain: reordered");
    fault(link.number, link.row_id, "edited",
          named(link.number) + " of the chain does not follow from " +
              (link.number == 1 ? std::string("its beginning") : named(link.number - 1)) +
              ": edited, or something before it removed and the rest numbered anew");
  }

  /// Where the link now stands that belongs at this number; 0 when it is nowhere.
  std::int64_t belongs_at(std::int64_t number, const Link& now) {
    std::int64_t found = 0;
    each_link([&](const Link& candidate) {
      auto there = candidate;
      there.number = number;
      const auto kind = kind_of_hash(candidate.hash);
      const auto own = kind_of_hash(now.hash);
      if (kind && there.expected(*kind, previous_.hash) == candidate.hash) found = candidate.number;
      there.sealed_at = now.sealed_at;
      if (own && there.expected(*own, previous_.hash) == now.hash) found = candidate.number;
      return found == 0;
    });
    return found;
  }

  template <class F>
  void each_link(F&& look) {
    std::int64_t after = previous_.number;
    while (true) {
      const auto rows = session_.read(
          "select number, row_id, row_hash, hash, sealed_at from gt_chain where number > :after order by number limit "
          ":most",
          {{"after", after}, {"most", k_read_at_once}});
      if (rows.empty()) return;
      for (const auto row : rows) {
        const Link link{row.integer("number"), row.integer("row_id"), row.text("row_hash"), row.text("hash"),
                        row.integer("sealed_at")};
        if (!look(link)) return;
        after = link.number;
      }
    }
  }

  bool signature_holds(const Anchor& anchor) {
    if (is_signed(ask_.public_key, anchor.text(), anchor.signature)) return true;
    fault(anchor.number, 0, "anchor",
          "the anchor of " + anchor.day + " at " + named(anchor.number) + " is not signed by this installation");
    return false;
  }

  void check_anchors(const Link& link) {
    for (; next_anchor_ < anchors_.size() && anchors_[next_anchor_].number <= link.number; ++next_anchor_) {
      const auto& anchor = anchors_[next_anchor_];
      if (anchor.number < link.number) continue;  // before ask_.from
      if (!signature_holds(anchor)) return;
      if (anchor.number != last_anchored_) ++verdict_.anchors;
      if (anchor.hash == link.hash) {
        last_anchored_ = anchor.number;
        continue;
      }
      return fault(last_anchored_ + 1, 0, "edited",
                   "the chain was written anew between " + named(last_anchored_ + 1) + " and " + named(anchor.number) +
                       ": it does not have the hash that was anchored on " + anchor.day);
    }
  }

  void look_behind_the_end() {
    for (; next_anchor_ < anchors_.size(); ++next_anchor_) {
      const auto& anchor = anchors_[next_anchor_];
      if (anchor.number <= previous_.number) continue;
      if (!signature_holds(anchor)) return;
      return fault(previous_.number + 1, 0, "cut",
                   "the chain ends at " + named(previous_.number) + ", but had " + named(anchor.number) + " on " +
                       anchor.day + ": cut off from " + named(previous_.number + 1) + " on");
    }
  }

  void look_for_rows_in_no_chain() {
    const auto rows = session_.read(k_in_no_chain);
    const auto count = rows[0].integer("n"), first = rows[0].integer("first");
    if (count == 0) return;
    const auto records =
        std::to_string(count) + " records of the audit log, the first of them " + std::to_string(first) + ", ";
    if (first > newest_sealed_row())
      return fault(
          previous_.number + 1, first, "cut",
          records + "are not in the chain any more: it was cut off from " + named(previous_.number + 1) + " on");
    fault(0, first, "added", records + "are in no chain: put in past the program, or taken out of it");
  }

  std::int64_t newest_sealed_row() {
    return session_.read("select coalesce(max(row_id), 0) as id from gt_chain")[0].integer("id");
  }

  void look_at_what_waits() {
    for (std::int64_t after = 0; !verdict_.fault;) {
      const auto rows = session_.read(k_waiting, {{"after", after}, {"most", k_read_at_once}});
      if (rows.empty()) return;
      for (const auto row : rows) {
        after = row.integer("row_id");
        const auto record = "record " + std::to_string(after) + ", which is not sealed yet, ";
        if (row.is_null("id")) return fault(0, after, "removed", record + "is not in the audit log any more: removed");
        const auto hash = row.text("hash");
        if (!hash.empty() && !fits(store::AuditContent::of(row), hash))
          return fault(0, after, "edited", record + "is not what was written: edited");
      }
    }
  }

  store::Session& session_;
  const VerifyAsk& ask_;
  std::vector<Anchor> anchors_;
  std::size_t next_anchor_ = 0;
  std::int64_t last_anchored_ = 0;
  Link previous_;
  Verdict verdict_;
};

}  // namespace

Verdict verify(store::Session& session, const VerifyAsk& ask) { return Walk(session, ask).run(); }

}  // namespace gongting::host::audit
