// gongting clock, gongting rules review: statutory periods without a server, and the rules that they are computed by.
#include <algorithm>
#include <charconv>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "periods/signatures.hpp"
#include "sites/holidays.hpp"
#include "web/rules.hpp"

namespace gongting::host::app {
namespace {

std::filesystem::path share(Call& call) { return web::Places::beside(call.program(), Config{}).share; }

int whole_number(Call& call, const std::string& option) {
  const auto text = call.option(option, "0");
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 0)
    throw UsageError("--" + option + " takes a whole number, not \"" + text + "\"");
  return value;
}

struct Court {
  clock::Calendar calendar;
  bool approved = false;  // it signed the rule
};

/// The holidays of the program, or with --site those by which that site counts, and whether it signed the rule.
Court court(Call& call, const clock::Rule& rule) {
  const auto shipped = sites::shipped_holidays(share(call) / "config" / "data" / "holidays-cn.csv");
  if (!call.has("site")) return {clock::Calendar(shipped)};
  Installation installation(call);
  auto db = installation.session();
  const auto site = installation.site(db, call.option("site"));
  sites::Sites sites(shipped);
  return {sites.snapshot(db, sites::read_epoch(db))->calendar(site.id), !rule.verified() && periods::is_signed(db, site.id, rule)};
}

std::string amount(const clock::Rule& rule) {
  std::string text;
  clock::append_length(text, rule);
  return text;
}

int list_rules(const clock::RulePack& pack, bool as_json) {
  List list;
  for (const auto& rule : pack.rules()) {
    if (as_json) list.push_back(web::rule_fields(rule));
    else std::cout << rule.id << '\t' << amount(rule) << '\t' << rule.status << '\t' << rule.title << '\t' << rule.article << '\n';
  }
  if (as_json) std::cout << to_json(Fields{{"rules", std::move(list)}}) << '\n';
  return 0;
}

void print_period(const clock::Period& period) {
  std::cout << period.rule << "  " << period.title << (period.consequence_allowed() ? "" : "  待核") << '\n'
            << "到期  " << period.due << '\n';
  if (period.task_due != period.due) std::cout << "工作期限  " << period.task_due << '\n';
  for (const auto& line : clock::told(period.trail, "zh-CN")) std::cout << "  " << line << '\n';
}

std::string in_words(const std::string& status) { return status == "recalled" ? "凭记忆，未核对原文" : "平台的选择"; }

void print_line_to_sign() { std::cout << "    核对意见：____________________  核对人：__________  日期：__________\n\n"; }

}  // namespace

int run_clock(Call& call) {
  const auto pack = web::read_rules(share(call) / "config" / "rules");
  const bool as_json = call.has("json");
  if (call.has("list")) {
    if (!call.arguments().empty()) throw UsageError("--list takes no rule");
    return list_rules(pack, as_json);
  }
  if (call.arguments().empty()) throw UsageError("it takes a RULE; --list lists them");
  const auto& id = call.arguments()[0];
  const auto from = call.required("from");
  clock::Ask ask{from, whole_number(call, "pause"), whole_number(call, "extend")};
  const auto day = clock::parse_day(std::string_view(from).substr(0, 10));
  if (!day) throw UsageError("--from takes a day, yyyy-mm-dd, or a minute, yyyy-mm-ddTHH:MM, not \"" + from + "\"");
  const auto* rule = pack.find(id, *day);
  if (rule == nullptr) throw UsageError(pack.unknown(id, *day));
  const auto [holidays, approved] = court(call, *rule);
  ask.approved = approved;
  const auto period = [&, &calendar = holidays] {
    try {
      return clock::compute(*rule, ask, calendar);
    } catch (const Error& error) {
      throw UsageError(error.what());
    }
  }();
  if (as_json) std::cout << to_json(web::period_fields(period, "zh-CN")) << '\n';
  else print_period(period);
  for (const int year : period.missing_years)
    std::cerr << "gongting clock: the holidays of " << year
              << " are not known; only weekends were counted: check the date, and take the year in with gongting holidays import\n";
  return 0;
}

int run_rules_review(Call& call) {
  const auto pack = web::read_rules(share(call) / "config" / "rules");
  std::cout << "待核规则清单\n以下规则和计算口径没有逐条核对到原文，或者是平台所作的选择。核对签字以前，页面上标“待核”，不会自动产生后果。\n\n";
  std::size_t count = 0;
  for (const auto& principle : pack.principles()) {
    if (principle.status == "verified") continue;
    std::cout << ++count << ". " << principle.id << "  " << principle.text << "\n    依据：" << principle.article
              << "\n    状态：" << in_words(principle.status) << "（" << principle.checked_on << "）\n";
    print_line_to_sign();
  }
  for (const auto& rule : pack.rules()) {
    if (rule.verified()) continue;
    const bool only_extension = rule.status == "verified";
    std::cout << ++count << ". " << rule.id << "  " << rule.title << "：" << amount(rule) << "，自" << rule.start << "起\n    依据："
              << rule.article << "\n    状态："
              << (only_extension ? "期限已核对；延长（" + rule.extension.by + "）" + in_words(rule.extension.status) : in_words(rule.status))
              << "（" << rule.checked_on << "）\n";
    print_line_to_sign();
  }
  std::cout << "共 " << count << " 条。\n";
  return 0;
}

}  // namespace gongting::host::app
