// A workflow of the plugin, as its handlers, guards and effects meet it. What it is made of stands in
// workflows/<record>.json; the host runs it.
#ifndef GONGTING_WORKFLOW_HPP
#define GONGTING_WORKFLOW_HPP

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/error.hpp"
#include "gongting/host.hpp"
#include "gongting/response.hpp"
#include "gongting/value.hpp"

namespace gongting {

class Request;

/// A record as it stood when the way was asked for. Lifetime: the guard's or effect's call.
class Record {
 public:
  explicit Record(ValueRef fields) : fields_(fields) {}
  std::int64_t id() const { return integer("id"); }
  std::int64_t version() const { return integer("version"); }
  std::string text(std::string_view column) const { return std::string(fields_[column].text()); }
  std::int64_t integer(std::string_view column) const { return fields_[column].integer(); }
  bool is_null(std::string_view column) const { return fields_[column].is_null(); }
  ValueRef operator[](std::string_view column) const { return fields_[column]; }

 private:
  ValueRef fields_;
};

/// What was typed and chosen for a way, checked.
class Input {
 public:
  Input(std::string_view transition, ValueRef fields) : transition_(transition), fields_(fields) {}
  /// The id of the way that is gone.
  std::string transition() const { return transition_; }
  std::string text(std::string_view field) const { return std::string(fields_[field].text()); }
  std::int64_t integer(std::string_view field) const { return fields_[field].integer(); }
  /// The name of whom or what was picked.
  std::string label(std::string_view field) const { return text(std::string(field) + ".label"); }

 private:
  std::string transition_;
  ValueRef fields_;
};

/// One who, or what, can be picked in a field.
struct Option {
  std::string value, label;
  std::string note = {};  // a line below the label
};

/// "" or the key of the reason why a way is closed; a Message where the reason names something.
struct Why {
  Why(const char* key) : message{key, {}} {}
  Why(std::string key) : message{std::move(key), {}} {}
  Why(std::string_view key) : message{std::string(key), {}} {}
  Why(Message reason) : message(std::move(reason)) {}
  Message message;
};

using Guard = std::function<Why(Request&, const Record&)>;
using Effect = std::function<Fields(Request&, const Record&, const Input&)>;
using After = std::function<void(Request&, const Record&, const Input&)>;
using Options = std::function<std::vector<Option>(Request&, const Record&)>;

/// The guards and effects that a declaration names: all of them, and no others, or the plugin is not loaded.
class WorkflowRules {
 public:
  /// Says why a way is closed. It looks and writes nothing: it also runs for showing a button.
  WorkflowRules& guard(std::string name, Guard guard) { return guards_[std::move(name)] = std::move(guard), *this; }
  /// Runs before the record changes and answers what else of it changes with the state.
  WorkflowRules& effect(std::string name, Effect effect) { return effects_[std::move(name)] = std::move(effect), *this; }
  /// Runs when record, history and periods are written: for what takes the record out of the caller's reach.
  WorkflowRules& after(std::string name, After after) { return afters_[std::move(name)] = std::move(after), *this; }
  /// Whom a field of type "person" offers; without this it offers everybody of the field's role.
  WorkflowRules& options(std::string field, Options options) { return options_[std::move(field)] = std::move(options), *this; }

  const std::map<std::string, Guard>& guards() const { return guards_; }
  const std::map<std::string, Effect>& effects() const { return effects_; }
  const std::map<std::string, After>& afters() const { return afters_; }
  const std::map<std::string, Options>& all_options() const { return options_; }

 private:
  std::map<std::string, Guard> guards_;
  std::map<std::string, Effect> effects_;
  std::map<std::string, After> afters_;
  std::map<std::string, Options> options_;
};

/// A line of the history that changes no state. `words` is the rest of its text's key, step.<words>.
struct HistoryNote {
  std::string words = {}, subject = {}, public_words = {}, staff_words = {};
};

/// One workflow within a request: `rq.workflow("dispute").go(id, version, "accept")`.
/// Thread: [request]. Lifetime: the request's.
/// Errors: not_found for a record that is not there or not the caller's to see; those that each function names.
class Workflow {
 public:
  Workflow(Context context, std::string record, ValueRef request) : context_(context), record_(std::move(record)), request_(request) {}

