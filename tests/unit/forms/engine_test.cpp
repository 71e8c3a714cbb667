// Filling in a form: what each type takes, what hangs on what, and what holds between fields.
#include "gongting/forms/pages.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace gongting::forms {
namespace {

const char* const k_file = R"({
  "form": "loan", "path": "/ask", "open": {"portal": "p"},
  "steps": [
    {"id": "who", "fields": [
      {"name": "lender", "type": "person", "parts": ["name", "resident_id", "mobile?"]},
      {"name": "agent", "type": "person", "parts": ["name"], "begun": "console"},
      {"name": "kind", "type": "choice", "values": ["cash", "bank"]},
      {"name": "bank_name", "type": "organisation", "when": {"kind": "bank"}},
      {"name": "phone", "type": "text", "pattern": "phone", "required": false},
      {"name": "home", "type": "address", "required": false}
    ]},
    {"id": "what", "fields": [
      {"name": "facts", "type": "long_text", "min": 4, "max": 6},
      {"name": "amount", "type": "money", "min": 100, "max": 10000000},
      {"name": "lent_on", "type": "date", "latest": "today"},
      {"name": "due_on", "type": "date", "required": false},
      {"name": "months", "type": "number", "min": -1, "max": 24, "required": false},
      {"name": "paid", "type": "table", "required": false, "max": 2,
       "columns": [{"name": "day", "type": "date"}, {"name": "fen", "type": "money"}, {"name": "way", "type": "choice", "values": ["cash"], "required": false}]}
    ]},
    {"id": "check", "review": true, "fields": [{"name": "true_words", "type": "tick"}]}
  ],
  "rules": [{"rule": "ordered", "fields": ["lent_on", "due_on"], "error": "late"},
            {"rule": "one_of", "fields": ["phone", "lender_mobile"], "error": "reach"},
            {"rule": "differ", "fields": ["lender_name", "bank_name_name"], "error": "same"}]
})";

class FormEngine : public testing::Test, public Ground {
 protected:
  std::string_view face() override { return face_; }
  std::string today() override { return "2026-11-21"; }
  std::vector<Option> options(const Field& field, const Fields&) override {
    std::vector<Option> options;
    for (const auto& value : field.values) options.push_back({value, "<" + value + ">"});
    return options;
  }
  std::vector<Option> towns() override { return {{"330112001", "锦城街道"}}; }
  void check(const std::string& step, const Fields&, Form& form) override {
    checked_ += step + " ";
    if (!against_.empty()) form.require(false, against_, {"own", {}});
  }

  Declaration declared() const {
    const auto encoded = host::parse_json(k_file).encode();
    return read_declaration(ValueRef(encoded));
  }
  static Typed people() {
    return {{"lender_name", " 陈晓明 "}, {"lender_resident_id", "330124198001010016"}, {"lender_mobile", ""}, {"kind", "cash"}, {"phone", "0571-63700000"}};
  }
  static Typed loan() { return {{"facts", "借给他五万"}, {"amount", "1,000.50"}, {"lent_on", "2026-03-05"}}; }
  /// "field: key; …" after reading this step alone; values_ holds what it gave.
  std::string errors(std::size_t step, const Typed& typed) {
    const auto declaration = declared();
    const Engine engine(declaration, *this, begun_);
    auto form = form_of(typed);
    values_ = engine.before(step, typed);
    engine.read(step, form, values_);
    return said(form);
  }
  static std::string said(const Form& form) {
    std::string all;
    for (const auto& error : form.errors()) {
      const auto encoded = error.encode();
      all += std::string(ValueRef(encoded)["field"].text()) + ": " + std::string(ValueRef(encoded)["text"].message_key()) + "; ";
    }
    return all;
  }
  std::string with(Typed typed, const char* name, const char* value, std::size_t step) {
    typed[name] = value;
    return errors(step, typed);
  }
  std::string value(const char* name) const { return plain(find(values_, name)); }

  std::string face_ = "portal", begun_ = "portal", checked_, against_;
  Fields values_;
};

TEST_F(FormEngine, ReadsEachTypeAsWhatItMeans) {
  EXPECT_EQ(errors(0, people()), "");
  EXPECT_EQ(value("lender_name"), "陈晓明");
  EXPECT_EQ(find(values_, "lender_mobile"), nullptr) << "what is left empty is not there";
  EXPECT_EQ(value("kind.label"), "<cash>");
  auto typed = loan();
  typed["months"] = "－1", typed["paid-0-day"] = "2026-04-01", typed["paid-0-fen"] = "20", typed["paid-0-way"] = "cash", typed["paid-1-fen"] = " ";
  EXPECT_EQ(errors(1, typed), "");
  EXPECT_EQ(value("amount"), "100050");
  EXPECT_EQ(value("months"), "-1");
  const auto& rows = std::get<List>(find(values_, "paid")->data());
  ASSERT_EQ(rows.size(), 1u) << "the blank row is none";
  EXPECT_EQ(host::to_json(std::get<Fields>(rows[0].data())), R"({"day":"2026-04-01","fen":2000,"way":"cash"})");
}

