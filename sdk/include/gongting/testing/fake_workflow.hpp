// What the workflow engine stands on in unit tests: records, links, history and periods in memory.
#ifndef GONGTING_TESTING_FAKE_WORKFLOW_HPP
#define GONGTING_TESTING_FAKE_WORKFLOW_HPP

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/testing/fake_answers.hpp"
#include "gongting/testing/fake_contacts.hpp"
#include "gongting/testing/fake_periods.hpp"
#include "gongting/testing/fake_records.hpp"
#include "gongting/workflow/pages.hpp"

namespace gongting::test {

/// A line of a record's history.
struct FakeStep : workflow::Step {
  std::string record;
  std::int64_t id = 0, actor_id = 0, at = 0;
  std::string actor_name;
};

/// The caller and the moment.
struct FakeCaller {
  std::int64_t id = 0, now_ms = 0;
  std::string name, face;
  bool signed_in = false;
  std::vector<std::string> permissions;
  int identity = 1;
};

class FakeGround final : public workflow::Ground {
 public:
  /// What of the fake host it reads and writes.
  struct Parts {
    FakeRecords& records;
    std::set<std::string>& links;
    std::vector<FakeStep>& steps;
    FakePeriods& periods;
    std::vector<FakeNotice>& notices;
    std::vector<FakeEvent>& events;
    std::map<std::string, Fields>& due;
    std::function<std::vector<workflow::Option>(const std::string& role)> people;
    /// A slot of the plugin's gt.workflow_rules/1 with what its "workflow" says.
    std::function<std::string(gt_call gt_workflow_rules_v1::*slot, Fields asked)> ask;
    std::set<std::string> own_options;  // fields whose options the plugin has itself
    std::function<std::string(const std::string& key)> message;
  };

  FakeGround(const workflow::Declaration& declared, FakeCaller caller, Parts parts)
      : declared_(declared), caller_(std::move(caller)), parts_(std::move(parts)) {}

  std::string record(std::int64_t id) override {
    for (const auto& record : parts_.records.of(declared_.record)) {
      if (record.id() != id) continue;
      Fields fields;
      for (const auto& [column, bytes] : record.cells()) fields.emplace_back(column, Encoded{bytes});
      return encode_fields(fields);
    }
    throw Error{Kind::not_found, "there is no such " + declared_.record};
  }
  std::vector<std::string> parts(std::int64_t id) override {
    const auto mine = declared_.record + '/' + std::to_string(id) + '/' + std::to_string(caller_.id) + '/';
    std::vector<std::string> parts;
    for (const auto& link : parts_.links)
      if (link.starts_with(mine)) parts.push_back(link.substr(mine.size()));
    return parts;
  }
  bool can(std::string_view permission) override {
    return std::find(caller_.permissions.begin(), caller_.permissions.end(), permission) != caller_.permissions.end();
  }
  bool signed_in() override { return caller_.signed_in; }
  std::string_view face() override { return caller_.face; }
  int identity() override { return caller_.identity; }

  std::vector<Message> guards(const std::vector<std::string>& names, ValueRef record) override {
    const auto answer = parts_.ask(&gt_workflow_rules_v1::check, asked(record, {{"guards", List(names.begin(), names.end())}}));
    std::vector<Message> reasons;
    ValueRef(answer)["why"].for_each([&](std::string_view, ValueRef why) {
      reasons.push_back({std::string(why.tag() == Tag::message ? why.message_key() : why.text()), {}});
      return true;
    });
    return reasons;
  }
  Fields effects(const workflow::Transition& way, bool after, ValueRef record, const Fields& input) override {
    Fields fields;
    if (way.effects.empty()) return fields;
    const auto answer = parts_.ask(&gt_workflow_rules_v1::effect,
                                   asked(record, {{"transition", way.id}, {"after", after}, {"input", Value(input)},
                                                  {"effects", List(way.effects.begin(), way.effects.end())}}));
    ValueRef(answer)["fields"].for_each([&](std::string_view name, ValueRef value) { return fields.emplace_back(name, value.value()), true; });
    return fields;
  }
  std::vector<workflow::Option> options(const workflow::Field& field, ValueRef record) override {
    std::vector<workflow::Option> options;
    if (field.type == "choice")
      for (const auto& value : field.values) options.push_back({value, parts_.message(declared_.key("field", field.name, "." + value)), {}});
    else if (parts_.own_options.count(field.name) == 0) return parts_.people(field.role);
    else {
      const auto answer = parts_.ask(&gt_workflow_rules_v1::options, asked(record, {{"field", field.name}}));
      ValueRef(answer)["options"].for_each([&](std::string_view, ValueRef option) {
        const auto text = [&](std::string_view key) { return std::string(option[key].text()); };
        return options.push_back({text("value"), text("label"), text("note")}), true;
      });
    }
    return options;
  }

