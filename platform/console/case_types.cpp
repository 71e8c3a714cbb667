// 类型代字: the type codes by which case numbers are given out and read, kept by the administrator of the installation.
#include "sites/case_types.hpp"

#include <sstream>

#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"

namespace gongting::host::console {
namespace {

constexpr std::size_t k_longest_csv = 20'000;
constexpr std::size_t k_most_reported = 5;

EditForm type_form() {
  return EditForm("console.case_types",
                  {{.name = "code", .most = 20, .hint = Message{"console.case_types.code_hint", {}}},
                   {.name = "title", .most = 60},
                   {.name = "from", .input = Input::date},
                   {.name = "to", .input = Input::date, .least = 0, .hint = Message{"console.case_types.to_hint", {}}},
                   {.name = "status", .input = Input::radio,
                    .choices = {{"recalled", Message{"console.case_types.recalled", {}}}, {"verified", Message{"console.case_types.verified", {}}}}}});
}

EditForm csv_form() {
  return EditForm("console.case_types", {{.name = "csv", .input = Input::area, .most = k_longest_csv, .hint = Message{"console.case_types.csv_hint", {}}}});
}

List rows_of(web::Context& context) {
  List rows;
  const auto day = today();
  for (const auto& type : sites::case_types(context.db()))
    rows.emplace_back(Fields{{"code", type.code}, {"title", type.title}, {"from", type.from}, {"to", type.to}, {"verified", type.verified},
                             {"holds", type.holds_on(day)}, {"href", context.url("/case-types/edit") + "?code=" + http::url_encode(type.code)}});
  return rows;
}

http::Response list_page(web::Context& context, const EditForm& csv, int status) {
  auto model = csv.model();
  model.insert(model.end(), {{"rows", rows_of(context)}, {"saved", status == 200 && context.query.text("saved") == "1"},
                             {"new_href", context.url("/case-types/edit")}, {"action", context.url("/case-types/import")}});
  return show(context, "case-types", std::move(model), "case_types", "/case-types", status);
}

http::Response edit_page(web::Context& context, const EditForm& form, int status) {
  auto model = form.model();
  model.insert(model.end(), {{"action", context.url("/case-types/edit")}, {"back_href", context.url("/case-types")}});
  return show(context, "case-type", std::move(model), "case_types", "/case-types", status);
}

}  // namespace

http::Response case_type_list(web::Context& context) { return list_page(context, csv_form(), 200); }

http::Response case_type_edit(web::Context& context) {
  auto form = type_form();
  form.put("status", "recalled"), form.put("from", today());
  for (const auto& type : sites::case_types(context.db()))
    if (type.code == context.query.text("code")) {
      form.put("code", type.code), form.put("title", type.title), form.put("from", type.from), form.put("to", type.to);
      form.put("status", type.verified ? "verified" : "recalled");
    }
  return edit_page(context, form, 200);
}

http::Response case_type_save(web::Context& context) {
  auto form = type_form();
  form.read(context.form);
  if (form.ok()) {
    try {
      sites::put_case_type(context.db(), context.scope, {form.text("code"), form.text("title"), form.text("from"), form.text("to"), form.text("status") == "verified"});
    } catch (const Error& error) {
      if (error.kind() != Kind::invalid) throw;
      const std::string text(error.what());
      form.fault(text.substr(0, text.find(':')));
    }
  }
  if (!form.ok()) return edit_page(context, form, 422);
  return context.see_other(address(context, "/case-types", {{"saved", "1"}}));
}

http::Response case_type_import(web::Context& context) {
  auto form = csv_form();
  form.read(context.form);
  if (form.ok()) {
    try {
      std::istringstream in(form.text("csv"));
      const auto report = sites::import_case_types(context.db(), context.scope, in);
      std::string lines;
      for (std::size_t i = 0; i < report.bad.size() && i < k_most_reported; ++i) lines += (i > 0 ? ", " : "") + std::to_string(report.bad[i].line);
      // All or nothing: what is half taken in nobody can check.
      if (!report.bad.empty()) form.fault("csv", {"console.case_types.bad_lines", {{"lines", lines}}});
    } catch (const Error& error) {
      if (error.kind() != Kind::bad_input) throw;
      form.fault("csv");
    }
  }
  if (!form.ok()) {
    context.db().rollback();
    return list_page(context, form, 422);
  }
  return context.see_other(address(context, "/case-types", {{"saved", "1"}}));
}

}  // namespace gongting::host::console