TEST_F(FormEngine, SaysWhatIsWrongAtTheInput) {
  EXPECT_EQ(with(people(), "lender_name", "", 0), "lender_name: form.required; ");
  EXPECT_EQ(with(people(), "lender_resident_id", "330124198001010017", 0), "lender_resident_id: form.not_a_resident_id; ") << "its check digit is 6";
  EXPECT_EQ(with(people(), "lender_mobile", "123", 0), "lender_mobile: form.not_a_mobile; ");
  EXPECT_EQ(with(people(), "kind", "gold", 0), "kind: form.not_a_choice; ");
  EXPECT_EQ(with(people(), "kind", "", 0), "kind: form.choose; ");
  EXPECT_EQ(with(people(), "phone", "五七一", 0), "phone: form.not_a_phone; ");
  EXPECT_EQ(with(people(), "home_division", "330112999", 0), "home_division: form.not_a_choice; ");
  EXPECT_EQ(with(loan(), "facts", "借", 1), "facts: form.too_short; ");
  EXPECT_EQ(with(loan(), "facts", "借给他五万块", 1), "");
  EXPECT_EQ(with(loan(), "facts", "借给他五万块钱", 1), "facts: form.too_long; ");
  EXPECT_EQ(with(loan(), "amount", "0.99", 1), "amount: form.amount_too_small; ");
  EXPECT_EQ(with(loan(), "amount", "1", 1), "");
  EXPECT_EQ(with(loan(), "amount", "100000.01", 1), "amount: form.amount_too_large; ");
  EXPECT_EQ(with(loan(), "lent_on", "2026-11-22", 1), "lent_on: form.date_too_late; ") << "today is 2026-11-21";
  EXPECT_EQ(with(loan(), "lent_on", "2026-11-21", 1), "");
  EXPECT_EQ(with(loan(), "months", "25", 1), "months: form.too_large; ");
  EXPECT_EQ(with(loan(), "paid-0-fen", "x", 1), "paid-0-day: form.required; paid-0-fen: form.not_an_amount; ");
  EXPECT_EQ(errors(2, {}), "true_words: form.tick; ");
}

TEST_F(FormEngine, TakesNoMoreRowsThanDeclared) {
  auto typed = loan();
  for (const std::string row : {"0", "1", "2"}) typed["paid-" + row + "-day"] = "2026-04-01", typed["paid-" + row + "-fen"] = "1";
  EXPECT_EQ(errors(1, typed), "paid: form.too_many_rows; ");
}

TEST_F(FormEngine, AsksForAConditionalFieldOnlyWhereItsConditionHolds) {
  EXPECT_EQ(with(people(), "bank_name_uscc", "x", 0), "") << "of cash no bank is asked";
  EXPECT_EQ(find(values_, "bank_name_uscc"), nullptr) << "and what was typed for it counts for nothing";
  EXPECT_EQ(with(people(), "kind", "bank", 0), "bank_name_name: form.required; bank_name_uscc: form.required; ");
}

TEST_F(FormEngine, TakesFieldsOnTheirFaceAndWhereItWasBegun) {
  begun_ = "console";
  EXPECT_EQ(errors(0, people()), "agent_name: form.required; ");
  begun_ = "portal", face_ = "console";
  EXPECT_EQ(errors(0, people()), "") << "a director who goes on with it is asked for no agent";
}

TEST_F(FormEngine, HoldsWhatIsBetweenFields) {
  EXPECT_EQ(with(loan(), "due_on", "2026-03-04", 1), "due_on: late; ");
  EXPECT_EQ(with(loan(), "due_on", "2026-03-05", 1), "");
  EXPECT_EQ(with(people(), "phone", "", 0), "phone: reach; ");
  auto typed = people();
  typed["kind"] = "bank", typed["bank_name_name"] = "陈晓明", typed["bank_name_uscc"] = "91330100799655058B";
  EXPECT_EQ(errors(0, typed), "bank_name_name: same; ");
  typed["bank_name_name"] = "杭州银行";
  EXPECT_EQ(errors(0, typed), "");
}

TEST_F(FormEngine, AsksThePluginOnlyAboutWhatIsInOrder) {
  errors(0, {});
  EXPECT_EQ(checked_, "");
  against_ = "lender_name";
  EXPECT_EQ(errors(0, people()), "lender_name: own; ");
  EXPECT_EQ(checked_, "who ");
}

