// Going the ways of a declared workflow: who may, what stands in the way, what has to be filled in, and what is written.
// It stands on a Ground, which the host makes of database, clock and plugin, and the fake host of what it keeps in memory.
#ifndef GONGTING_WORKFLOW_ENGINE_HPP
#define GONGTING_WORKFLOW_ENGINE_HPP

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/error.hpp"
#include "gongting/form.hpp"
#include "gongting/forms/fields.hpp"
#include "gongting/workflow/declaration.hpp"

namespace gongting::workflow {

/// A line of the history.
struct Step {
  std::string transition, from, to, part, subject, public_words, staff_words;
  std::int64_t version = 0;  // of the record, once this was done
  Fields changes = {};       // column -> {old, new}, of the columns that the declaration names
};

struct Period {
  std::string rule, due;
};

using forms::Option;

/// What an engine stands on, for one request. Errors: those of what is behind it; nothing is written when one is thrown,
/// because the request's transaction ends.
class Ground {
 public:
  virtual ~Ground() = default;
  /// The record as an encoded map, as this caller sees it. Errors: not_found.
  virtual std::string record(std::int64_t id) = 0;
  /// In which parts the caller is linked to the record.
  virtual std::vector<std::string> parts(std::int64_t id) = 0;
  virtual bool can(std::string_view permission) = 0;
  virtual bool signed_in() = 0;
  virtual std::string_view face() = 0;
  /// How sure the platform is of the caller: 1 stated, 2 seen, 3 verified.
  virtual int identity() = 0;
  /// For each guard its reason; one with an empty key lets pass.
  virtual std::vector<Message> guards(const std::vector<std::string>& names, ValueRef record) = 0;
  /// Runs the effects of a way, before or after the record changes. Before: what they want changed along with it.
  virtual Fields effects(const Transition& way, bool after, ValueRef record, const Fields& input) = 0;
  virtual std::vector<Option> options(const Field& field, ValueRef record) = 0;
  /// As those of forms::Source.
  virtual std::string today() = 0;
  virtual std::vector<Option> towns() = 0;
  virtual std::int64_t insert(const Fields& fields) = 0;
  virtual std::int64_t update(std::int64_t id, std::int64_t version, const Fields& fields) = 0;
  virtual void add_step(std::int64_t id, const Step& step) = 0;
  /// What the period of this rule would be that starts today.
  virtual Period period(std::string_view rule) = 0;
  /// `account` or everybody of the role has to keep it; 0 and "" for nobody.
  virtual void start_period(std::int64_t id, std::string_view rule, std::int64_t account, std::string_view role) = 0;
  virtual void stop_periods(std::int64_t id) = 0;
  /// Tells the actors that a notice names, but for the caller, once the way is gone.
  virtual void notify(std::int64_t id, const NoticeTo& notice, const Fields& params) = 0;
  /// Publishes the event that the declaration names.
  virtual void publish(std::int64_t id, const Step& step) = 0;
};

/// A record at the moment of the request, and in which parts the caller stands to it.
struct Current {
  std::int64_t id = 0, version = 0;
  std::string state, bytes;
  std::vector<std::string> parts;
  ValueRef record() const { return ValueRef(bytes); }
};

/// What the fields of a way need, from the ground of the workflow.
class RecordSource final : public forms::Source {
 public:
  RecordSource(Ground& ground, const Current& now) : ground_(ground), now_(now) {}
  std::string_view face() override { return ground_.face(); }
  std::string today() override { return ground_.today(); }
  std::vector<Option> options(const Field& field, const Fields&) override { return ground_.options(field, now_.record()); }
  std::vector<Option> towns() override { return ground_.towns(); }

 private:
  Ground& ground_;
  const Current& now_;
};

enum class Refusal { none, no_such_way, not_yours, blocked };

struct Verdict {
  Refusal refusal = Refusal::none;
  Message why = {};
  const Transition* way = nullptr;
  const Actor* actor = nullptr;
  explicit operator bool() const { return refusal == Refusal::none; }
};

/// A line of the history that changes no state: a signature, a new edition.
struct Note {
  std::string words;  // the text is step.<words>
  std::string subject = {}, public_words = {}, staff_words = {};
};

class Engine {
 public:
  Engine(const Declaration& declared, Ground& ground) : declared_(declared), ground_(ground) {}

