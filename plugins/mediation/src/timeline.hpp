// The history of a dispute and its periods, for the pages of both faces.
#ifndef MEDIATION_TIMELINE_HPP
#define MEDIATION_TIMELINE_HPP

#include "dispute.hpp"

namespace mediation {

/// Steps, newest first: {words, at, stamp, who, part, reason, is_now}; for staff also {staff_words, change, number}.
gongting::List timeline(const gongting::Request& rq, const Dispute& dispute, bool for_staff);
/// Periods, newest first: {title, starts, due, trail: [text], running, unverified, calendar_missing}.
gongting::Items periods(const gongting::Request& rq, const Dispute& dispute);
/// Stages of the progress bar: {label, done, current}.
gongting::Items stages(const Dispute& dispute);
/// Papers that exist: {name, date, tag, words, href}.
gongting::Items papers(const gongting::Request& rq, const Dispute& dispute);

}  // namespace mediation

#endif
