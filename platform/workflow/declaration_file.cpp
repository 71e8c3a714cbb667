#include "workflow/declaration_file.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "forms/field_file.hpp"
#include "workflow/ways.hpp"

namespace gongting::host::workflow {

namespace {

using gongting::workflow::Actor;
using gongting::workflow::Field;
using gongting::workflow::LimitKind;
using gongting::workflow::State;
using gongting::workflow::Transition;

class Reader {
 public:
  Reader(DeclarationFile& file, Json root, const plugin_host::Manifest& manifest, const Knows& rule, const Knows& role)
      : file_(file), root_(root), manifest_(manifest), rule_(rule), role_(role) {}

  void check() {
    file_.only(root_, "", {"record", "path", "texts", "columns", "stages", "event", "actors", "states", "fields", "transitions"});
    check_event();
    check_columns();
    check_actors();
    check_states();
    check_fields();
    check_transitions();
  }

 private:
  [[noreturn]] void refuse(const std::string& path, const std::string& reason) const { file_.refuse(path, reason); }
  std::string text(Json object, const std::string& path, const std::string& key, bool required = true) const {
    return file_.text(object, path, key, required);
  }

  /// The type of a column of the record; "" for none.
  std::string column_type(const std::string& column) const { return record_["columns"][column].text(); }
  void column(const std::string& path, const std::string& name, std::initializer_list<std::string_view> types) const {
    if (name.empty()) return;
    const auto type = column_type(name);
    if (type.empty()) refuse(path, "\"" + inert(name) + "\" is no column of " + file_.declared.record);
    if (one_of(type, types)) return;
    std::string wanted;
    for (const auto word : types) wanted += (wanted.empty() ? "" : " or ") + std::string(word);
    refuse(path, "the column " + name + " must be of type " + wanted + ", not " + type);
  }

  void check_columns() {
    const auto record = text(root_, "", "record");
    for (const auto& entry : Json(manifest_.records).items())
      if (Json(entry)["name"].text() == record) record_ = Json(entry);
    if (!record_.exists()) refuse("record", "\"" + inert(record) + "\" is no record type of this plugin");
    const auto path = text(root_, "", "path");
    if (path[0] != '/' || path.size() < 2 || path.find_first_of(" ?#\\{}") != path.npos || path.ends_with("/"))
      refuse("path", "must be the address of the records' pages below the plugin's, such as /disputes");
    const auto columns = root_["columns"];
    file_.only(columns, "columns", {"state", "turn", "open", "due", "rule", "title", "number", "changes", "api"});
    column("columns.state", text(columns, "columns", "state"), {"text"});
    for (const char* key : {"turn", "rule", "title"}) column(std::string("columns.") + key, text(columns, "columns", key, false), {"text"});
    column("columns.due", text(columns, "columns", "due", false), {"date"});
    column("columns.open", text(columns, "columns", "open", false), {"integer", "boolean"});
    for (const auto& [at, name] : file_.texts(columns, "columns", "number")) column(at, name, {"text"});
    for (const auto& [at, name] : file_.texts(columns, "columns", "changes"))
      column(at, name, {"text", "integer", "money", "date", "boolean"});
    for (const auto& [at, name] : file_.texts(columns, "columns", "api")) column(at, name, {"text", "integer", "money", "date", "boolean", "time"});
    file_.number(root_, "", "stages", 0, 12);
  }

  void check_event() {
    const auto event = text(root_, "", "event", false);
    if (!event.empty() && manifest_.event(event) == nullptr)
      refuse("event", "plugin.json does not name the event " + inert(event) + " under \"publishes\"");
    if (!event.empty() && !manifest_.needs_service("gt.event/1")) refuse("event", "needs gt.event/1 under \"needs\" in plugin.json");
  }

