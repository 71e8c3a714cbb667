// The list of disputes for staff. One statement over one index, whatever the number of rows: the next page begins
// behind the last row of this one (due date and id), and tabs count to 99 and no further.
#include <functional>
#include <map>

#include "dispute.hpp"
#include "gongting/identifiers.hpp"
#include "pages.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Items;
using gongting::Message;
using gongting::Phrase;
using gongting::Row;
using gongting::Value;

namespace {

constexpr int k_page = 20;
constexpr std::int64_t k_count_limit = 100;

struct Filter {
  std::string view, words, state, town, after;
  std::int64_t point = 0, mediator = 0;
  bool more = false;
  bool any() const { return !words.empty() || !state.empty() || !town.empty() || point != 0 || mediator != 0; }
};

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || number > 900'000'000'000'000'000) return 0;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// Whether "mine" means something for this person, and what.
std::string mine_condition(const Request& rq) {
  if (rq.user().can("mediation.screen")) return "turn = 'court'";
  if (rq.user().can("mediation.mediate")) return "mediator_id = :me and is_open = 1";
  return {};
}

Filter read_filter(const Request& rq) {
  Filter filter{rq.query("view"), rq.query("q"), rq.query("state"), rq.query("town"), rq.query("after"),
                number_of(rq.query("point")), number_of(rq.query("mediator")), false};
  const bool has_mine = !mine_condition(rq).empty();
  if (filter.view != "open" && filter.view != "over" && filter.view != "today" && filter.view != "ended")
    filter.view = has_mine ? "mine" : "open";
  if (std::find(state::all.begin(), state::all.end(), filter.state) == state::all.end()) filter.state.clear();
  filter.more = rq.query("more") == "1" || filter.point != 0 || filter.mediator != 0;
  return filter;
}

/// A case number as stored, from what a person types: brackets of either width, or the bare serial of this year.
std::string stored_number(const Request& rq, const std::string& words) {
  std::string number = words;
  for (const auto& [wide, narrow] : {std::pair<std::string_view, const char*>{"（", "("}, {"）", ")"}})
    for (auto at = number.find(wide); at != number.npos; at = number.find(wide)) number.replace(at, wide.size(), narrow);
  if (const auto serial = number_of(number); serial > 0 && number.size() < 8)
    return case_number(std::stoi(rq.clock().today().substr(0, 4)), rq.site().court_code(), serial);
  return number;
}

/// Which rows, in which order. The order is that of one index, forwards or backwards.
struct Statement {
  std::string where, key = "due";
  bool backwards = false;
  Fields params;
};

void add(Statement& statement, const std::string& condition, const char* name = nullptr, Value value = {}) {
  statement.where += (statement.where.empty() ? "" : " and ") + condition;
  if (name != nullptr) statement.params.emplace_back(name, std::move(value));
}

void add_view(const Request& rq, const Filter& filter, Statement& statement) {
  const auto today = rq.clock().today();
  if (!filter.state.empty()) {
    add(statement, "state = :state", "state", filter.state);
    statement.backwards = !state::is_open(filter.state);
  } else if (filter.view == "mine") {
    add(statement, mine_condition(rq));
    if (!rq.user().can("mediation.screen")) statement.params.emplace_back("me", rq.user().id());
  } else if (filter.view == "ended") {
    add(statement, "ended_on > ''");
    statement.key = "ended_on", statement.backwards = true;
  } else {
    add(statement, "is_open = 1");
    if (filter.view == "over") add(statement, "due < :today", "today", today);
    if (filter.view == "today") add(statement, "due = :today", "today", today);
  }
}

Statement statement_of(const Request& rq, const Filter& filter, const std::string& found_by) {
  Statement statement;
  if (!found_by.empty()) {
    add(statement, found_by + " = :words", "words", found_by == "case_number" ? stored_number(rq, filter.words) : filter.words);
    statement.backwards = true;
  } else {
    add_view(rq, filter, statement);
  }
  if (!filter.town.empty()) add(statement, "town = :town", "town", filter.town);
  if (filter.point != 0) add(statement, "point_id = :point", "point", filter.point);
  if (filter.mediator != 0) add(statement, "mediator_id = :mediator", "mediator", filter.mediator);
  // "2026-11-25.123": the date and id of the last row before this page.
  if (const auto dot = filter.after.find('.'); dot != filter.after.npos && found_by.empty()) {
    add(statement, "(" + statement.key + ", id) " + (statement.backwards ? "<" : ">") + " (:after_date, :after_id)", "after_date",
        filter.after.substr(0, dot));
    statement.params.emplace_back("after_id", number_of(filter.after.substr(dot + 1)));
  }
  return statement;
}

/// What run() selects, in this order.
namespace column {
enum : std::size_t { id, code, case_number, title, cause, state, amount, due, ended_on, applicant, respondent, mediator, place };
}

gongting::Rows run(const Request& rq, const Statement& statement) {
  const char* way = statement.backwards ? " desc" : "";
  return rq.db().query("select id, code, case_number, title, cause, state, amount_fen, due, ended_on, applicant_name,"
                       " respondent_name, mediator_name, place from dispute where " + statement.where + " order by " +
                           statement.key + way + ", id" + way + " limit " + std::to_string(k_page + 1),
                       statement.params);
}

std::string count_shown(std::int64_t count) {
  return count >= k_count_limit ? std::to_string(k_count_limit - 1) + "+" : std::to_string(count);
}

Items tabs(const Request& rq, const Filter& filter) {
  const auto mine = mine_condition(rq);
  // Ordered as the index is. Without an order PostgreSQL expects a third of all rows to be before :today, so that a walk
  // through the table would meet 100 of them soon; when there are none, it reads the table to its end.
  const auto bounded = [](const std::string& condition) {
    return "(select count(*) from (select id from dispute where " + condition + " order by due, id limit " +
           std::to_string(k_count_limit) + ") as c)";
  };
  Fields params{{"today", rq.clock().today()}};
  if (mine.find(":me") != mine.npos) params.emplace_back("me", rq.user().id());
  const auto counts = rq.db().query("select " + bounded(mine.empty() ? "is_open = 1" : mine) + " as mine, " +
                                        bounded("is_open = 1 and due < :today") + " as late, " +
                                        bounded("is_open = 1 and due = :today") + " as now_due",
                                    std::move(params));
  Items list;
  const auto tab = [&](const char* view, const char* counted) {
    list.add({{"view", view},
              {"label", Phrase{"tab.", view, {}}},
              {"current", !filter.any() && filter.view == view},
              {"count", counted == nullptr ? std::string() : count_shown(counts[0].integer(counted))}});
  };
  if (!mine.empty()) tab("mine", "mine");
  tab("over", "late"), tab("today", "now_due"), tab("open", nullptr), tab("ended", nullptr);
  return list;
}

void add_filter_choices(const Request& rq, const Filter& filter, Fields& model) {
  Items states, towns, points, mediators;
  for (const auto name : state::all)
    states.add({{"value", name}, {"label", Phrase{"state.", name, {}}}, {"chosen", name == filter.state}});
  for (const Row row : rq.site().divisions()) {
    const auto code = row["code"].text().substr(0, 9);
    towns.add({{"value", code}, {"label", row["name"].text()}, {"chosen", code == filter.town}});
  }
  if (filter.more) {
    for (const Row row : rq.site().points())
      if (filter.town.empty() || row.text("division").starts_with(filter.town))
        points.add({{"value", row.integer("id")}, {"label", row["name"].text()}, {"chosen", row.integer("id") == filter.point}});
    for (const Row row : rq.site().people("MEDIATOR"))
      mediators.add({{"value", row.integer("id")}, {"label", gongting::mask_name(row["name"].text())},
                     {"chosen", row.integer("id") == filter.mediator}});
  }
  model.emplace_back("states", std::move(states));
  model.emplace_back("towns", std::move(towns));
  model.emplace_back("points", std::move(points));
  model.emplace_back("mediators", std::move(mediators));
}

/// The filter as it stands in links to the next page.
std::string link_of(const Filter& filter) {
  std::string link = "?view=" + filter.view;
  if (!filter.words.empty()) link += "&q=" + percent_encoded(filter.words);
  if (!filter.state.empty()) link += "&state=" + filter.state;
  if (number_of(filter.town) != 0) link += "&town=" + filter.town;
  if (filter.point != 0) link += "&point=" + std::to_string(filter.point);
  if (filter.mediator != 0) link += "&mediator=" + std::to_string(filter.mediator);
  return link;
}

/// "王*华 / 杭州青山湖食品有限公司": people are masked, organisations are not. Which of them the other side is stands in the
/// title, which was made when that was known.
std::string parties_of(const Row& row) {
  auto parties = gongting::mask_name(row[column::applicant].text());
  const auto respondent = row[column::respondent].text();
  constexpr std::string_view with = "与";
  auto title = row[column::title].text();
  const auto take = [&](std::string_view part) {
    const bool there = title.starts_with(part);
    if (there) title.remove_prefix(part.size());
    return there;
  };
  const bool organisation = take(parties) && take(with) && take(respondent);
  parties.append(" / ");
  return organisation ? parties.append(respondent) : parties.append(gongting::mask_name(respondent));
}

/// Lists are ordered by their limit more often than not: the next row has the same one as that before it.
class DueColumn {
 public:
  explicit DueColumn(const std::string& today) : today_(today) {}
  const std::string& today() const { return today_; }
  const gongting::Encoded& of(std::string_view due) {
    if (due != due_) due_ = due, model_ = due_model(due, today_);
    return model_;
  }

