// An application for mediation, filled in as a citizen does it.
#pragma once

#include <string>

#include "browser.hpp"

namespace server_test {

/// Up to the last page, where it is only left to be sent. "" when a step was refused.
std::string fill_in_application(Browser& citizen, const std::string& prefix, const std::string& about);
/// The id of the matter; "" when it was not taken.
std::string apply_for_mediation(Browser& citizen, const std::string& prefix, const std::string& about);
/// The digits after this in an address; "" without.
std::string number_after(const std::string& address, const std::string& before);

}  // namespace server_test