  void check_notice(Json notice, const std::string& path) {
    file_.only(notice, path, {"to", "text"});
    const auto to = file_.texts(notice, path, "to");
    if (to.empty()) refuse(path, "\"to\" is missing: the actors who are told");
    for (const auto& [at, name] : to)
      if (file_.declared.actor(name) == nullptr) refuse(at, "there is no actor " + inert(name));
    if (const auto words = text(notice, path, "text", false); !words.empty() && !is_word(words, false))
      refuse(path + ".text", "must be snake_case: " + inert(words));
  }

  void check_actors() {
    only_names(root_["actors"], "actors", false);
    for (const auto& [name, value] : root_["actors"].fields()) {
      const auto path = "actors." + name;
      file_.only(Json(value), path, {"face", "part", "permission"});
      if (!one_of(text(Json(value), path, "face"), {"portal", "console"})) refuse(path + ".face", "must be portal or console");
      const auto part = text(Json(value), path, "part", false), permission = text(Json(value), path, "permission", false);
      if (part.empty() && permission.empty()) refuse(path, "needs a \"part\", a \"permission\" or both: nobody is every signed-in person");
      if (!permission.empty() && manifest_.permission(permission) == nullptr)
        refuse(path + ".permission", "plugin.json declares no permission " + inert(permission));
    }
  }

  void check_states() {
    only_names(root_["states"], "states", true);
    for (const auto& [name, value] : root_["states"].fields()) {
      const auto path = "states." + name;
      file_.only(Json(value), path, {"turn", "tag", "kind", "stage"});
      if (name == gongting::workflow::k_no_state) refuse(path, "is the state of what does not exist yet, and not declared");
      text(Json(value), path, "turn", !file_.declared.turn_column.empty());
      if (const auto tag = text(Json(value), path, "tag", false); !tag.empty() && !one_of(tag, {"do", "warn", "ok", "bad"}))
        refuse(path + ".tag", "must be do, warn, ok or bad");
      if (const auto kind = text(Json(value), path, "kind", false); !kind.empty() && !one_of(kind, {"open", "closed", "final", "ended"}))
        refuse(path + ".kind", "must be open, closed, final or ended");
      if (file_.declared.stages == 0) continue;
      if (!Json(value)["stage"].exists()) refuse(path, "\"stage\" is missing: the progress line has " + std::to_string(file_.declared.stages));
      file_.number(Json(value), path, "stage", 1, file_.declared.stages);
    }
  }

  void check_fields() {
    if (!root_["fields"].exists()) return;
    only_names(root_["fields"], "fields", false);
    for (const auto& [name, value] : root_["fields"].fields()) {
      const auto path = "fields." + name;
      if (one_of(name, {"act", "version", "confirmed"})) refuse(path, "is a name that the host's form uses itself");
      forms::check_field(file_, Json(value), path, role_, forms::FieldPlace::workflow);
    }
  }

