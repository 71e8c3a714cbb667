// A form of the plugin, as its code meets it. What it is made of stands in forms/<name>.json; the host draws it, keeps its
// drafts and checks it.
#ifndef GONGTING_FORMS_HPP
#define GONGTING_FORMS_HPP

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/host.hpp"
#include "gongting/response.hpp"
#include "gongting/value.hpp"
#include "gongting/workflow.hpp"

namespace gongting {

class Request;

/// What was filled in, checked: texts, numbers, fen, dates, ids of what was picked; "<name>.label" is the name of that.
/// A person is <name>_name, <name>_resident_id and <name>_mobile. What does not apply, or was left empty, is not there.
/// Lifetime: the call's.
class Answers {
 public:
  explicit Answers(ValueRef form) : form_(form), values_(form["values"]) {}
  bool has(std::string_view name) const { return !values_[name].is_null(); }
  std::string text(std::string_view name) const { return std::string(values_[name].text()); }
  std::int64_t integer(std::string_view name) const { return values_[name].integer(); }
  bool ticked(std::string_view name) const { return values_[name].boolean(); }
  std::string label(std::string_view name) const { return text(std::string(name) + ".label"); }
  /// The rows of a table, each a map of its columns.
  std::vector<ValueRef> rows(std::string_view name) const {
    std::vector<ValueRef> rows;
    values_[name].for_each([&](std::string_view, ValueRef row) { return rows.push_back(row), true; });
    return rows;
  }
  ValueRef values() const { return values_; }
  /// "portal" or "console": where the draft was begun. One begun on the portal may be sent by a director at the point.
  std::string begun() const { return std::string(form_["begun"].text()); }
  /// Who began it; at submit() only.
  std::int64_t owner_id() const { return form_["owner"]["id"].integer(); }
  std::string owner_name() const { return std::string(form_["owner"]["name"].text()); }
  /// One line for each that was filled in, "name：value", in the order of the declaration: what a receipt is given for.
  std::string as_text() const {
    std::string lines;
    values_.for_each([&](std::string_view name, ValueRef value) {
      if (name.ends_with(".label")) return true;
      lines.append(name).append("：");
      write(value, lines);
      return lines += "\n", true;
    });
    return lines;
  }

 private:
  static void write(ValueRef value, std::string& out) {
    if (value.tag() == Tag::integer) out += std::to_string(value.integer());
    else if (value.tag() == Tag::yes || value.tag() == Tag::no) out += value.boolean() ? "1" : "0";
    else if (value.tag() == Tag::text) out.append(value.text());
    bool first = true;
    if (value.tag() == Tag::list || value.tag() == Tag::map) value.for_each([&](std::string_view name, ValueRef item) {
      if (!first) out += value.tag() == Tag::map ? "，" : "；";
      first = false;
      if (value.tag() == Tag::map) out.append(name).append("=");
      return write(item, out), true;
    });
  }
  ValueRef form_, values_;
};

/// What the plugin has against a step, by the name of the input.
class Problems {
 public:
  void add(std::string_view field, Message why) { list_.push_back(Fields{{"field", field}, {"text", std::move(why)}}); }
  void require(bool condition, std::string_view field, std::string_view key) {
    if (!condition) add(field, {std::string(key), {}});
  }
  const List& list() const { return list_; }

 private:
  List list_;
};

/// What a new draft holds, as if it had been typed.
struct Prefilled {
  Fields typed = {};
};

/// Where the sender is led, below the plugin's address, and the record that came of it.
struct TakenForm {
  std::string location;
  std::int64_t record = 0;
};

using Prefill = std::function<Prefilled(Request&, const Answers&)>;
using StepCheck = std::function<void(Request&, const Answers&, Problems&)>;
using FormOptions = std::function<std::vector<Option>(Request&, const Answers&)>;
using Submit = std::function<TakenForm(Request&, const Answers&)>;

/// What a declaration cannot say. A form without submit() is not loaded.
class FormRules {
 public:
  FormRules& prefill(Prefill prefill) { return prefill_ = std::move(prefill), *this; }
  /// Runs when a step is in order as far as the declaration says, and once more before the form is taken in. It writes nothing.
  FormRules& check(std::string step, StepCheck check) { return checks_[std::move(step)] = std::move(check), *this; }
  /// What a choice without "values" offers.
  FormRules& options(std::string field, FormOptions options) { return options_[std::move(field)] = std::move(options), *this; }
  /// Takes the form in: in one transaction with the draft's end. Throw Error{Kind::invalid, key} to say on the last page why not.
  FormRules& submit(Submit submit) { return submit_ = std::move(submit), *this; }

  const Prefill& prefiller() const { return prefill_; }
  const std::map<std::string, StepCheck>& checks() const { return checks_; }
  const std::map<std::string, FormOptions>& all_options() const { return options_; }
  const Submit& submitter() const { return submit_; }

 private:
  Prefill prefill_;
  std::map<std::string, StepCheck> checks_;
  std::map<std::string, FormOptions> options_;
  Submit submit_;
};

/// One form within a request: `rq.declared_form("application").drafts()`.
/// Thread: [request]. Lifetime: the request's.
class DeclaredForm {
 public:
  DeclaredForm(Context context, std::string form) : context_(context), form_(std::move(form)) {}

  /// What the caller has begun and not sent: {id, number, label, href, saved_at, expires_on}, newest first.
  List drafts() const {
    const auto answer = context_.call(&gt_form_v1::drafts, {{"form", form_}});
    List drafts;
    ValueRef(answer)["drafts"].for_each([&](std::string_view, ValueRef draft) { return drafts.push_back(draft.value()), true; });
    return drafts;
  }
  struct Reading {
    Fields values;
    List errors;  // [{field, text}], for a page's errors
  };
  /// Reads and checks all of it, for a page or an import of the plugin's own; nothing is written.
  Reading read(Fields typed) const {
    const auto answer = context_.call(&gt_form_v1::read, {{"form", form_}, {"typed", Value(std::move(typed))}});
    Reading reading;
    ValueRef(answer)["values"].for_each([&](std::string_view name, ValueRef value) { return reading.values.emplace_back(name, value.value()), true; });
    ValueRef(answer)["errors"].for_each([&](std::string_view, ValueRef error) { return reading.errors.push_back(error.value()), true; });
    return reading;
  }
  /// The model `fields` of the host's partial form-fields.
  Value fields(int step, Fields typed = {}, List errors = {}) const {
    const auto answer = context_.call(&gt_form_v1::fields, {{"form", form_}, {"step", step}, {"typed", Value(std::move(typed))},
                                                            {"errors", Value(std::move(errors))}});
    return Encoded{std::string(ValueRef(answer)["fields"].exact())};
  }

 private:
  Context context_;
  std::string form_;
};

}  // namespace gongting

#endif
