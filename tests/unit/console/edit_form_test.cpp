#include "console/edit_form.hpp"

#include <gtest/gtest.h>

namespace gongting::host::console {
namespace {

http::Form typed_form(std::vector<http::Form::Field> fields) { return http::Form(std::move(fields)); }

EditForm sample() {
  return EditForm("console.sample", {{.name = "name", .least = 2, .most = 4},
                                     {.name = "note", .input = Input::area, .least = 0},
                                     {.name = "day", .input = Input::date, .least = 0, .most = 10},
                                     {.name = "kind", .input = Input::radio, .choices = {{"a", "甲"}, {"b", "乙"}}},
                                     {.name = "areas", .input = Input::checks, .least = 0, .choices = {{"1", "一"}, {"2", "二"}}}});
}

std::string error_of(const EditForm& form, std::string_view field) {
  const auto bytes = encode_fields(form.model());
  std::string key;
  ValueRef(bytes)["errors"].for_each([&](std::string_view, ValueRef entry) {
    if (entry["field"].text() == field && key.empty()) key = entry["text"].message_key();
    return true;
  });
  return key;
}

TEST(EditForm, TakesWhatIsRight) {
  auto form = sample();
  form.read(typed_form({{"name", "  王小明 "}, {"kind", "b"}, {"areas", "1"}, {"areas", "2"}, {"day", "2026-02-28"}, {"note", "一\n二"}}));
  EXPECT_TRUE(form.ok());
  EXPECT_EQ(form.text("name"), "王小明");
  EXPECT_EQ(form.text("kind"), "b");
  EXPECT_EQ(form.all("areas"), (std::vector<std::string>{"1", "2"}));
}

TEST(EditForm, SaysWhatIsWrongWithEachField) {
  auto form = sample();
  form.read(typed_form({{"name", "一二三四五"}, {"kind", "c"}, {"areas", "3"}, {"day", "2026-02-30"}, {"note", std::string("a\x01")}}));
  EXPECT_FALSE(form.ok());
  EXPECT_EQ(error_of(form, "name"), "console.fault.long");
  EXPECT_EQ(error_of(form, "kind"), "console.fault.choose");
  EXPECT_EQ(error_of(form, "areas"), "console.fault.choose");
  EXPECT_EQ(error_of(form, "day"), "console.fault.date");
  EXPECT_EQ(error_of(form, "note"), "console.fault.signs");
}

TEST(EditForm, AsksOnlyForWhatIsNeeded) {
  auto form = sample();
  form.read(http::Form());
  EXPECT_EQ(error_of(form, "name"), "console.fault.missing");
  EXPECT_EQ(error_of(form, "kind"), "console.fault.choose");
  EXPECT_EQ(error_of(form, "day"), "");
  EXPECT_EQ(error_of(form, "areas"), "");
}

TEST(EditForm, KeepsWhatWasTyped) {
  auto form = sample();
  form.read(typed_form({{"name", "一二三四五"}, {"kind", "b"}}));
  const auto bytes = encode_fields(form.model());
  std::string typed;
  bool chosen = false;
  ValueRef(bytes)["fields"].for_each([&](std::string_view, ValueRef field) {
    if (field["name"].text() == "name") typed = field["value"].text();
    if (field["name"].text() == "kind")
      field["choices"].for_each([&](std::string_view, ValueRef choice) {
        if (choice["value"].text() == "b") chosen = choice["chosen"].boolean();
        return true;
      });
    return true;
  });
  EXPECT_EQ(typed, "一二三四五");
  EXPECT_TRUE(chosen);
}

TEST(EditForm, PutsARefusalAtItsField) {
  auto form = sample();
  EXPECT_TRUE(form.take(Error{Kind::conflict, "name: another one is called so"}));
  EXPECT_EQ(error_of(form, "name"), "console.sample.name_fault");
  EXPECT_FALSE(form.take(Error{Kind::conflict, "the record was changed by somebody else meanwhile"}));
  EXPECT_FALSE(form.take(Error{Kind::unavailable, "name: the database is gone"}));
}

TEST(EditForm, LeadsAFaultOfSomethingElseToItsFirstField) {
  auto form = sample();
  form.take(Error{Kind::invalid, "role: must be different persons"});
  EXPECT_EQ(error_of(form, "name"), "console.sample.role_fault");
}

TEST(EditForm, ReadsTheFieldOfAnError) {
  EXPECT_EQ(field_of("slug: taken"), "slug");
  EXPECT_EQ(field_of("court_code: none"), "court_code");
  EXPECT_EQ(field_of("opening times, day 1: wrong"), "");
  EXPECT_EQ(field_of("taken"), "");
}

}  // namespace
}  // namespace gongting::host::console