  const Declaration& declared() const { return declared_; }
  Ground& ground() const { return ground_; }

  Current read(std::int64_t id) const {
    Current now;
    now.id = id, now.bytes = ground_.record(id), now.parts = ground_.parts(id);
    now.version = now.record()["version"].integer();
    now.state = now.record()[declared_.state_column].text();
    return now;
  }

  /// As whom the caller may go this way; null when it is not his.
  const Actor* actor_of(const Transition& way, const Current& now) const {
    for (const auto& name : way.who)
      if (const auto* actor = declared_.actor(name); actor != nullptr && is(*actor, now.parts, false)) return actor;
    return nullptr;
  }
  /// The first actor of the declaration that the caller is to this record; null for none.
  const Actor* actor_in(const Current& now) const {
    for (const auto& actor : declared_.actors)
      if (is(actor, now.parts, false)) return &actor;
    return nullptr;
  }

  Verdict examine(const Current& now, std::string_view id) const {
    const auto* way = declared_.way(now.state, id);
    if (way == nullptr) return {Refusal::no_such_way, {"workflow.why.no_such_way", {}}, nullptr, nullptr};
    const auto* actor = actor_of(*way, now);
    if (actor == nullptr) return {Refusal::not_yours, {"workflow.why.not_yours", {}}, way, nullptr};
    if (const auto why = unsure(*way); !why.key.empty()) return {Refusal::blocked, why, way, actor};
    return judged(*way, *actor, way->guards, way->guards.empty() ? std::vector<Message>() : ground_.guards(way->guards, now.record()));
  }

  /// Every way out of here that is offered to this caller, open or not.
  std::vector<Verdict> actions(const Current& now) const {
    std::vector<Verdict> found;
    std::vector<std::string> names;
    for (const auto& way : declared_.transitions) {
      if (!way.offer || !way.leaves(now.state)) continue;
      const auto* actor = actor_of(way, now);
      if (actor == nullptr) continue;
      auto why = unsure(way);
      const auto refusal = why.key.empty() ? Refusal::none : Refusal::blocked;
      found.push_back({refusal, std::move(why), &way, actor});
      for (const auto& guard : way.guards)
        if (std::find(names.begin(), names.end(), guard) == names.end()) names.push_back(guard);
    }
    if (names.empty()) return found;
    const auto reasons = ground_.guards(names, now.record());
    for (auto& verdict : found)
      if (verdict) verdict = judged(*verdict.way, *verdict.actor, names, reasons);
    return found;
  }

  /// The fields that this way takes on this face: those it asks for, and those that every way takes there.
  std::vector<std::pair<const Field*, bool>> fields(const Transition& way) const {
    std::vector<std::pair<const Field*, bool>> fields;
    for (const auto& field : declared_.fields) {
      const bool asked = std::find(way.input.begin(), way.input.end(), field.name) != way.input.end();
      if (asked || field.always == ground_.face()) fields.emplace_back(&field, asked);
    }
    return fields;
  }

  /// What was typed, read and checked; errors gather in the form. Of what is picked, "<name>.label" is there too.
  Fields input(const Current& now, const Transition& way, Form& form) const {
    Fields values;
    RecordSource source(ground_, now);
    const forms::FieldReader reader(source, form);
    for (const auto& [field, required] : fields(way)) reader.read(*field, required, values);
    return values;
  }

