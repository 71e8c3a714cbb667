// What pages show of a workflow: the models of the host's partials workflow-actions, -turn, -stages, -history, -line and
// -periods. Texts are messages, by their keys in the plugin's locale/*.json.
#ifndef GONGTING_WORKFLOW_PAGES_HPP
#define GONGTING_WORKFLOW_PAGES_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/format.hpp"
#include "gongting/forms/pages.hpp"
#include "gongting/identifiers.hpp"
#include "gongting/workflow/engine.hpp"

namespace gongting::workflow {

/// "2026年11月25日" in the reader's language, for a model.
inline Message shown_date(std::string_view date) {
  if (date.size() < 10) return {"workflow.date.other", {{"iso", date}}};
  std::int64_t month = 0, day = 0;
  gongting::detail::read_integer(date.substr(5, 2), month), gongting::detail::read_integer(date.substr(8, 2), day);
  return {"workflow.date.long", {{"year", date.substr(0, 4)}, {"month", month}, {"day", day}, {"iso", date}}};
}

inline Value message(std::string key) { return Message{std::move(key), {}}; }

class Pages {
 public:
  explicit Pages(const Engine& engine) : engine_(engine), declared_(engine.declared()) {}

  /// The reason why a way is closed; its "due", when it names one, is written as a date.
  Value why(const Verdict& verdict, const Current& now) const {
    if (verdict.why.key.empty()) return {};
    auto why = verdict.why;
    if (!declared_.due_column.empty()) why.params.emplace_back("due", shown_date(now.record()[declared_.due_column].text()));
    return why;
  }

  /// Where the texts of its fields are, on this face.
  forms::TextKeys keys() const { return {declared_.key("field", ""), "." + std::string(engine_.ground().face())}; }

  /// The model of the partial form-fields for what this way takes.
  List fields(const Transition& way, const Current& now, const Form& typed) const {
    List models;
    for (const auto& [field, required] : engine_.fields(way)) add_field(*field, required, now, typed, models);
    return models;
  }

  /// {actions, fields, version, act: address below the plugin's, error}: what can be done here, and all fields it may take.
  Fields actions(const Current& now, const Form& typed) const {
    const auto verdicts = engine_.actions(now);
    const auto chosen = typed.raw("act");
    List actions, fields;
    for (const auto& verdict : verdicts) {
      const auto& id = verdict.way->id;
      const bool portal = verdict.actor->face == "portal";
      actions.push_back(Fields{{"id", id},
                               {"label", message(declared_.key("act", id, portal ? ".offer" : ".label"))},
                               {"hint", portal ? Value() : message(declared_.key("act", id, ".hint"))},
                               {"href", act_path(now.id) + "/" + id},
                               {"blocked", !verdict},
                               {"why", why(verdict, now)},
                               {"look", portal && is_first(actions) && !leaves(*verdict.way) ? "" : "2"},
                               {"chosen", bool(verdict) && id == chosen}});
    }
    for (const auto& declared : declared_.fields) {
      bool taken = false, always = declared.always == engine_.ground().face();
      for (const auto& verdict : verdicts) {
        const auto& input = verdict.way->input;
        taken = taken || std::find(input.begin(), input.end(), declared.name) != input.end();
      }
      if (taken || (always && !verdicts.empty()))
        add_field(declared, declared.kept != "staff", now, typed, fields);
    }
    return {{"actions", std::move(actions)}, {"fields", std::move(fields)}, {"version", now.version},
            {"act", act_path(now.id)}, {"typed", typed.values()}};
  }

  /// Whose turn it is, in plain words: {title, words, ended, due}. The words of the variant, else of the caller's part in this
  /// state, else of the state; `knows` says whether there is a text of this key.
  template <class Knows>
  Fields turn(const Current& now, std::string_view variant, Knows&& knows) const {
    const auto* state = declared_.state(now.state);
    auto key = declared_.key("turn", now.state);
    const auto* actor = engine_.actor_in(now);
    if (!variant.empty() && knows(key + "." + std::string(variant) + ".title")) key += "." + std::string(variant);
    else if (actor != nullptr && knows(key + "." + actor->name + ".title")) key += "." + actor->name;
    Fields params;
    for (const auto& column : declared_.changes)
      if (const auto text = now.record()[column].text(); column.ends_with("_name")) params.emplace_back(column, mask_name(text));
    return {{"title", Message{key + ".title", params}}, {"words", Message{key + ".words", params}},
            {"ended", state != nullptr && state->kind == StateKind::ended}};
  }

  /// The progress line: {label, done, current}. What ended early stops where it stood.
  List stages(const Current& now) const {
    const auto* state = declared_.state(now.state);
    const bool ended = state != nullptr && state->kind == StateKind::ended;
    const int place = state == nullptr ? 1 : state->stage, count = ended ? place + 1 : declared_.stages;
    List list;
    for (int stage = 1; stage <= count; ++stage) {
      const bool last = ended && stage == count;
      list.push_back(Fields{{"label", message(declared_.key("stage", last ? "ended" : std::to_string(stage)))},
                            {"done", stage < place || (ended && !last)},
                            {"current", last || (!ended && stage == place)}});
    }
    return list;
  }

  /// One step of the history, as timelines show it. `row` has the columns of gt_step.
  Fields step(ValueRef row, std::int64_t viewer, bool for_staff, std::int64_t number, bool is_now) const {
    const auto text = [&](std::string_view key) { return std::string(row[key].text()); };
    const auto stamp = time_of(row["at"].integer());
    const bool own = viewer != 0 && row["actor_id"].integer() == viewer;
    const auto part = text("actor_part");
    Fields step{{"words", Message{declared_.key("step", text("transition")), {{"subject", mask_name(text("subject"))}}}},
                {"at", stamp},
                {"stamp", stamp.substr(0, 10) + "T" + stamp.substr(11)},
                {"who", own && !for_staff ? text("actor_name") : mask_name(text("actor_name"))},
                {"part", part.empty() ? Value() : message(declared_.key("part", part))},
                {"reason", text("public_words")},
                {"is_now", is_now},
                {"action", text("transition")},
                {"from_state", text("from_state")},
                {"to_state", text("to_state")},
                {"at_ms", row["at"].integer()}};
    if (!for_staff) return step;
    step.emplace_back("staff_words", text("staff_words"));
    step.emplace_back("number", number);
    step.emplace_back("from", message(declared_.key("state", text("from_state"))));
    step.emplace_back("to", message(declared_.key("state", text("to_state"))));
    step.emplace_back("moved", text("from_state") != text("to_state"));
    return step;
  }

  std::string act_path(std::int64_t id) const { return page_path(id) + "/act"; }
  std::string page_path(std::int64_t id) const { return declared_.path + "/" + std::to_string(id); }
  bool leaves(const Transition& way) const {
    const auto* to = declared_.state(way.to);
    return to != nullptr && to->kind == StateKind::ended;
  }

 private:
  void add_field(const Field& field, bool required, const Current& now, const Form& typed, List& models) const {
    RecordSource source(engine_.ground(), now);
    forms::FieldPages(source, keys()).add(field, {.required = required}, typed, {}, models);
  }
  static bool is_first(const List& list) { return list.empty(); }

  const Engine& engine_;
  const Declaration& declared_;
};

}  // namespace gongting::workflow

#endif
