// Numbers without gaps: a plugin's own series, and case numbers.
#include "gongting/case_number.hpp"
#include "store/parameters.hpp"
#include "store/records_impl.hpp"

namespace gongting::host::store {
namespace {

std::int64_t count_on(Session& session, std::int64_t site, const std::string& series) {
  if (site == 0) throw Error{Kind::internal, "numbers belong to a site, and the scope has none"};
  auto& connection = session.connection();
  const Fields named{{"site", site}, {"series", series}};
  const FieldParameters params(named);
  constexpr std::string_view next = "update gt_number set value = value + 1 where site_id = :site and series = :series";
  // The changed row is locked until the transaction ends: so there is no gap when it rolls back.
  if (connection.write(next, params) == 0) {
    connection.write("insert into gt_number (site_id, series, value) values (:site, :series, 0) "
                     "on conflict (site_id, series) do nothing", params);
    connection.write(next, params);
  }
  return connection.read("select value from gt_number where site_id = :site and series = :series", params)[0][0]
      .integer();
}

}  // namespace

std::int64_t Records::next_number(Session& session, const Scope& scope, std::string_view plugin,
                                  std::string_view series) {
  if (series.empty() || series.size() > 100) throw Error{Kind::internal, "a series is named in 1 to 100 bytes"};
  return count_on(session, scope.site_id, std::string(plugin) + "." + std::string(series));
}

std::int64_t Records::next_case_serial(Session& session, const Scope& scope, const CaseNumber& number) {
  auto read_back = number;
  read_back.serial = 1;
  CaseNumberFault fault{};
  const auto parsed = parse_case_number(read_back.text(), &fault);
  if (!parsed || parsed->text() != read_back.text())
    throw Error{Kind::bad_input, read_back.text() + " would be no case number: look at court, type and year"};
  // No plugin has a name that begins with a dot: the series of case numbers belong to all of them.
  return count_on(session, scope.site_id, ".case." + number.court + "." + number.special + "." + number.type + "." +
                                              std::to_string(number.year));
}

}  // namespace gongting::host::store