  /// Goes this way, all of it or nothing. Errors: conflict when the record is no longer of this version; forbidden when
  /// the way is not the caller's; invalid, with the key of the reason, when it is closed or something is not filled in.
  std::int64_t go(const Current& now, std::int64_t version, std::string_view id, const Fields& input) const {
    if (version != now.version) throw Error{Kind::conflict, "workflow.why.changed"};
    const auto verdict = examine(now, id);
    if (verdict.refusal == Refusal::not_yours) throw Error{Kind::forbidden, verdict.why.key};
    if (!verdict) throw Error{Kind::invalid, verdict.why.key};
    const auto& way = *verdict.way;
    require_input(way, input);
    auto fields = ground_.effects(way, false, now.record(), input);
    add_state(fields, *declared_.state(way.to));
    add_limit(fields, way);
    const auto next = ground_.update(now.id, now.version, fields);
    Step step{way.id, now.state, way.to, verdict.actor->name, subject_of(way, now, fields), words(input, "public"),
              words(input, "staff"), next};
    step.changes = changes(now, fields);
    ground_.add_step(now.id, step);
    run_limit(way, now.id, now.record(), fields);
    ground_.effects(way, true, now.record(), input);
    tell(way, now.id, now.record(), fields, step);
    return next;
  }

  /// Makes a record by a way that begins nowhere. The fields are the record's own; state, turn and due date are added.
  std::int64_t begin(std::string_view id, Fields fields, const Fields& input, const Note& note = {}) const {
    const auto* way = declared_.way(k_no_state, id);
    if (way == nullptr) throw Error{Kind::invalid, "workflow.why.no_such_way"};
    const Actor* actor = nullptr;
    for (const auto& name : way->who)
      if (const auto* one = declared_.actor(name); actor == nullptr && one != nullptr && is(*one, {}, true)) actor = one;
    if (actor == nullptr) throw Error{Kind::forbidden, "workflow.why.not_yours"};
    if (const auto why = unsure(*way); !why.key.empty()) throw Error{Kind::invalid, why.key};
    require_input(*way, input);
    add_state(fields, *declared_.state(way->to));
    add_limit(fields, *way);
    const auto made = ground_.insert(fields);
    const Step step{way->id, std::string(k_no_state), way->to, actor->name, note.subject,
                    note.public_words.empty() ? words(input, "public") : note.public_words,
                    note.staff_words.empty() ? words(input, "staff") : note.staff_words, 1};
    ground_.add_step(made, step);
    run_limit(*way, made, ValueRef(), fields);
    tell(*way, made, ValueRef(), fields, step);
    return made;
  }

  /// Answers the new version. The record is taken first: of two who do this at once one has to look again.
  std::int64_t note(const Current& now, std::int64_t version, const Note& note) const {
    if (version != now.version) throw Error{Kind::conflict, "workflow.why.changed"};
    const auto* actor = actor_in(now);
    const auto next = ground_.update(now.id, version, {{declared_.state_column, now.state}});
    ground_.add_step(now.id, {note.words, now.state, now.state, actor == nullptr ? std::string() : actor->name, note.subject,
                              note.public_words, note.staff_words, next});
    return next;
  }

 private:
  /// Whoever makes a record has no part in it yet: the page that lets him make it is what says that he may.
  bool is(const Actor& actor, const std::vector<std::string>& parts, bool making) const {
    if (!ground_.signed_in() || actor.face != ground_.face()) return false;
    if (!actor.permission.empty() && !ground_.can(actor.permission)) return false;
    return actor.part.empty() || making || std::find(parts.begin(), parts.end(), actor.part) != parts.end();
  }

  /// What is missing when the way asks for a surer identity than the caller has.
  Message unsure(const Transition& way) const {
    if (ground_.identity() >= way.identity) return {};
    return {way.identity >= 3 ? "workflow.why.identity_verified" : "workflow.why.identity_seen", {}};
  }

  static Verdict judged(const Transition& way, const Actor& actor, const std::vector<std::string>& names,
                        const std::vector<Message>& reasons) {
    for (const auto& guard : way.guards)
      for (std::size_t i = 0; i < names.size() && i < reasons.size(); ++i)
        if (names[i] == guard && !reasons[i].key.empty()) return {Refusal::blocked, reasons[i], &way, &actor};
    return {Refusal::none, {}, &way, &actor};
  }

