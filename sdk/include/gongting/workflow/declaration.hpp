// A workflow as a plugin declares it in workflows/<record>.json: the states of a record type and every way between them.
// The host reads it after checking each word of it, and the fake host of unit tests reads the same file: both go by it
// with the one engine of engine.hpp. Plugin authors need neither; they meet a workflow through Request::workflow().
#ifndef GONGTING_WORKFLOW_DECLARATION_HPP
#define GONGTING_WORKFLOW_DECLARATION_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/forms/declaration.hpp"
#include "gongting/value.hpp"

namespace gongting::workflow {

/// Where a record stands that does not exist yet: the "from" of the way that makes it.
inline constexpr std::string_view k_no_state = "NONE";
/// What the column of the due date holds while no period runs: it sorts behind every day.
inline constexpr std::string_view k_no_due = "9999-12-31";

/// Who acts: a person linked to the record in this part, a holder of this permission, or who is both.
struct Actor {
  std::string name, face, part, permission;
};

enum class StateKind {
  open,    // somebody has to do something
  closed,  // nobody has to, but ways lead on
  final,   // the aim, and the end
  ended    // an end without reaching the aim
};

struct State {
  std::string name, turn, tag;  // whose turn it is, in the plugin's own word; the colour of its tag
  StateKind kind = StateKind::open;
  int stage = 0;  // of the progress line, from 1
  bool is_open() const { return kind == StateKind::open; }
  bool is_end() const { return kind == StateKind::final || kind == StateKind::ended; }
};

/// What is typed or chosen beside the way itself.
using Field = forms::Field;

enum class LimitKind { keep, start, stop };

/// Who is told when a way was gone, and in which words: notice.<text>.title and .words.
struct NoticeTo {
  std::vector<std::string> to;  // actors; whoever went the way is not told
  std::string text;
};

struct Transition {
  std::string id, to;
  std::vector<std::string> from, who, input, guards, effects;
  LimitKind limit = LimitKind::keep;
  std::string rule;     // of the period that starts
  std::string keeper, keeper_role;  // the column with the account that has to keep it, or the role
  std::string article;  // key of the provision it rests on
  std::string subject;  // the column that names whom or what it is about
  bool offer = true;    // false: pages of the plugin bring it about, no button does
  int identity = 0;     // how sure the platform has to be of who acts: 2 seen at a point, 3 verified by a provider
  bool confirm = true;  // a page says what will happen before it does
  std::vector<NoticeTo> notices;
  std::vector<std::string> inventory;
  bool leaves(std::string_view state) const {
    for (const auto& name : from)
      if (name == state) return true;
    return false;
  }
};

struct Declaration {
  std::string record, path, texts;
  std::string event;  // told of each way that was gone; "" for none
  std::string state_column, turn_column, open_column, due_column, rule_column;
  std::string title_column;
  std::vector<std::string> number_columns;  // the first that is filled names the record
  std::vector<std::string> changes;         // columns whose change a stale form shows
  std::vector<std::string> api_columns;     // what programs read of a record; none: it is not in the API
  int stages = 0;
  std::vector<Actor> actors;
  std::vector<State> states;
  std::vector<Field> fields;
  std::vector<Transition> transitions;

  const Actor* actor(std::string_view name) const { return find(actors, name); }
  const State* state(std::string_view name) const { return find(states, name); }
  const Field* field(std::string_view name) const { return find(fields, name); }
  /// The way of this name out of this state; null when there is none.
  const Transition* way(std::string_view from, std::string_view id) const {
    for (const auto& transition : transitions)
      if (transition.id == id && transition.leaves(from)) return &transition;
    return nullptr;
  }
  bool has_way(std::string_view id) const {
    for (const auto& transition : transitions)
      if (transition.id == id) return true;
    return false;
  }
  std::string key(std::string_view group, std::string_view name, std::string_view rest = {}) const {
    std::string key = texts;
    return key.append(group).append(".").append(name).append(rest);
  }

