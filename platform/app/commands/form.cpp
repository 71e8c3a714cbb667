// gongting form fields|check: what a declared form takes, and whether the rows of a file would be taken, without server and database.
#include <fstream>
#include <iostream>
#include <memory>

#include "app/commands/commands.hpp"
#include "base/clock.hpp"
#include "base/csv.hpp"
#include "gongting/error.hpp"
#include "gongting/forms/pages.hpp"
#include "plugin_host/plugin_host.hpp"
#include "view/view.hpp"
#include "web/application.hpp"
#include "web/forms.hpp"

namespace gongting::host::app {

namespace {

namespace fm = gongting::forms;

/// A form as its files declare it, with its texts.
class FormFiles {
 public:
  explicit FormFiles(Call& call) : plugin_(call.arguments().at(0)), locale_(call.option("locale", std::string(view::k_home_locale))) {
    const auto& name = call.arguments().at(1);
    const auto places = web::Places::beside(call.program(), call.config_file().empty() ? Config{} : call.config());
    auto& plugins = plugin_host::PluginHost::make();
    for (const auto& folder : places.plugins)
      if (std::filesystem::is_directory(folder)) plugins.read_catalogue(folder);
    const auto* plugin = plugins.find(plugin_);
    if (plugin == nullptr) throw Error{Kind::not_found, "there is no plugin " + plugin_};
    forms_.add(*plugin);
    const auto* file = forms_.find(plugin_, name);
    if (file == nullptr) throw Error{Kind::not_found, plugin_ + " declares no form \"" + name + "\""};
    declared_ = &file->declared;
    view::Sources sources;
    sources.templates = places.share / "templates";
    sources.locale = places.share / "locale";
    sources.plugins.push_back({plugin_, {}, plugin->folder() / "locale"});
    views_ = std::make_unique<view::Engine>(sources);
  }

  const fm::Declaration& declared() const { return *declared_; }
  std::string text(const Message& message) const {
    const auto encoded = Value(message).encode();
    return views_->plain(locale_, plugin_, ValueRef(encoded));
  }
  std::string label(const std::string& input) const { return text({declared_->key("field", input), {}}); }

 private:
  std::string plugin_, locale_;
  web::Forms forms_;
  const fm::Declaration* declared_ = nullptr;
  std::unique_ptr<view::Engine> views_;
};

/// A row by itself: which points, towns and people there are, and what the plugin's code has against it, only the server knows.
class RowGround final : public fm::Ground {
 public:
  RowGround(const fm::Typed& row, std::string face) : row_(row), face_(std::move(face)) {}
  std::string_view face() override { return face_; }
  std::string today() override { return host::today(); }
  std::vector<fm::Option> options(const fm::Field& field, const Fields&) override {
    std::vector<fm::Option> options;
    for (const auto& value : field.values) options.push_back({value, value});
    if (const auto typed = row_.find(field.name); options.empty() && typed != row_.end()) options.push_back({typed->second, typed->second});
    return options;
  }
  std::vector<fm::Option> towns() override {
    std::vector<fm::Option> towns;
    for (const auto& [name, value] : row_)
      if (name.ends_with("_division") && !valid_division(value)) towns.push_back({value, value});
    return towns;
  }
  void check(const std::string&, const Fields&, Form&) override {}

 private:
  const fm::Typed& row_;
  std::string face_;
};

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == text.npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

/// The columns of a file: those of tables by the number of the row, "heirs-0-name".
bool is_input(const fm::Declaration& declared, const std::string& name) {
  for (const auto& step : declared.steps)
    for (const auto& field : step.fields) {
      for (const auto& input : fm::inputs_of(field))
        if (input == name && field.type != "table") return true;
      for (const auto& column : field.columns)
        for (std::int64_t row = 0; row < field.max.value_or(50); ++row)
          if (fm::cell_of(field, static_cast<std::size_t>(row), column) == name) return true;
    }
  return false;
}

}  // namespace

int run_form_fields(Call& call) {
  const FormFiles files(call);
  std::cout << "input,step,type,required,label\n";
  const auto line = [&](const std::string& input, const std::string& step, const std::string& type, bool required, const std::string& label) {
    std::cout << input << ',' << step << ',' << type << ',' << (required ? "yes" : "no") << ',' << quoted(label) << '\n';
  };
  for (const auto& step : files.declared().steps)
    for (const auto& field : step.fields) {
      const bool always = field.required && !field.when && field.face.empty() && field.begun.empty();
      for (const auto& column : field.columns)
        line(fm::cell_of(field, 0, column), step.id, column.type, false, files.label(field.name + "." + column.name));
      if (field.type == "table") continue;
      if (field.parts.empty()) line(field.name, step.id, field.pattern.empty() ? field.type : field.pattern, always, files.label(field.name));
      for (const auto& part : field.parts)
        line(field.name + "_" + part.name, step.id, part.name, always && part.required, files.label(field.name + "_" + part.name));
    }
  return 0;
}

int run_form_check(Call& call) {
  const FormFiles files(call);
  const auto& path = call.arguments().at(2);
  const auto face = call.option("face", "portal");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error{Kind::not_found, path + " cannot be read"};
  CsvReader reader(in);
  std::vector<std::string> columns, cells;
  if (reader.next(columns) != CsvReader::Result::record) throw Error{Kind::bad_input, path + ": the first line must name the inputs; see gongting form fields"};
  for (const auto& column : columns)
    if (!is_input(files.declared(), column)) throw Error{Kind::bad_input, path + ":1: the form has no input \"" + column + "\"; see gongting form fields"};
  std::size_t good = 0, bad = 0;
  for (auto result = reader.next(cells); result != CsvReader::Result::end; result = reader.next(cells)) {
    const auto where = path + ":" + std::to_string(reader.line()) + ": ";
    if (result == CsvReader::Result::bad || cells.size() != columns.size()) {
      std::cout << where << (result == CsvReader::Result::bad ? reader.reason() : "has another number of cells than the first line") << '\n', ++bad;
      continue;
    }
    fm::Typed row;
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = cells[i];
    RowGround ground(row, face);
    const fm::Engine engine(files.declared(), ground, face);
    Fields values;
    bool fine = true;
    for (std::size_t step = 0; step < engine.steps(); ++step) {
      auto form = fm::form_of(row);
      engine.read(step, form, values);
      for (const auto& error : form.errors()) {
        const auto& entry = std::get<Fields>(error.data());
        std::cout << where << fm::plain(&entry[0].second) << ": " << files.text(std::get<Message>(entry[1].second.data())) << '\n';
      }
      fine = fine && form.ok();
    }
    ++(fine ? good : bad);
  }
  std::cout << good << " good, " << bad << " bad\n";
  return bad == 0 ? 0 : 1;
}

}  // namespace gongting::host::app