TEST_F(FormEngine, ReadsAllStepsUpToTheFirstThatIsNotInOrder) {
  const auto declaration = declared();
  const Engine engine(declaration, *this, "portal");
  auto typed = people();
  typed.merge(loan());
  Fields values;
  Form form;
  EXPECT_EQ(engine.read_all(typed, 3, values, form), 2u);
  EXPECT_EQ(said(form), "true_words: form.tick; ");
  typed["amount"] = "";
  values.clear();
  EXPECT_EQ(engine.read_all(typed, 3, values, form), 1u);
  typed["amount"] = "5", typed["true_words"] = "1";
  values.clear();
  EXPECT_EQ(engine.read_all(typed, 3, values, form), 3u);
  EXPECT_TRUE(form.ok());
}

TEST_F(FormEngine, MergesWhatWasSentAndNothingElse) {
  const auto declaration = declared();
  const Engine engine(declaration, *this, "portal");
  Typed typed{{"phone", "1"}, {"facts", "kept"}, {"lent_on", "2026-01-01"}, {"paid-0-fen", "1"}, {"paid-1-fen", "2"}, {"true_words", "1"}};
  engine.merge(0, form_of({{"lender_name", "陈"}, {"facts", "of another step"}, {"agent_name", "of another face"}, {"what", "unknown"}}), typed);
  EXPECT_EQ(typed["lender_name"], "陈");
  EXPECT_EQ(typed["facts"], "kept");
  EXPECT_EQ(typed["phone"], "1") << "what was not sent stays";
  EXPECT_EQ(typed.count("agent_name") + typed.count("what"), 0u);
  engine.merge(1, form_of({{"lent_on-y", "2026"}, {"lent_on-m", "3"}, {"lent_on-d", ""}, {"paid-0-day", ""}, {"paid-0-fen", "9"}}), typed);
  EXPECT_EQ(typed.count("lent_on"), 0u) << "the three parts stand in its place, as they were typed";
  EXPECT_EQ(typed["lent_on-m"], "3");
  EXPECT_EQ(typed["paid-0-fen"], "9");
  EXPECT_EQ(typed.count("paid-1-fen"), 0u) << "a row that was taken away";
  engine.merge(2, form_of({}), typed);
  EXPECT_EQ(typed["true_words"], "") << "a tick that is taken away is not sent";
}

TEST_F(FormEngine, TakesTheSameFromAProgram) {
  const auto declaration = declared();
  const Engine engine(declaration, *this, "portal");
  const auto sent = host::parse_json(R"({"lender": {"name": "陈晓明", "resident_id": "330124198001010016"}, "kind": "cash", "phone": "0571-63700000",
    "facts": "借给他五万", "amount": 100050, "lent_on": "2026-03-05", "paid": [{"day": "2026-04-01", "fen": 2000}], "true_words": true})").encode();
  const auto typed = engine.typed_of(ValueRef(sent));
  EXPECT_EQ(typed.at("amount"), "1,000.50");
  EXPECT_EQ(typed.at("paid-0-fen"), "20.00");
  Fields values;
  Form form;
  EXPECT_EQ(engine.read_all(typed, 3, values, form), 3u) << said(form);
  EXPECT_EQ(plain(find(values, "amount")), "100050");
}

TEST_F(FormEngine, DrawsWhatApplies) {
  const auto declaration = declared();
  const Engine engine(declaration, *this, "portal");
  const auto drawn = [&](const Typed& typed, std::size_t step) {
    std::string all;
    for (const auto& model : Pages(engine).fields(step, form_of(typed), typed)) {
      const auto encoded = model.encode();
      const ValueRef field(encoded);
      all += std::string(field["kind"].text()) + " " + std::string(field["name"].text()) + (field["hidden"].boolean() ? " hidden" : "") +
             (field["only"].is_null() ? "" : " only") + "; ";
    }
    return all;
  };
  EXPECT_EQ(drawn({}, 0), "none lender; line lender_name; line lender_resident_id; line lender_mobile; none ; radio kind; none bank_name only; "
                          "line bank_name_name; line bank_name_uscc; none ; line phone; none home; select home_division; line home_words; none ; ")
      << "as long as nothing is chosen, all of it, with a word for whom";
  EXPECT_NE(drawn({{"kind", "cash"}}, 0).find("none bank_name hidden; "), std::string::npos);
  EXPECT_NE(drawn({{"kind", "bank"}}, 0).find("none bank_name; "), std::string::npos);
  EXPECT_EQ(drawn({}, 1), "words facts; money amount; day lent_on; day due_on; line months; table paid; ");
}

}  // namespace
}  // namespace gongting::forms