 private:
  template <class T>
  static const T* find(const std::vector<T>& list, std::string_view name) {
    for (const auto& item : list)
      if (item.name == name) return &item;
    return nullptr;
  }
};

namespace detail {

using forms::detail::text_of;
using forms::detail::texts_of;

inline State state_of(std::string_view name, ValueRef value) {
  const auto kind = value["kind"].text();
  State state{std::string(name), text_of(value["turn"]), text_of(value["tag"]), StateKind::open,
              static_cast<int>(value["stage"].integer())};
  if (kind == "closed") state.kind = StateKind::closed;
  if (kind == "final") state.kind = StateKind::final;
  if (kind == "ended") state.kind = StateKind::ended;
  return state;
}

inline NoticeTo notice_of(ValueRef value, const std::string& way) {
  NoticeTo notice{texts_of(value["to"]), text_of(value["text"])};
  if (notice.text.empty()) notice.text = way;
  return notice;
}

inline Transition transition_of(ValueRef value) {
  Transition way;
  way.id = text_of(value["id"]), way.to = text_of(value["to"]), way.from = texts_of(value["from"]);
  way.who = texts_of(value["who"]), way.input = texts_of(value["input"]);
  way.guards = texts_of(value["guards"]), way.effects = texts_of(value["effects"]);
  const auto limit = value["limit"];
  if (limit.tag() == Tag::map) way.limit = LimitKind::start, way.rule = text_of(limit["start"]);
  if (limit.tag() == Tag::map) way.keeper = text_of(limit["person"]), way.keeper_role = text_of(limit["role"]);
  else if (limit.text() == "stop") way.limit = LimitKind::stop;
  way.article = text_of(value["article"]), way.subject = text_of(value["subject"]);
  way.offer = value["offer"].is_null() || value["offer"].boolean();
  way.confirm = value["confirm"].is_null() || value["confirm"].boolean();
  const auto notice = value["notice"];
  if (notice.tag() == Tag::map) way.notices.push_back(notice_of(notice, way.id));
  else notice.for_each([&](std::string_view, ValueRef one) { return way.notices.push_back(notice_of(one, way.id)), true; });
  way.identity = static_cast<int>(value["identity"].integer(0));
  way.inventory = texts_of(value["inventory"]);
  return way;
}

}  // namespace detail

/// Reads a declaration that was checked; what is missing or misspelt is passed over.
inline Declaration read_declaration(ValueRef file) {
  using detail::text_of;
  using detail::texts_of;
  Declaration declared;
  declared.record = text_of(file["record"]), declared.path = text_of(file["path"]);
  declared.event = text_of(file["event"]);
  declared.texts = file["texts"].is_null() ? declared.record + "." : text_of(file["texts"]);
  const auto columns = file["columns"];
  declared.state_column = text_of(columns["state"]), declared.turn_column = text_of(columns["turn"]);
  declared.open_column = text_of(columns["open"]), declared.due_column = text_of(columns["due"]);
  declared.rule_column = text_of(columns["rule"]), declared.title_column = text_of(columns["title"]);
  declared.number_columns = texts_of(columns["number"]), declared.changes = texts_of(columns["changes"]);
  declared.api_columns = texts_of(columns["api"]);
  declared.stages = static_cast<int>(file["stages"].integer());
  file["actors"].for_each([&](std::string_view name, ValueRef value) {
    declared.actors.push_back({std::string(name), text_of(value["face"]), text_of(value["part"]), text_of(value["permission"])});
    return true;
  });
  file["states"].for_each([&](std::string_view name, ValueRef value) { return declared.states.push_back(detail::state_of(name, value)), true; });
  file["fields"].for_each([&](std::string_view name, ValueRef value) { return declared.fields.push_back(forms::read_field(value, std::string(name))), true; });
  file["transitions"].for_each([&](std::string_view, ValueRef value) {
    return declared.transitions.push_back(detail::transition_of(value)), true;
  });
  return declared;
}

}  // namespace gongting::workflow

#endif
