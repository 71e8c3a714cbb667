// Declared forms in unit tests: the host's own engine over drafts in memory, and the pages as far as a plugin notices them.
#ifndef GONGTING_TESTING_FAKE_FORMS_HPP
#define GONGTING_TESTING_FAKE_FORMS_HPP

#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/abi/form.h"
#include "gongting/forms/pages.hpp"
#include "gongting/testing/fake_answers.hpp"
#include "gongting/testing/fake_workflow.hpp"
#include "gongting/testing/json_reader.hpp"

namespace gongting::test {

/// A form that was begun, as the host keeps it.
struct FakeDraft {
  std::int64_t id = 0, owner_id = 0, version = 1;
  std::size_t reached = 0;  // the first step that was not in order yet, from 0
  std::string form, number, begun, owner_name, sent_to;
  forms::Typed typed;
  std::string text(std::string_view input) const {
    const auto found = typed.find(input);
    return found == typed.end() ? std::string() : found->second;
  }
};

/// What the plugin's code has for one form.
struct FakeFormNames {
  std::set<std::string> checks, options;
};

class FakeFormGround final : public forms::Ground {
 public:
  struct Parts {
    FakeCaller caller;
    std::int64_t point_id = 0;
    Rows points, divisions;
    FakeFormNames names;
    std::function<std::vector<forms::Option>(const std::string& role)> people;
    /// A slot of the plugin's gt.form_rules/1 with what its "declared" says.
    std::function<std::string(gt_call gt_form_rules_v1::*slot, Fields asked)> ask;
  };
  FakeFormGround(const forms::Declaration& declared, std::string begun, Parts parts)
      : declared_(declared), begun_(std::move(begun)), parts_(std::move(parts)) {}

  std::string_view face() override { return parts_.caller.face; }
  std::string today() override { return date_of(parts_.caller.now_ms); }
  std::vector<forms::Option> options(const forms::Field& field, const Fields& values) override {
    std::vector<forms::Option> options;
    for (const auto& value : field.values) options.push_back({value, value});
    if (field.type == "point")
      for (const Row row : parts_.points)
        if (face() != "console" || row.integer("id") == parts_.point_id)
          options.push_back({std::to_string(row.integer("id")), row.text("name"), row.text("address"), row.text("division").substr(0, 9)});
    if (!options.empty() || field.type == "point") return options;
    if (parts_.names.options.count(field.name) == 0) return parts_.people(field.role);
    const auto answer = ask(&gt_form_rules_v1::options, {{"field", field.name}, {"values", Value(values)}});
    ValueRef(answer)["options"].for_each([&](std::string_view, ValueRef option) {
      return options.push_back({std::string(option["value"].text()), std::string(option["label"].text())}), true;
    });
    return options;
  }
  std::vector<forms::Option> towns() override {
    std::vector<forms::Option> towns;
    for (const Row row : parts_.divisions) towns.push_back({row.text("code").substr(0, 9), row.text("name")});
    return towns;
  }
  void check(const std::string& step, const Fields& values, Form& form) override {
    if (parts_.names.checks.count(step) == 0) return;
    const auto answer = ask(&gt_form_rules_v1::check, {{"step", step}, {"values", Value(values)}});
    ValueRef(answer)["errors"].for_each([&](std::string_view, ValueRef error) {
      form.require(false, error["field"].text(), {std::string(error["text"].message_key()), {}});
      return true;
    });
  }
  std::string ask(gt_call gt_form_rules_v1::*slot, Fields asked) {
    asked.insert(asked.begin(), {{"form", declared_.form}, {"begun", begun_}});
    return parts_.ask(slot, std::move(asked));
  }

 private:
  const forms::Declaration& declared_;
  std::string begun_;
  Parts parts_;
};

/// The drafts of all forms, and what the host's pages do with them.
class FakeForms {
 public:
  using Ground = std::function<FakeFormGround(const forms::Declaration& declared, const std::string& begun)>;