  void check_transitions() {
    const auto& list = root_["transitions"].items();
    if (list.empty()) refuse("transitions", "there are none");
    for (std::size_t i = 0; i < list.size(); ++i) check_transition(Json(list[i]), "transitions[" + std::to_string(i) + "]");
    const auto& ways = file_.declared.transitions;
    for (std::size_t i = 0; i < ways.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        for (const auto& state : ways[i].from)
          if (ways[i].id == ways[j].id && ways[j].leaves(state))
            refuse("transitions[" + std::to_string(i) + "]", "a second way " + ways[i].id + " leads out of " + state);
    check_ways(file_);
  }

  void check_transition(Json way, const std::string& path) {
    file_.only(way, path, {"id", "from", "to", "who", "input", "guards", "effects", "limit", "article", "subject", "offer", "confirm", "notice", "identity", "inventory"});
    const auto id = text(way, path, "id");
    if (!is_word(id, false)) refuse(path + ".id", "must be snake_case: " + inert(id));
    const auto& declared = file_.declared;
    const auto from = file_.texts(way, path, "from"), who = file_.texts(way, path, "who");
    if (from.empty()) refuse(path, "\"from\" is missing; write NONE for the way that makes the record");
    for (const auto& [at, name] : from) {
      if (name == gongting::workflow::k_no_state && from.size() == 1) continue;
      const auto* state = declared.state(name);
      if (state == nullptr) refuse(at, "there is no state " + inert(name));
      if (state->is_end()) refuse(at, name + " is an end: no way leads on from there");
    }
    const auto* to = declared.state(text(way, path, "to"));
    if (to == nullptr) refuse(path + ".to", "there is no state " + inert(way["to"].text()));
    if (who.empty()) refuse(path, "\"who\" is missing");
    for (const auto& [at, name] : who)
      if (declared.actor(name) == nullptr) refuse(at, "there is no actor " + inert(name));
    for (const auto& [at, name] : file_.texts(way, path, "input"))
      if (declared.field(name) == nullptr) refuse(at, "there is no field " + inert(name));
    for (const char* key : {"guards", "effects"})
      for (const auto& [at, name] : file_.texts(way, path, key))
        if (!is_word(name, false)) refuse(at, "must be snake_case: " + inert(name));
    text(way, path, "article", false);
    column(path + ".subject", text(way, path, "subject", false), {"text"});
    file_.boolean(way, path, "offer"), file_.boolean(way, path, "confirm");
    if (const auto identity = way["identity"]; identity.exists()) {
      const auto* level = std::get_if<std::int64_t>(&identity.value()->data());
      if (level == nullptr || *level < 2 || *level > 3)
        file_.refuse(path + ".identity", "must be 2, seen at a point, or 3, verified by an identity provider");
    }
    file_.texts(way, path, "inventory");
    if (const auto notice = way["notice"]; notice.exists()) {
      if (!std::holds_alternative<List>(notice.value()->data())) check_notice(notice, path + ".notice");
      for (std::size_t i = 0; i < notice.items().size(); ++i) check_notice(Json(notice.items()[i]), path + ".notice[" + std::to_string(i) + "]");
    }
    check_limit(way["limit"], path + ".limit", *to);
  }

  void check_limit(Json limit, const std::string& path, const State& to) const {
    const bool starts = limit.exists() && std::holds_alternative<Fields>(limit.value()->data());
    if (limit.exists() && !starts && !one_of(limit.text(), {"stop", "keep"})) refuse(path, "must be \"stop\", \"keep\" or {\"start\": rule}");
    if (to.is_end() && (starts || limit.text() != "stop"))
      refuse(limit.exists() ? path : path.substr(0, path.rfind('.')), "leads to an end and must say \"limit\": \"stop\": no period runs on from there");
    if (!starts) return;
    file_.only(limit, path, {"start", "person", "role"});
    const auto rule = text(limit, path, "start");
    if (!rule_(rule)) refuse(path + ".start", "there is no rule " + inert(rule) + "; gongting clock --list names them");
    column(path + ".person", text(limit, path, "person", false), {"integer"});
    if (const auto role = text(limit, path, "role", false); !role.empty() && !role_(role)) refuse(path + ".role", "there is no role " + inert(role));
  }

  void only_names(Json object, const std::string& path, bool upper) const {
    if (!object.exists() || !std::holds_alternative<Fields>(object.value()->data()) || object.fields().empty())
      refuse(path, "is missing or empty");
    for (const auto& [name, value] : object.fields())
      if (!is_word(name, upper)) refuse(path + "." + name, upper ? "a state's name is made of A-Z, 0-9 and _" : "must be snake_case");
  }

  DeclarationFile& file_;
  Json root_, record_;
  const plugin_host::Manifest& manifest_;
  const Knows& rule_;
  const Knows& role_;
};

/// Every name of `used` is in `has`, and the other way round.
void compare(const DeclarationFile& file, const std::vector<std::pair<std::string, std::string>>& used, const std::vector<std::string>& has,
             const std::string& what) {
  for (const auto& [path, name] : used)
    if (std::find(has.begin(), has.end(), name) == has.end())
      file.refuse(path, "the plugin has no " + what + " " + name + "; register it in setup() or correct its name");
  for (const auto& name : has)
    if (std::none_of(used.begin(), used.end(), [&](const auto& use) { return use.second == name; }))
      file.refuse("transitions", "the plugin has the " + what + " " + name + ", which nothing here names");
}

}  // namespace

DeclarationFile parse_declaration(std::string_view text, const std::string& file, const plugin_host::Manifest& manifest,
                                  const Knows& rule, const Knows& role) {
  DeclarationFile read;
  const auto parsed = CheckedFile::read(text, file, read);
  const auto encoded = parsed.encode();
  read.declared = gongting::workflow::read_declaration(ValueRef(encoded));
  Reader(read, Json(parsed), manifest, rule, role).check();
  return read;
}

void check_names(const DeclarationFile& file, const plugin_host::WorkflowNames* names) {
  static const plugin_host::WorkflowNames none;
  const auto& has = names == nullptr ? none : *names;
  std::vector<std::pair<std::string, std::string>> guards, effects;
  const auto& ways = file.declared.transitions;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const auto path = "transitions[" + std::to_string(i) + "]";
    for (const auto& name : ways[i].guards) guards.emplace_back(path + ".guards", name);
    for (const auto& name : ways[i].effects) effects.emplace_back(path + ".effects", name);
  }
  compare(file, guards, has.guards, "guard");
  compare(file, effects, has.effects, "effect");
  for (const auto& name : has.options)
    if (const auto* field = file.declared.field(name); field == nullptr || field->type != "account")
      file.refuse("fields", "the plugin has options for " + name + ", which is no field of type account here");
}

void check_texts(const DeclarationFile& file, const Knows& text) {
  const auto& declared = file.declared;
  const auto need = [&](const std::string& path, const std::string& key) {
    if (!text(key)) file.refuse(path, "there is no text " + key + " in zh-CN.json");
  };
  bool parties = false;
  for (const auto& actor : declared.actors) {
    need("actors." + actor.name, declared.key("part", actor.name));
    parties = parties || actor.face == "portal";
  }
  for (const auto& state : declared.states) {
    const auto path = "states." + state.name;
    need(path, declared.key("state", state.name));
    for (const char* rest : {".title", ".words"})
      if (parties) need(path, declared.key("turn", state.name, rest));
  }
  for (int stage = 1; stage <= declared.stages; ++stage) need("stages", declared.key("stage", std::to_string(stage)));
  if (declared.stages > 0) need("stages", declared.key("stage", "ended"));
  for (const auto& column : declared.changes) need("columns.changes", declared.key("column", column));
  std::set<std::string> seen;
  for (std::size_t i = 0; i < declared.transitions.size(); ++i) {
    const auto& way = declared.transitions[i];
    const auto path = "transitions[" + std::to_string(i) + "]";
    need(path, declared.key("step", way.id));
    if (!way.article.empty()) need(path + ".article", way.article);
    for (const auto& notice : way.notices)
      for (const char* rest : {".title", ".words"}) need(path + ".notice", declared.key("notice", notice.text, rest));
    if (way.limit == LimitKind::start) need(path + ".limit", declared.key("limit", way.rule));
    const bool begins = way.leaves(gongting::workflow::k_no_state);
    for (const auto& name : way.who) {
      if (!way.offer || begins) break;
      const bool portal = declared.actor(name)->face == "portal";
      const auto rests = portal ? std::vector<std::string>{".offer", ".title", ".effect", ".button"} : std::vector<std::string>{".label", ".hint"};
      for (const auto& rest : rests)
        if (seen.insert(way.id + rest).second) need(path, declared.key("act", way.id, rest));
      const gongting::forms::TextKeys keys{declared.key("field", ""), portal ? ".portal" : ".console"};
      for (const auto& field : declared.fields) {
        const bool asked = std::find(way.input.begin(), way.input.end(), field.name) != way.input.end();
        if (!asked && field.always != (portal ? "portal" : "console")) continue;
        forms::need_texts(field, keys, true, [&](const std::string& key) { need("fields." + field.name, key); });
      }
    }
  }
}

}  // namespace gongting::host::workflow