  /// Inserts the record by a way that begins nowhere, and answers its id. Errors: forbidden when it is not the caller's.
  std::int64_t begin(std::string_view transition, Fields fields, Fields input = {}, HistoryNote note = {}) const {
    const auto made = context_.call(&gt_workflow_v1::begin, {{"record", record_}, {"transition", transition}, {"fields", Value(std::move(fields))},
                                                             {"input", Value(std::move(input))}, {"note", Value(fields_of(note))}});
    return ValueRef(made)["id"].integer();
  }
  /// Goes this way and answers the new version. Errors: conflict when the record is no longer of this version; forbidden
  /// when the way is not the caller's; invalid, its text the key of the reason, when it is closed.
  std::int64_t go(std::int64_t id, std::int64_t version, std::string_view transition, Fields input = {}) const {
    const auto gone = context_.call(&gt_workflow_v1::go, {{"record", record_}, {"id", id}, {"version", version}, {"transition", transition},
                                                          {"input", Value(std::move(input))}});
    return ValueRef(gone)["version"].integer();
  }
  /// Adds a line to the history and answers the record's new version. Errors: conflict.
  std::int64_t note(std::int64_t id, std::int64_t version, const HistoryNote& note) const {
    auto args = fields_of(note);
    args.insert(args.end(), {{"record", record_}, {"id", id}, {"version", version}, {"words", note.words}});
    return ValueRef(context_.call(&gt_workflow_v1::note, args))["version"].integer();
  }

  /// The model of the host's partial workflow-actions. `typed` fills its fields again.
  Value actions(std::int64_t id, Fields typed = {}) const {
    return part(context_.call(&gt_workflow_v1::actions, {{"record", record_}, {"id", id}, {"form", Value(std::move(typed))}}));
  }
  /// That of workflow-history (for staff) or workflow-line (for parties): a list of steps, newest first.
  Value timeline(std::int64_t id, bool for_staff) const {
    return part(context_.call(&gt_workflow_v1::timeline, {{"record", record_}, {"id", id}, {"staff", for_staff}}), "steps");
  }
  /// That of workflow-periods: a list, newest first.
  Value periods(std::int64_t id) const {
    return part(context_.call(&gt_workflow_v1::periods, {{"record", record_}, {"id", id}}), "periods");
  }
  /// That of workflow-turn and workflow-stages: {turn, stages}. `variant` chooses other words, turn.<STATE>.<variant>.
  Value turn(std::int64_t id, std::string_view variant = {}) const {
    return part(context_.call(&gt_workflow_v1::turn, {{"record", record_}, {"id", id}, {"variant", variant}}));
  }
  /// The host's page for a form that is stale: what changed since that version (0: the last steps), and what was typed, which is the request's form.
  Response stale(std::int64_t id, std::int64_t version) const {
    const auto page = context_.call(&gt_workflow_v1::stale, {{"record", record_}, {"id", id}, {"version", version},
                                                             {"form", request_["form"].value()}});
    return {.status = 409, .page = ValueRef(page)["page"].integer()};
  }

 private:
  static Fields fields_of(const HistoryNote& note) {
    return {{"subject", note.subject}, {"public", note.public_words}, {"staff", note.staff_words}};
  }
  /// Passed on as it came.
  static Value part(const std::string& answer, std::string_view key = {}) {
    const ValueRef whole(answer);
    return Encoded{std::string((key.empty() ? whole : whole[key]).exact())};
  }

  Context context_;
  std::string record_;
  ValueRef request_;
};

}  // namespace gongting

#endif
