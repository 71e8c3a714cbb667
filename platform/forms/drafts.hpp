// Forms that were begun and not sent: kept as they were typed, sealed, for their owner, and for a director who shows the owner's code.
#ifndef GONGTING_FORMS_DRAFTS_HPP
#define GONGTING_FORMS_DRAFTS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "gongting/forms/declaration.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {
class Sealing;
}
namespace gongting::host::store {
class Records;
}

namespace gongting::host::forms {

using gongting::forms::Typed;

struct Draft {
  std::int64_t id = 0, version = 0, owner_id = 0, helper_id = 0, saved_at = 0;
  std::size_t reached = 0;  // the first step that was not in order yet, from 0
  std::string number, begun, owner_name, helper_name, expires_on;
  std::string sent_to;  // "" until it was sent
  Typed typed;
};

/// Which form's drafts.
struct FormOf {
  std::string_view plugin, form;
  int days = 30;
};

/// In the caller's transaction, and audited there. A draft is its owner's on the face on which he began it, and on the console its
/// helper's; for everybody else it is not there. [any-thread]
class Drafts {
 public:
  static constexpr int k_code_minutes = 30, k_code_tries = 5, k_most = 20;

  Drafts(const auth::Sealing& sealing, store::Records& records) : sealing_(sealing), records_(records) {}

  /// Its number, D-2026-11-0418, is counted for the site and month.
  Draft begin(store::Session& db, const Scope& scope, const FormOf& form, Typed typed) const;
  /// A helper's reading is audited, as reading others' data in full is.
  std::optional<Draft> find(store::Session& db, const Scope& scope, const FormOf& form, std::int64_t id) const;
  /// Those not sent, newest first, at most k_most.
  std::vector<Draft> list(store::Session& db, const Scope& scope, const FormOf& form) const;
  /// Errors: conflict when another device saved it meanwhile. `by_itself`: by the timer of a page, which is not audited.
  void save(store::Session& db, const Scope& scope, const FormOf& form, Draft& draft, bool by_itself) const;
  void remove(store::Session& db, const Scope& scope, const Draft& draft) const;
  /// Nothing that was typed is kept, only where it led: who sends it once more is led there.
  void sent(store::Session& db, const Scope& scope, const Draft& draft, std::string_view location) const;

  /// Six digits, for k_code_minutes and k_code_tries; the one before is void.
  std::string issue_code(store::Session& db, const Scope& scope, const Draft& draft) const;
  /// Makes the caller the helper of the draft with this number. 0 for a wrong number or code, one too old or tried too often. The try is
  /// counted, and committed by itself: whoever guesses is not helped by what fails after it.
  std::int64_t resume(store::Session& db, const Scope& scope, const FormOf& form, std::string_view number, std::string_view code) const;

  /// Removes those whose days are over before this day; answers how many. Any site's.
  static std::int64_t sweep(store::Session& db, std::string_view today);

 private:
  std::string code_hash(std::int64_t draft, std::string_view code) const;
  Draft read(const Row& row) const;

  const auth::Sealing& sealing_;
  store::Records& records_;
};

}  // namespace gongting::host::forms

#endif
