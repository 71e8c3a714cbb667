// Runs a script of a demo: matters that go through the pages of a module step by step, each at its time of the past.
//
// {"site": "linan", "module": "mediation",
//  "parts":   {"apply": [step, …], …},
//  "matters": [{"days_ago": 20, "parts": [["apply", 0], ["admit", 1], …], "with": {"name": "value", …}}, …]}
//
// A part runs so many days after the first one. A step does, in this order, what is in it:
//   "as": login        signs in anew at the face "face" (portal or console) of the site
//   "open": path       below the site's address
//   "submit": {…}      fills in and sends a form of the page; "form": a piece of its action, when there are several
//   "remember": {"name": "regular expression"}   takes the first group from the address reached
// {name} in any text stands for what the matter is "with", or remembers; {password} for everybody's.
#ifndef GONGTING_APP_DEMO_SCRIPT_HPP
#define GONGTING_APP_DEMO_SCRIPT_HPP

#include <filesystem>
#include <functional>
#include <string>

#include "web/application.hpp"

namespace gongting::host::app {

struct ScriptReport {
  std::string site, module;
  int matters = 0;
};

/// The clock of the process is set while it runs, and right again afterwards.
/// Errors: Error naming file, matter, part and step.
ScriptReport run_script(web::Application& application, const std::filesystem::path& file, const std::string& password,
                        const std::function<void(int done, int all)>& progress);

}  // namespace gongting::host::app

#endif
