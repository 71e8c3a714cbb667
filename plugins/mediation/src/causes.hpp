// Kinds of dispute one can choose when applying, with the name that papers use (民事案件案由规定).
#ifndef MEDIATION_CAUSES_HPP
#define MEDIATION_CAUSES_HPP

#include <string>
#include <string_view>
#include <vector>

namespace mediation {

/// In the order in which the form shows them. Pages write them by the message "cause.<key>".
const std::vector<std::string>& cause_keys();
/// "民间借贷纠纷": for titles and papers, which are Chinese in every language of the pages.
std::string_view cause_on_paper(std::string_view key);

}  // namespace mediation

#endif
