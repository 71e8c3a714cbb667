// Periods of records, in memory: they begin and end, and have the dates that the test gave their rule.
#ifndef GONGTING_TESTING_FAKE_PERIODS_HPP
#define GONGTING_TESTING_FAKE_PERIODS_HPP

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gongting/error.hpp"
#include "gongting/value.hpp"

namespace gongting::test {

struct FakePeriod {
  std::int64_t id = 0, record = 0;
  std::string type, rule, about, start_on, role;
  std::int64_t responsible = 0;
  std::string paused_on, stopped_why;  // "" while it runs
  int extend = 0;
  std::string consent;
  Fields due;  // as set_due() said

  bool open() const { return stopped_why.empty(); }
  Fields fields() const {
    auto all = due;
    all.insert(all.end(), {{"id", id}, {"version", 1}, {"about", about}, {"start_on", start_on}, {"paused_on", paused_on},
                           {"extend", extend}, {"responsible", responsible}, {"role", role},
                           {"stopped_at", open() ? 0 : 1}, {"stopped_why", stopped_why}, {"consequence_allowed", true}});
    return all;
  }
};

class FakePeriods {
 public:
  const std::vector<FakePeriod>& all() const { return periods_; }

  Fields start(ValueRef args, Fields due) {
    const auto text = [&](std::string_view key) { return std::string(args[key].text()); };
    for (auto& one : periods_) {
      if (!one.open() || one.record != args["id"].integer() || one.type != text("type") || one.rule != text("rule") ||
          one.about != text("about"))
        continue;
      if (one.start_on == text("from")) return one.fields();
      one.stopped_why = "replaced";
    }
    periods_.push_back({static_cast<std::int64_t>(periods_.size()) + 1, args["id"].integer(), text("type"), text("rule"), text("about"),
                        text("from"), text("role"), args["responsible"].integer(), {}, {}, 0, {}, std::move(due)});
    return periods_.back().fields();
  }
  int stop(ValueRef args) {
    int stopped = 0;
    for (auto& one : periods_) {
      const auto rule = args["rule"].text();
      if (!one.open() || one.record != args["id"].integer() || one.type != args["type"].text() || (!rule.empty() && one.rule != rule)) continue;
      one.stopped_why = args["why"].text();
      ++stopped;
    }
    return stopped;
  }
  FakePeriod& running(ValueRef args) {
    for (auto& one : periods_)
      if (one.id == args["period"].integer()) {
        if (!one.open()) throw Error{Kind::invalid, "the period of " + one.rule + " has been stopped already"};
        return one;
      }
    throw Error{Kind::not_found, "there is no such period"};
  }
  List of(ValueRef args) const {
    List list;
    for (const auto& one : periods_)
      if (one.record == args["id"].integer() && one.type == args["type"].text() && (one.open() || args["all"].boolean()))
        list.push_back(one.fields());
    return list;
  }

 private:
  std::vector<FakePeriod> periods_;
};

}  // namespace gongting::test

#endif
