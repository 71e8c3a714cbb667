// What people type, with the keyboards they have.
#include "gongting/form.hpp"

#include <gtest/gtest.h>

namespace gongting {
namespace {

Form form_of(const Fields& fields) {
  static std::string encoded;
  encoded = encode_fields(fields);
  return Form(ValueRef(encoded));
}

std::string error_of(const Form& form, std::string_view field) {
  const std::string encoded = Value(form.errors()).encode();
  std::string key;
  ValueRef(encoded).for_each([&](std::string_view, ValueRef error) {
    if (error["field"].text() == field) key = error["text"].message_key();
    return true;
  });
  return key;
}

TEST(Form, TrimsTextAndCountsCharacters) {
  Form form = form_of({{"name", " \u3000陈晓明\t\n"}, {"long", "一二三四五六"}, {"odd", "a\x01"}, {"lines", "a\r\nb\rc"}});
  EXPECT_EQ(form.text("name", {.min = 2, .max = 3}), "陈晓明");
  EXPECT_EQ(form.text("lines"), "a\nb\nc");
  EXPECT_TRUE(form.ok());
  EXPECT_EQ(form.text("long", {.max = 5}), "一二三四五六");
  form.text("odd");
  form.text("absent");
  form.text("also_absent", {.required = false});
  EXPECT_EQ(error_of(form, "long"), "form.too_long");
  EXPECT_EQ(error_of(form, "odd"), "form.control_characters");
  EXPECT_EQ(error_of(form, "absent"), "form.required");
  EXPECT_EQ(error_of(form, "also_absent"), "");
  EXPECT_FALSE(form.ok());
}

TEST(Form, ReadsNumbersAndAmounts) {
  Form form = form_of({{"age", " ４８ "}, {"big", "99999999999999999999"}, {"few", "3"}, {"sum", "￥48,000.5"}, {"yuan", "12元"},
                       {"third", "1.234"}, {"minus", "-1"}, {"words", "many"}});
  EXPECT_EQ(form.integer("age", {.min = 1, .max = 150}), 48);
  EXPECT_EQ(form.money_fen("sum"), 4'800'050);
  EXPECT_EQ(form.money_fen("yuan"), 1'200);
  EXPECT_TRUE(form.ok());
  form.integer("big"), form.integer("few", {.min = 4}), form.money_fen("third"), form.money_fen("minus"), form.integer("words");
  EXPECT_EQ(error_of(form, "big"), "form.not_a_number");
  EXPECT_EQ(error_of(form, "few"), "form.too_small");
  EXPECT_EQ(error_of(form, "third"), "form.not_an_amount");
  EXPECT_EQ(error_of(form, "minus"), "form.amount_too_small");
  EXPECT_EQ(error_of(form, "words"), "form.not_a_number");
}

TEST(Form, ReadsDatesFromOneFieldOrThree) {
  Form form = form_of({{"a", "2026-03-05"}, {"b-y", "2026"}, {"b-m", "3"}, {"b-d", "５"}, {"c-y", "2026"}, {"c-m", "2"},
                       {"c-d", "30"}, {"d-y", ""}, {"d-m", ""}, {"d-d", ""}, {"e", "2026-03-05"}});
  EXPECT_EQ(form.date("a", {.min = "2026-03-05", .max = "2026-03-05"}), "2026-03-05");
  EXPECT_EQ(form.date("b"), "2026-03-05");
  EXPECT_EQ(form.date("d", {.required = false}), "");
  EXPECT_TRUE(form.ok());
  EXPECT_EQ(form.date("c"), "");
  form.date("d"), form.date("e", {.min = "2026-03-06"});
  EXPECT_EQ(error_of(form, "c"), "form.not_a_date");
  EXPECT_EQ(error_of(form, "d"), "form.required");
  EXPECT_EQ(error_of(form, "e"), "form.date_too_early");
}

TEST(Form, TakesOnlyListedChoices) {
  Form form = form_of({{"a", "loan"}, {"b", "theft"}});
  EXPECT_EQ(form.choice("a", {"loan", "rent"}), "loan");
  EXPECT_EQ(form.choice("b", {"loan", "rent"}), "");
  EXPECT_EQ(form.choice("c", {"loan"}, {.required = false}), "");
  form.choice("d", {"loan"});
  EXPECT_EQ(error_of(form, "b"), "form.not_a_choice");
  EXPECT_EQ(error_of(form, "c"), "");
  EXPECT_EQ(error_of(form, "d"), "form.choose");
}

TEST(Form, ChecksMobileNumbers) {
  Form form = form_of({{"a", "+86 138-0000 0000"}, {"b", "１３９００００００００"}, {"c", "12800000000"}, {"d", "1380000000"}});
  EXPECT_EQ(form.mobile("a"), "13800000000");
  EXPECT_EQ(form.mobile("b"), "13900000000");
  EXPECT_TRUE(form.ok());
  form.mobile("c"), form.mobile("d");
  EXPECT_EQ(error_of(form, "c"), "form.not_a_mobile");
  EXPECT_EQ(error_of(form, "d"), "form.not_a_mobile");
}

TEST(Form, ChecksResidentIdsByGb11643) {
  Form form = form_of({{"a", "11010519491231002x"}, {"b", "110105194912310021"}, {"c", "110105194913310029"}, {"d", "440524188001010014"},
                       {"e", "1101051949123100"}});
  EXPECT_EQ(form.resident_id("a"), "11010519491231002X");
  EXPECT_EQ(form.resident_id("d"), "440524188001010014");
  EXPECT_TRUE(form.ok());
  for (const char* field : {"b", "c", "e"}) {
    form.resident_id(field);
    EXPECT_EQ(error_of(form, field), "form.not_a_resident_id") << field;
  }
}

TEST(Form, KeepsOneErrorAFieldAndTheOwnMessage) {
  Form form = form_of({{"a", ""}, {"tag", List{"x", "y"}}});
  form.text("a", {.message = "apply.name_missing"});
  form.require(false, "a", {"apply.other", {}});
  form.require(false, "b", {"apply.b", {}});
  EXPECT_EQ(form.errors().size(), 2u);
  EXPECT_EQ(error_of(form, "a"), "apply.name_missing");
  EXPECT_EQ(error_of(form, "b"), "apply.b");
  EXPECT_EQ(form.all("tag"), (std::vector<std::string>{"x", "y"}));
  const std::string values = encode_fields(form.values());
  EXPECT_EQ(ValueRef(values)["tag"].count(), 2u);
  EXPECT_TRUE(form.check("tag"));
  EXPECT_FALSE(form.check("a"));
}

TEST(Format, WritesDatesTimesAndAmounts) {
  EXPECT_EQ(date_of(1'795'228'200'000), "2026-11-21");
  EXPECT_EQ(time_of(1'795'228'200'000), "2026-11-21 10:30");
  EXPECT_EQ(date_of(0), "1970-01-01");
  EXPECT_EQ(date_of(1'709'136'000'000), "2024-02-29");
  EXPECT_EQ(time_of(-1), "1970-01-01 07:59");
  EXPECT_EQ(yuan(4'800'050), "48,000.50");
  EXPECT_EQ(yuan(-5), "-0.05");
  EXPECT_EQ(yuan(99'999), "999.99");
  EXPECT_EQ(yuan(100'000), "1,000.00");
  EXPECT_EQ(yuan(100'000'000'000), "1,000,000,000.00");
  EXPECT_TRUE(is_date("2024-02-29"));
  EXPECT_FALSE(is_date("2026-02-29"));
  EXPECT_FALSE(is_date("2026-2-9"));
  EXPECT_EQ(weekday_of("2026-11-25"), 3);
  EXPECT_EQ(weekday_of("1969-12-28"), 7);
  EXPECT_EQ(days_between("2026-11-21", "2026-12-01"), 10);
  EXPECT_EQ(days_between("2024-03-01", "2024-02-28"), -2);
  EXPECT_EQ(days_later("2026-12-20", 30), "2027-01-19");
}

}  // namespace
}  // namespace gongting