  /// The files that the manifest names, and what the plugin's code has for them.
  void learn(const std::string& manifest_text, const std::string& folder, const gt_form_rules_v1& rules) {
    const auto listed = detail::call_slot(rules.head, rules.list, 0, encode_fields({}));
    ValueRef(listed).for_each([&](std::string_view, ValueRef one) {
      auto& own = names_[std::string(one["form"].text())];
      one["checks"].for_each([&](std::string_view, ValueRef name) { return own.checks.emplace(name.text()), true; });
      one["options"].for_each([&](std::string_view, ValueRef name) { return own.options.emplace(name.text()), true; });
      return true;
    });
    const auto manifest = JsonReader(manifest_text).read().encode();
    ValueRef(manifest)["forms"].for_each([&](std::string_view, ValueRef name) {
      std::ifstream file(folder + "/" + std::string(name.text()));
      if (!file) throw std::runtime_error("there is no " + std::string(name.text()));
      const auto text = JsonReader(std::string(std::istreambuf_iterator<char>(file), {})).read().encode();
      auto declared = forms::read_declaration(ValueRef(text));
      return forms_.emplace(declared.form, declared), true;
    });
  }
  const forms::Declaration* at(std::string_view path) const {
    for (const auto& [name, declared] : forms_)
      if (path == declared.path || path.starts_with(declared.path + "/")) return &declared;
    return nullptr;
  }
  const forms::Declaration& form(std::string_view name) const {
    const auto found = forms_.find(name);
    if (found == forms_.end()) throw Error{Kind::internal, "plugin.json names no form " + std::string(name)};
    return found->second;
  }
  FakeFormNames names(const std::string& form) const {
    const auto found = names_.find(form);
    return found == names_.end() ? FakeFormNames() : found->second;
  }
  const std::vector<FakeDraft>& drafts() const { return drafts_; }

  /// One of the host's pages: `rest` is what follows the form's path. The rendered step stands in `renders`.
  void serve(const forms::Declaration& declared, std::string_view method, std::string_view rest, const FakeCaller& caller, const Form& sent,
             const Ground& ground, FakeAnswer& answer, std::vector<FakeRender>& renders) {
    if (rest.empty() && method == "POST") return begin(declared, caller, ground, answer);
    if (rest.empty()) return renders.push_back({"form/start.html", declared.key("title"), "page", encode_fields({})});
    std::int64_t id = 0, step = 0;
    rest.remove_prefix(1);
    const auto slash = rest.find("/steps/");
    if (slash == rest.npos || !detail::read_integer(rest.substr(0, slash), id) || !detail::read_integer(rest.substr(slash + 7), step) || step < 1 ||
        step > static_cast<std::int64_t>(declared.steps.size()))
      throw Error{Kind::not_found, "there is no such page"};
    auto& draft = find(id, caller);
    const auto number = static_cast<std::size_t>(step - 1);
    answer.status = 303;
    if (!draft.sent_to.empty()) return void(answer.location = draft.sent_to);
    if (number > draft.reached) return void(answer.location = address(declared, draft, draft.reached));
    auto stand = ground(declared, draft.begun);
    const forms::Engine engine(declared, stand, draft.begun);
    if (method == "POST") return save(engine, stand, draft, number, sent, answer, renders);
    answer.status = 200;
    render(engine, draft, number, forms::form_of(draft.typed), draft.typed, renders);
  }

  List listed(const forms::Declaration& declared, const FakeCaller& caller) const {
    List list;
    for (auto draft = drafts_.rbegin(); draft != drafts_.rend(); ++draft)
      if (draft->form == declared.form && draft->owner_id == caller.id && draft->begun == caller.face && draft->sent_to.empty())
        list.push_back(Fields{{"id", draft->id}, {"number", draft->number}, {"label", draft->text(declared.about)},
                              {"href", address(declared, *draft, draft->reached)}});
    return list;
  }

  // --- gt.form/1 ---
  Fields read(ValueRef args, const std::string& face, const Ground& ground) const {
    const auto& declared = form(args["form"].text());
    auto stand = ground(declared, face);
    Fields values;
    Form form;
    forms::Engine(declared, stand, face).read_all(typed_of(args["typed"]), declared.steps.size(), values, form);
    return {{"values", std::move(values)}, {"errors", form.errors()}};
  }
  List fields(ValueRef args, const std::string& face, const Ground& ground) const {
    const auto& declared = form(args["form"].text());
    auto stand = ground(declared, face);
    const forms::Engine engine(declared, stand, face);
    const auto typed = typed_of(args["typed"]);
    return forms::Pages(engine).fields(static_cast<std::size_t>(args["step"].integer() - 1), forms::form_of(typed), typed);
  }

