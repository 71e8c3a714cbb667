// 日历: the days off and working weekends by which this court's periods are counted, and taking a year in.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "sites/holidays.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

constexpr std::size_t k_longest_csv = 20'000;  // some years; a year has about 40 lines of 15 bytes
constexpr std::size_t k_most_reported = 10;

EditForm csv_form() {
  return EditForm("console.calendar", {{.name = "csv", .input = Input::area, .least = 0, .most = k_longest_csv,
                                        .hint = Message{"console.calendar.csv_hint", {}}}});
}

/// Days in a row as one text: "2026-02-15 – 2026-02-23".
List spans(const std::vector<clock::HolidayRow>& rows, const std::string& kind) {
  List list;
  std::string first, last;
  const auto finish = [&] {
    if (!first.empty()) list.emplace_back(first == last ? first : first + " – " + last);
  };
  for (const auto& row : rows) {
    if (row.kind != kind) continue;
    if (first.empty() || *clock::parse_day(row.day) != *clock::parse_day(last) + 1) {
      finish();
      first = row.day;
    }
    last = row.day;
  }
  finish();
  return list;
}

std::string joined(const std::vector<int>& years) {
  std::string text;
  for (const int year : years) text += (text.empty() ? "" : ", ") + std::to_string(year);
  return text;
}

http::Response page(web::Context& context, const EditForm& form, int status) {
  const auto& calendar = context.snapshot->calendar(context.site->id);
  const int this_year = std::stoi(today().substr(0, 4));
  auto years = calendar.years();
  for (const int year : {this_year, this_year + 1})
    if (std::find(years.begin(), years.end(), year) == years.end()) years.push_back(year);
  std::sort(years.rbegin(), years.rend());
  List list;
  for (const int year : years) {
    const auto rows = calendar.rows(year);
    list.emplace_back(Fields{{"year", year}, {"known", calendar.knows(year)}, {"off", spans(rows, "off")}, {"worked", spans(rows, "work")}});
  }
  auto model = form.model();
  model.insert(model.end(), {{"years", std::move(list)},
                             {"missing", joined(calendar.missing(this_year, this_year + 1))},
                             {"saved", status == 200 && context.query.text("saved") == "1"},
                             {"reminders_href", context.url("/calendar/reminders")},
                             {"action", context.url("/calendar/check")}});
  return show(context, "calendar", std::move(model), "calendar", "/calendar", status);
}

/// What was pasted, or the file that was sent.
std::string given_csv(const web::Context& context, EditForm& form) {
  auto csv = form.text("csv");
  for (const auto& upload : context.request.uploads) {
    if (upload.field != "file" || upload.size == 0 || !csv.empty()) continue;
    if (upload.size > k_longest_csv) {
      form.fault("csv", {"console.calendar.too_long", {}});
      return {};
    }
    std::ifstream in(upload.path, std::ios::binary);
    csv.assign(std::istreambuf_iterator<char>(in), {});
  }
  return csv;
}

Message kind_words(const std::string& kind) { return {"console.calendar.kind_" + (kind.empty() ? "none" : kind), {}}; }

std::vector<std::pair<Message, Value>> facts(const web::Context& context, const sites::HolidayPreview& preview) {
  std::vector<std::pair<Message, Value>> facts;
  const auto words = [&](const std::string& kind) { return context.message(kind_words(kind).key); };
  for (const auto& row : preview.rows)
    facts.emplace_back(Message{"console.calendar.day", {{"day", row.row.day}}},
                       Message{"console.calendar.change", {{"before", words(row.before)}, {"after", words(row.row.kind)}}});
  if (preview.same > 0)
    facts.emplace_back(Message{"console.calendar.same", {}},
                       Message{"console.calendar.days", {{"count", static_cast<std::int64_t>(preview.same)}}});
  if (!preview.incomplete.empty())
    facts.emplace_back(Message{"console.calendar.incomplete", {}},
                       Message{"console.calendar.incomplete_text", {{"years", joined(preview.incomplete)}}});
  return facts;
}

/// Why the CSV cannot be taken; nothing when it can.
std::optional<Message> refusal(const sites::HolidayPreview& preview) {
  if (!preview.bad.empty()) {
    std::string lines;
    for (std::size_t i = 0; i < preview.bad.size() && i < k_most_reported; ++i)
      lines += (i > 0 ? ", " : "") + std::to_string(preview.bad[i].line);
    return Message{"console.calendar.bad_lines", {{"lines", lines}}};
  }
  if (preview.rows.empty()) return Message{"console.calendar.nothing_new", {}};
  return std::nullopt;
}

/// The preview of what was sent; faults stand in the form.
std::optional<sites::HolidayPreview> preview(const web::Context& context, EditForm& form, const std::string& csv) {
  if (!form.ok()) return std::nullopt;
  if (csv.empty() || !valid_utf8(csv)) {
    form.fault("csv");
    return std::nullopt;
  }
  std::istringstream in(csv);
  try {
    auto found = sites::preview_holidays(context.snapshot->calendar(context.site->id), in);
    if (const auto why = refusal(found)) form.fault("csv", *why);
    if (form.ok()) return found;
  } catch (const Error& error) {
    if (error.kind() != Kind::bad_input) throw;
    form.fault("csv");
  }
  return std::nullopt;
}

}  // namespace

http::Response calendar_page(web::Context& context) { return page(context, csv_form(), 200); }

http::Response calendar_check(web::Context& context) {
  auto form = csv_form();
  form.read(context.form);
  const auto csv = given_csv(context, form);
  form.put("csv", csv);
  const auto found = preview(context, form, csv);
  if (!found) return page(context, form, 422);
  Question question;
  question.title = {"console.calendar.confirm", {}};
  question.lead = {"console.calendar.confirm_lead", {{"count", static_cast<std::int64_t>(found->rows.size())}}};
  question.facts = facts(context, *found);
  question.hidden = {{"csv", csv}};
  question.cancel = context.url("/calendar");
  question.action = question.cancel;
  question.button = {"console.calendar.take_in", {}};
  question.asks_reason = false;
  return ask(context, question, EditForm("console.calendar", {}), "/calendar", 200);
}

http::Response calendar_import(web::Context& context) {
  auto form = csv_form();
  form.read(context.form);
  const auto csv = form.text("csv");
  if (!preview(context, form, csv)) return page(context, form, 422);
  std::istringstream in(csv);
  sites::import_holidays(context.db(), context.scope, in);
  return context.see_other(address(context, "/calendar", {{"saved", "1"}}));
}

}  // namespace gongting::host::console