  std::string today() override { return date_of(caller_.now_ms); }
  std::vector<workflow::Option> towns() override { return {}; }

  std::int64_t insert(const Fields& fields) override {
    const auto encoded = encode_fields(fields);
    return parts_.records.insert(declared_.record, ValueRef(encoded), 1, caller_.id, caller_.now_ms);
  }
  std::int64_t update(std::int64_t id, std::int64_t version, const Fields& fields) override {
    const auto encoded = encode_fields(fields);
    return parts_.records.update(declared_.record, id, version, ValueRef(encoded), caller_.now_ms);
  }
  void add_step(std::int64_t id, const workflow::Step& step) override {
    parts_.steps.push_back({step, declared_.record, id, caller_.id, caller_.now_ms, caller_.name});
  }
  workflow::Period period(std::string_view rule) override {
    const auto found = parts_.due.find(std::string(rule));
    if (found == parts_.due.end()) throw Error{Kind::not_found, "this test knows no rule " + std::string(rule)};
    const auto encoded = encode_fields(found->second);
    return {std::string(rule), std::string(ValueRef(encoded)["due"].text())};
  }
  void start_period(std::int64_t id, std::string_view rule, std::int64_t account, std::string_view role) override {
    const auto args = encode_fields({{"type", declared_.record}, {"id", id}, {"rule", rule}, {"from", date_of(caller_.now_ms)},
                                     {"responsible", account}, {"role", role}});
    parts_.periods.start(ValueRef(args), parts_.due.at(std::string(rule)));
  }
  void stop_periods(std::int64_t id) override {
    const auto args = encode_fields({{"type", declared_.record}, {"id", id}, {"why", "done"}});
    parts_.periods.stop(ValueRef(args));
  }

  /// One for each actor that is told.
  void notify(std::int64_t id, const workflow::NoticeTo& notice, const Fields& params) override {
    for (const auto& actor : notice.to) parts_.notices.push_back({declared_.record, id, actor, notice.text, params});
  }
  void publish(std::int64_t id, const workflow::Step& step) override {
    parts_.events.push_back({declared_.event, declared_.record, id,
                             Fields{{"transition", step.transition}, {"from", step.from}, {"to", step.to}, {"version", step.version}}, {}});
  }

  /// Newest first, as pages show them.
  List timeline(const workflow::Pages& pages, std::int64_t id, bool for_staff) const {
    List shown;
    std::int64_t number = 0;
    for (const auto& step : parts_.steps) number += step.record == declared_.record && step.id == id ? 1 : 0;
    for (auto at = parts_.steps.rbegin(); at != parts_.steps.rend(); ++at) {
      if (at->record != declared_.record || at->id != id) continue;
      const auto row = encode_fields({{"transition", at->transition}, {"from_state", at->from}, {"to_state", at->to}, {"actor_id", at->actor_id},
                                      {"actor_name", at->actor_name}, {"actor_part", at->part}, {"at", at->at}, {"subject", at->subject},
                                      {"public_words", at->public_words}, {"staff_words", at->staff_words}});
      shown.push_back(pages.step(ValueRef(row), caller_.id, for_staff, number--, shown.empty()));
    }
    return shown;
  }
  List periods(std::int64_t id) const {
    List shown;
    for (const auto& period : parts_.periods.all()) {
      if (period.type != declared_.record || period.record != id) continue;
      const auto due = encode_fields(period.due);
      shown.insert(shown.begin(), Fields{{"rule", period.rule}, {"title", workflow::message(declared_.key("limit", period.rule))},
                                         {"due", workflow::shown_date(ValueRef(due)["due"].text())}, {"trail", List()},
                                         {"running", period.open()}});
    }
    return shown;
  }

 private:
  Fields asked(ValueRef record, Fields more) const {
    more.insert(more.begin(), {{"record", declared_.record}, {"row", Encoded{std::string(record.exact())}}});
    return more;
  }

  const workflow::Declaration& declared_;
  FakeCaller caller_;
  Parts parts_;
};

}  // namespace gongting::test

#endif
