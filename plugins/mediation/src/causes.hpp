// Kinds of dispute that forms/application.json offers, with the name that papers use (民事案件案由规定).
#ifndef MEDIATION_CAUSES_HPP
#define MEDIATION_CAUSES_HPP

#include <string_view>

namespace mediation {

/// "民间借贷纠纷": for titles and papers, which are Chinese in every language of the pages.
std::string_view cause_on_paper(std::string_view key);

}  // namespace mediation

#endif