 private:
  const std::string& today_;
  std::string due_;
  gongting::Encoded model_;
};

void add_row(Items& list, const Row& row, DueColumn& dues) {
  const auto state = row[column::state].text();
  const auto due = row[column::due].text();
  list.add({{"id", row[column::id].integer()},
            {"number", short_case_number(row[column::case_number].text(), row[column::code].text())},
            {"cause", Phrase{"cause.", row[column::cause].text(), {}}},
            {"parties", parties_of(row)},
            {"place", row[column::place].text()},
            {"state", Phrase{"state.", state, {}}},
            {"tag", state::tag_of(state)},
            {"mediator", gongting::mask_name(row[column::mediator].text())},
            {"over", state::is_open(state) && due < dues.today()},
            {"due", dues.of(due)},
            {"amount", row[column::amount].is_null() ? std::string() : gongting::yuan(row[column::amount].integer())}});
}

/// What a person searched for: one statement over one index for each thing that it may be. Newest first, one page.
Items found_rows(const Request& rq, const Filter& filter, const std::string& today) {
  std::vector<gongting::Rows> answers;
  for (const char* column : {"code", "case_number", "applicant_name", "respondent_name"})
    answers.push_back(run(rq, statement_of(rq, filter, column)));
  std::map<std::int64_t, Row, std::greater<>> found;
  for (const auto& rows : answers)
    for (const Row row : rows) found.try_emplace(row.integer("id"), row);
  Items list;
  DueColumn dues(today);
  for (const auto& [id, row] : found)
    if (list.size() < k_page) add_row(list, row, dues);
  return list;
}

/// The rows of a view, and where the next page begins.
Items view_rows(const Request& rq, const Filter& filter, const std::string& today, Fields& model) {
  const auto statement = statement_of(rq, filter, {});
  const auto rows = run(rq, statement);
  Items list;
  DueColumn dues(today);
  for (std::size_t i = 0; i < rows.size() && i < k_page; ++i) add_row(list, rows[i], dues);
  if (rows.size() > k_page) {
    const Row last = rows[k_page - 1];
    model.emplace_back("next", link_of(filter) + "&after=" + last.text(statement.key) + "." + std::to_string(last.integer("id")));
  }
  return list;
}

}  // namespace

Response console_list(Request& rq) {
  const auto filter = read_filter(rq);
  const auto today = rq.clock().today();
  Fields model{{"tabs", tabs(rq, filter)},
               {"view", filter.view},
               {"q", filter.words},
               {"more", filter.more},
               {"filtered", filter.any()},
               {"is_later_page", !filter.after.empty()},
               {"here", link_of(filter)},
               {"may_assist", rq.user().can("mediation.assist")},
               {"may_report", rq.user().can("mediation.report")}};
  auto rows = filter.words.empty() ? view_rows(rq, filter, today, model) : found_rows(rq, filter, today);
  model.emplace_back("rows", std::move(rows));
  add_filter_choices(rq, filter, model);
  return rq.render("console_list.html", std::move(model), {.title = Message{"list.title", {}}});
}

}  // namespace mediation