  void require_input(const Transition& way, const Fields& input) const {
    for (const auto& name : way.input) {
      const auto* field = declared_.field(name);
      bool given = field != nullptr;
      for (const auto& input_name : field == nullptr ? std::vector<std::string>() : forms::inputs_of(*field)) {
        const auto* value = forms::find(input, input_name);
        const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data());
        given = given && value != nullptr && !value->is_null() && (text == nullptr || !text->empty());
      }
      if (!given) throw Error{Kind::invalid, field == nullptr || field->error.empty() ? "form.required" : field->error};
    }
  }

  std::string words(const Fields& input, std::string_view kept) const {
    for (const auto& [name, value] : input)
      if (const auto* field = declared_.field(name); field != nullptr && field->kept == kept)
        if (const auto* text = std::get_if<std::string>(&value.data())) return *text;
    return {};
  }

  void add_state(Fields& fields, const State& state) const {
    fields.emplace_back(declared_.state_column, state.name);
    if (!declared_.turn_column.empty()) fields.emplace_back(declared_.turn_column, state.turn);
    if (!declared_.open_column.empty()) fields.emplace_back(declared_.open_column, state.is_open() ? 1 : 0);
  }

  void add_limit(Fields& fields, const Transition& way) const {
    if (way.limit == LimitKind::keep) return;
    const auto period = way.limit == LimitKind::start ? ground_.period(way.rule) : Period{{}, std::string(k_no_due)};
    if (!declared_.due_column.empty()) fields.emplace_back(declared_.due_column, period.due);
    if (!declared_.rule_column.empty()) fields.emplace_back(declared_.rule_column, period.rule);
  }
  void run_limit(const Transition& way, std::int64_t id, ValueRef before, const Fields& fields) const {
    if (way.limit != LimitKind::keep) ground_.stop_periods(id);
    if (way.limit != LimitKind::start) return;
    std::int64_t keeper = way.keeper.empty() ? 0 : before[way.keeper].integer();
    for (const auto& [name, value] : fields)
      if (const auto* account = std::get_if<std::int64_t>(&value.data()); account != nullptr && name == way.keeper) keeper = *account;
    ground_.start_period(id, way.rule, keeper, way.keeper_role);
  }

  /// Tells persons and other plugins. The texts may name the record's number and the day that now counts.
  void tell(const Transition& way, std::int64_t id, ValueRef before, const Fields& fields, const Step& step) const {
    if (!declared_.event.empty()) ground_.publish(id, step);
    if (way.notices.empty()) return;
    const auto value_of = [&](const std::string& column) {
      for (const auto& [name, value] : fields)
        if (const auto* text = std::get_if<std::string>(&value.data()); text != nullptr && name == column) return *text;
      return std::string(before[column].text());
    };
    Fields params;
    std::string number;
    for (const auto& column : declared_.number_columns)
      if (number.empty()) number = value_of(column);
    params.emplace_back("number", number);
    if (const auto due = declared_.due_column.empty() ? std::string() : value_of(declared_.due_column); !due.empty() && due != k_no_due)
      params.emplace_back("due", due);
    for (const auto& notice : way.notices) ground_.notify(id, notice, params);
  }

  /// As it will be, or, where it is emptied, as it was.
  static std::string subject_of(const Transition& way, const Current& now, const Fields& fields) {
    for (const auto& [name, value] : fields)
      if (name == way.subject)
        if (const auto* text = std::get_if<std::string>(&value.data())) return *text;
    return std::string(now.record()[way.subject].text());
  }

  Fields changes(const Current& now, const Fields& fields) const {
    Fields changes;
    for (const auto& column : declared_.changes)
      for (const auto& [name, value] : fields)
        if (name == column && now.record()[column].exact() != value.encode())
          changes.emplace_back(column, Fields{{"old", now.record()[column].value()}, {"new", value}});
    return changes;
  }

  const Declaration& declared_;
  Ground& ground_;
};

}  // namespace gongting::workflow

#endif
