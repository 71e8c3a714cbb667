// How many disputes came, how they ended and how long it took, month by month.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gongting/format.hpp"
#include "pages.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::List;
using gongting::Row;
using gongting::Value;

namespace {

struct Month {
  std::int64_t received = 0, ended = 0, agreed = 0, days = 0;
};

/// "71.4%"; nothing when nothing ended.
Value share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return {};
  const auto permille = (part * 1000 + whole / 2) / whole;
  return std::to_string(permille / 10) + "." + std::to_string(permille % 10) + "%";
}

Value average(std::int64_t sum, std::int64_t count) {
  if (count == 0) return {};
  const auto tenths = (sum * 10 + count / 2) / count;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

Fields month_model(const std::string& name, const Month& month, std::int64_t most) {
  return {{"month", name},
          {"received", month.received},
          {"ended", month.ended},
          {"agreed", month.agreed},
          {"rate", share(month.agreed, month.ended)},
          {"days", average(month.days, month.ended)},
          {"bar", most == 0 ? 0 : month.received * 100 / most}};
}

/// "2025-12" from "2026-11-21" with eleven months back.
std::string month_before(const std::string& today, int back) {
  auto year = std::stoi(today.substr(0, 4)), month = std::stoi(today.substr(5, 2)) - back;
  while (month < 1) --year, month += 12;
  return std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

/// Month by month, each from one stretch of an index: a grouped statement would sort all rows of the year.
Month count_month(const Request& rq, const std::string& month) {
  // "-32" lies behind every day of the month.
  const Fields stretch{{"from", month + "-01"}, {"to", month + "-32"}};
  const auto received = rq.db().query("select count(*) as number from dispute where received_on >= :from and received_on < :to", stretch);
  const auto ended = rq.db().query(
      "select count(*) as number, sum(case when end_reason = 'agree' then 1 else 0 end) as agreed, sum(duration_days) as days"
      " from dispute where ended_on >= :from and ended_on < :to",
      stretch);
  return {received[0].integer("number"), ended[0].integer("number"), ended[0].integer("agreed"), ended[0].integer("days")};
}

}  // namespace

/// The figures as they are, for page, API and command line: {months: [{month, received, ended, agreed, days}], newest first}.
/// `days`: of all that ended, together.
Fields figures(Request& rq, const gongting::Arguments& with) {
  const auto today = rq.clock().today();
  List months;
  const auto add = [&](const std::string& name) {
    const auto month = count_month(rq, name);
    months.push_back(Fields{{"month", name}, {"received", month.received}, {"ended", month.ended}, {"agreed", month.agreed}, {"days", month.days}});
  };
  if (with.has("month")) add(with.text("month"));
  else
    for (int back = 0; back < with.integer("months"); ++back) add(month_before(today, back));
  return {{"today", today}, {"months", std::move(months)}};
}

Response report_overview(Request& rq) {
  const auto counted = rq.command("figures");
  std::vector<std::pair<std::string, Month>> months;
  Month sum;
  std::int64_t most = 0;
  counted["months"].for_each([&](std::string_view, gongting::ValueRef one) {
    const Month month{one["received"].integer(), one["ended"].integer(), one["agreed"].integer(), one["days"].integer()};
    if (month.received == 0 && month.ended == 0) return true;
    months.emplace_back(one["month"].text(), month);
    sum.received += month.received, sum.ended += month.ended, sum.agreed += month.agreed, sum.days += month.days;
    most = std::max(most, month.received);
    return true;
  });
  List rows;
  for (const auto& [name, month] : months) rows.push_back(month_model(name, month, most));
  const auto from = month_before(std::string(counted["today"].text()), 11) + "-01";
  return rq.render("report.html",
                   {{"sum", month_model({}, sum, 0)},
                    {"months", std::move(rows)},
                    {"from", shown_date(from)},
                    {"at", gongting::time_of(rq.clock().now_ms())}},
                   {.title = gongting::Message{"report.title", {}}});
}

}  // namespace mediation
