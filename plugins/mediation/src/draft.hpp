// The saved, unfinished application: its fields are kept as they were typed, so that nothing is lost half-way.
#ifndef MEDIATION_DRAFT_HPP
#define MEDIATION_DRAFT_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/request.hpp"

namespace mediation {

inline constexpr int k_last_step = 4;
inline constexpr int k_draft_days = 30;

struct Draft {
  std::int64_t id = 0, version = 0, point = 0, reached = 1, saved_at = 0;
  std::string number, expires_on;
  bool for_citizen = false;  // a director applies for somebody
  gongting::Fields fields;   // the texts of the form, by name

  std::string text(std::string_view name) const;
  void set(std::string_view name, std::string_view value);
};

/// Names of the texts that step 1 to 3 of the form send.
const std::vector<std::string_view>& fields_of_step(int step);

/// The caller's own drafts that are still kept, newest first; numbers of persons are masked.
std::vector<Draft> own_drafts(const gongting::Request& rq);
/// Errors: not_found when it is not the caller's, or its days are over.
Draft load_draft(const gongting::Request& rq, std::int64_t id);
/// A new draft of the caller's; a citizen's own name and mobile number stand in it already.
std::int64_t start_draft(gongting::Request& rq, bool for_citizen);
/// Keeps what stands in `draft.fields`, `point` and `reached`.
void save_draft(gongting::Request& rq, const Draft& draft);

}  // namespace mediation

#endif