 private:
  static forms::Typed typed_of(ValueRef map) {
    forms::Typed typed;
    map.for_each([&](std::string_view name, ValueRef value) { return typed.emplace(name, value.text()), true; });
    return typed;
  }
  static std::string address(const forms::Declaration& declared, const FakeDraft& draft, std::size_t step) {
    return declared.path + "/" + std::to_string(draft.id) + "/steps/" + std::to_string(std::min(step, declared.steps.size() - 1) + 1);
  }
  FakeDraft& find(std::int64_t id, const FakeCaller& caller) {
    for (auto& draft : drafts_)
      if (draft.id == id && draft.owner_id == caller.id && draft.begun == caller.face) return draft;
    throw Error{Kind::not_found, "there is no such draft"};
  }
  void begin(const forms::Declaration& declared, const FakeCaller& caller, const Ground& ground, FakeAnswer& answer) {
    auto stand = ground(declared, caller.face);
    FakeDraft draft;
    const auto prefilled = stand.ask(&gt_form_rules_v1::prefill, {});
    ValueRef(prefilled)["typed"].for_each([&](std::string_view name, ValueRef value) { return draft.typed.emplace(name, value.text()), true; });
    auto serial = std::to_string(drafts_.size() + 1);
    draft.id = 500 + static_cast<std::int64_t>(drafts_.size()), draft.owner_id = caller.id, draft.owner_name = caller.name;
    draft.form = declared.form, draft.begun = caller.face;
    draft.number = "D-" + date_of(caller.now_ms).substr(0, 7) + "-" + std::string(serial.size() < 4 ? 4 - serial.size() : 0, '0') + serial;
    drafts_.push_back(std::move(draft));
    answer.status = 303, answer.location = address(declared, drafts_.back(), 0);
  }
  void save(const forms::Engine& engine, FakeFormGround& stand, FakeDraft& draft, std::size_t number, const Form& sent, FakeAnswer& answer,
            std::vector<FakeRender>& renders) {
    const auto& declared = engine.declared();
    auto typed = draft.typed;
    engine.merge(number, sent, typed);
    if (sent.has("save_only")) {
      draft.typed = std::move(typed), ++draft.version;
      return void(answer.location = declared.path);
    }
    Fields values;
    Form checked;
    const bool last = number + 1 == engine.steps();
    auto bad = number;
    if (last) {
      bad = engine.read_all(typed, engine.steps(), values, checked);
    } else {
      values = engine.before(number, typed), checked = forms::form_of(typed);
      engine.read(number, checked, values);
    }
    if (!checked.ok()) {
      answer.status = 422;
      return render(engine, draft, bad, checked, typed, renders);
    }
    if (last) {
      const auto taken = stand.ask(&gt_form_rules_v1::submit, {{"owner", Fields{{"id", draft.owner_id}, {"name", draft.owner_name}}},
                                                               {"values", Value(values)}});
      draft.sent_to = std::string(ValueRef(taken)["location"].text()), draft.typed.clear();
      return void(answer.location = draft.sent_to);
    }
    draft.typed = std::move(typed), draft.reached = std::max(draft.reached, number + 1), ++draft.version;
    answer.location = address(declared, draft, number + 1);
  }
  static void render(const forms::Engine& engine, const FakeDraft& draft, std::size_t number, const Form& form, const forms::Typed& typed,
                     std::vector<FakeRender>& renders) {
    const forms::Pages pages(engine);
    renders.push_back({"form/step.html", pages.title(number).key, "page",
                       encode_fields({{"number", draft.number}, {"version", draft.version}, {"typed", form.values()}, {"errors", form.errors()},
                                      {"fields", pages.fields(number, form, typed)}, {"summary", pages.summary(number, engine.before(number, typed), [](std::size_t) { return std::string(); })}})});
  }

  std::map<std::string, forms::Declaration, std::less<>> forms_;
  std::map<std::string, FakeFormNames> names_;
  std::vector<FakeDraft> drafts_;
};

}  // namespace gongting::test

#endif
