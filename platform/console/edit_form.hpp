// A form of the console: declared once, then drawn, read, checked, and shown again with what was typed.
#ifndef GONGTING_CONSOLE_EDIT_FORM_HPP
#define GONGTING_CONSOLE_EDIT_FORM_HPP

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/fault.hpp"
#include "gongting/error.hpp"
#include "gongting/value.hpp"
#include "http/form.hpp"

namespace gongting::host::console {

enum class Input { text, area, date, select, radio, checks };

struct Choice {
  std::string value;
  Value title;
  std::string group = {};  // choices of one group stand together
};

struct FieldSpec {
  std::string name;
  Input input = Input::text;
  std::size_t least = 1, most = 200;  // characters; least 0 may be left empty
  Value hint = {}, label = {};        // label: <texts>.<name> when null
  std::vector<Choice> choices = {};
  std::string mode = {};          // inputmode
  std::string autocomplete = "off";
  bool wide = false;
};

class EditForm {
 public:
  /// Labels are the messages <texts>.<name>, faults of a field <texts>.<name>_fault.
  EditForm(std::string texts, std::vector<FieldSpec> fields) : texts_(std::move(texts)), fields_(std::move(fields)) {}

  /// What the field shows before anybody typed.
  void put(std::string_view name, std::string value) { values_[std::string(name)] = {std::move(value)}; }
  void put_all(std::string_view name, std::vector<std::string> values) { values_[std::string(name)] = std::move(values); }
  /// Takes what was typed; checks that it is there, fits, and is one of the choices.
  void read(const http::Form& form);

  /// Without the blanks around it; "" when nothing was typed.
  std::string text(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  /// 0 when it is no number.
  std::int64_t integer(std::string_view name) const;

  void fault(std::string_view field, Message text);
  /// <texts>.<field>_fault.
  void fault(std::string_view field);
  void take(const auth::Faults& faults);
  /// An invalid or conflict that names its field ("slug: …"), as sites and auth throw it. False when it names none.
  bool take(const Error& error);
  bool ok() const { return faults_.empty(); }

  /// `fields`, as console/field.html draws them, and `errors`.
  Fields model() const;

 private:
  const FieldSpec* find(std::string_view name) const;
  void check(const FieldSpec& field);
  Value label(const FieldSpec& field) const;
  Fields draw(const FieldSpec& field) const;

  std::string texts_;
  std::vector<FieldSpec> fields_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  auth::Faults faults_;
};

/// The field that an error's text begins with ("slug: taken" -> "slug"); "" for none.
std::string field_of(std::string_view text);

}  // namespace gongting::host::console

#endif
