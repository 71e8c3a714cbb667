// gongting divisions|courts|points|holidays import FILE
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "sites/holidays.hpp"

namespace gongting::host::app {
namespace {

/// A bar on the terminal; nothing when standard error is not one.
class ProgressBar {
 public:
  explicit ProgressBar(std::uintmax_t whole) : whole_(isatty(STDERR_FILENO) != 0 ? whole : 0) {}
  ~ProgressBar() {
    if (percent_ >= 0) std::cerr << "\r\033[K";
  }
  void at(std::size_t bytes) {
    if (whole_ == 0) return;
    const int percent = static_cast<int>(std::min<std::uintmax_t>(bytes, whole_) * 100 / whole_);
    if (percent == percent_) return;
    percent_ = percent;
    std::string bar(static_cast<std::size_t>(percent / 2), '=');
    bar.resize(50, ' ');
    std::cerr << "\r[" << bar << "] " << percent << " %" << std::flush;
  }

 private:
  std::uintmax_t whole_;
  int percent_ = -1;
};

using Import = std::function<sites::ImportReport(Installation&, store::Session&, std::istream&, const sites::Progress&)>;

int import_file(Call& call, const Import& import) {
  const std::filesystem::path file = call.arguments()[0];
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file)) throw Error{Kind::bad_input, file.string() + " cannot be read"};
  Installation installation(call);
  auto db = installation.session();
  sites::ImportReport report;
  {
    ProgressBar bar(std::filesystem::file_size(file));
    report = import(installation, db, in, [&](std::size_t bytes) { bar.at(bytes); });
    db.commit();
  }
  for (const auto& row : report.bad) std::cerr << file.string() << ": line " << row.line << ": " << row.reason << '\n';
  if (report.refused > report.bad.size()) std::cerr << file.string() << ": and " << report.refused - report.bad.size() << " more\n";
  std::cout << report.added << " added, " << report.changed << " changed, " << report.same << " as before, " << report.refused << " refused\n";
  return report.refused == 0 ? 0 : 1;
}

}  // namespace

int run_divisions_import(Call& call) {
  return import_file(call, [](Installation& to, store::Session& db, std::istream& in, const sites::Progress& progress) {
    return sites::import_divisions(db, to.scope(), in, progress);
  });
}

int run_courts_import(Call& call) {
  return import_file(call, [](Installation& to, store::Session& db, std::istream& in, const sites::Progress& progress) {
    return sites::import_courts(db, to.scope(), in, progress);
  });
}

int run_points_import(Call& call) {
  const auto slug = call.required("site");
  return import_file(call, [&](Installation& to, store::Session& db, std::istream& in, const sites::Progress& progress) {
    auto scope = to.scope();
    scope.site_id = to.site(db, slug).id;
    return sites::import_points(db, scope, scope.site_id, in, progress);
  });
}

int run_holidays_import(Call& call) {
  return import_file(call, [&call](Installation& to, store::Session& db, std::istream& in, const sites::Progress& progress) {
    auto scope = to.scope();
    if (call.has("site")) scope.site_id = to.site(db, call.option("site")).id;
    return sites::import_holidays(db, scope, in, progress);
  });
}

}  // namespace gongting::host::app
