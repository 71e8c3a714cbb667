// How many disputes came, how they ended and how long it took, month by month.
#include <map>

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
std::string first_month(const std::string& today) {
  auto year = std::stoi(today.substr(0, 4)), month = std::stoi(today.substr(5, 2)) - 11;
  if (month < 1) --year, month += 12;
  return std::to_string(year) + (month < 10 ? "-0" : "-") + std::to_string(month);
}

}  // namespace

Response report_overview(Request& rq) {
  const auto today = rq.clock().today();
  const auto from = first_month(today) + "-01";
  std::map<std::string, Month> months;
  const auto received = rq.db().query(
      "select substr(received_on, 1, 7) as month, count(*) as number from dispute where received_on >= :from group by substr(received_on, 1, 7)",
      {{"from", from}});
  for (const Row row : received) months[row.text("month")].received = row.integer("number");
  const auto ended = rq.db().query(
      "select substr(ended_on, 1, 7) as month, count(*) as number, sum(case when end_reason = 'agree' then 1 else 0 end) as agreed,"
      " sum(duration_days) as days from dispute where ended_on >= :from group by substr(ended_on, 1, 7)",
      {{"from", from}});
  for (const Row row : ended) {
    auto& month = months[row.text("month")];
    month.ended = row.integer("number"), month.agreed = row.integer("agreed"), month.days = row.integer("days");
  }
  Month sum;
  std::int64_t most = 0;
  for (const auto& [name, month] : months) {
    sum.received += month.received, sum.ended += month.ended, sum.agreed += month.agreed, sum.days += month.days;
    most = std::max(most, month.received);
  }
  List rows;
  for (auto it = months.rbegin(); it != months.rend(); ++it) rows.push_back(month_model(it->first, it->second, most));
  return rq.render("report.html",
                   {{"sum", month_model({}, sum, 0)},
                    {"months", std::move(rows)},
                    {"from", long_date(from)},
                    {"at", gongting::time_of(rq.clock().now_ms())}},
                   {.title = gongting::Message{"report.title", {}}});
}

}  // namespace mediation
