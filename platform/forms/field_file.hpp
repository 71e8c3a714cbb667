// The fields of forms and workflows, as files declare them: what is wrong is refused with its line.
#ifndef GONGTING_FORMS_FIELD_FILE_HPP
#define GONGTING_FORMS_FIELD_FILE_HPP

#include <functional>
#include <string>
#include <string_view>

#include "base/checked_file.hpp"
#include "gongting/forms/pages.hpp"

namespace gongting::host::forms {

using Knows = std::function<bool(std::string_view)>;

enum class FieldPlace { form, workflow, column };

/// Errors: bad_input for an unknown key, type, pattern or role, a key that this type or place does not take, and bounds that exclude
/// everything.
void check_field(const CheckedFile& file, Json field, const std::string& path, const Knows& role, FieldPlace place);

/// Names every text that pages need for the field. `hints`: the hint too.
void need_texts(const gongting::forms::Field& field, const gongting::forms::TextKeys& keys, bool hints,
                const std::function<void(const std::string& key)>& need);

}  // namespace gongting::host::forms

#endif
