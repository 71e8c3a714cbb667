// Checking an application step by step, and filing it.
#ifndef MEDIATION_APPLICATION_HPP
#define MEDIATION_APPLICATION_HPP

#include <cstdint>

#include "draft.hpp"
#include "gongting/request.hpp"

namespace mediation {

/// A point to choose from, by town.
struct PointChoice {
  std::int64_t id = 0;
  std::string name, kind, division, address, phone;
};
std::vector<PointChoice> open_points(const gongting::Request& rq);
/// The point of the director who is signed in; 0 when he has none.
std::int64_t own_point(const gongting::Request& rq);

/// Checks the fields of this step and puts the clean values into the draft; what is wrong gathers in the form.
void check_step(gongting::Request& rq, gongting::Form& form, Draft& draft, int step);
/// The same fields as typed, unchecked: for saving half a step.
void keep_typed(gongting::Form& form, Draft& draft, int step);
/// A form that holds what the draft holds, for checking it once more before it is filed.
gongting::Form form_of(const Draft& draft);

/// Files the checked draft and removes it. Answers the dispute's id.
std::int64_t file_application(gongting::Request& rq, const Draft& draft);

}  // namespace mediation

#endif
