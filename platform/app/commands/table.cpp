#include "app/command.hpp"
#include "app/commands/commands.hpp"

namespace gongting::host::app {

const std::vector<Command>& commands() {
  static const std::vector<Option> role_options{
      {"site", "SLUG", "at this site; without it at every site, which only the three administrators can be"},
      {"point", "ID", "bound to this point; see gongting point list"},
      {"area", "CODE,…", "only for cases of these divisions"},
      {"from", "DATE", "from this day on, yyyy-mm-dd; today when left out"},
      {"to", "DATE", "up to this day"}};
  static const auto with = [](std::vector<Option> options, const std::vector<Option>& more) {
    options.insert(options.end(), more.begin(), more.end());
    return options;
  };
  static const std::vector<Option> reason{{"reason", "TEXT", "for the audit log"}};
  static const std::vector<Command> all{
      {.words = "serve", .summary = "Serves portal and console until SIGTERM; SIGHUP reloads", .run = run_serve, .waits_for_signals = true},
      {.words = "reload", .summary = "Lets a new generation of workers take over: new configuration, new program, new plugins", .run = run_reload},
      {.words = "migrate", .summary = "Brings the tables of the host and of every plugin to the version of this program", .run = run_migrate},
      {.words = "doctor", .summary = "Checks configuration, database and plugins, and says what to do", .run = run_doctor},
      {.words = "routes", .summary = "Lists every address that is answered: face, method, path, permission", .run = run_routes},
      {.words = "demo", .summary = "Makes two sites, their points, accounts and some dozens of matters (password: GT_DEMO_PASSWORD)", .run = run_demo},
      {.words = "site list", .summary = "Lists the sites: slug, court, name, state, points, modules, host", .run = run_site_list},
      {.words = "site add", .arguments = "SLUG", .least = 1, .most = 1, .summary = "Makes a site for a court",
       .options = {{"court", "CODE", "the court, for example 浙0112; needed"}, {"name", "TEXT", "the court's when left out"},
                   {"short-name", "TEXT", "for headings"}, {"host", "NAME", "a host name of its own"},
                   {"modules", "NAME,…", "switched on: all (default), none, or names"}, {"password-policy", "NAME", "asvs (default) or djbh3 (等保三级)"},
                   {"accent", "#RRGGBB", "colour of buttons and links"}, {"seal", "#RRGGBB", "colour of the seal"},
                   {"phone", "TEXT", ""}, {"address", "TEXT", ""}},
       .run = run_site_add},
      {.words = "site enable", .arguments = "SLUG [MODULE]", .least = 1, .most = 2, .summary = "Switches a module of a site on, or opens the site",
       .options = reason, .run = run_site_enable},
      {.words = "site disable", .arguments = "SLUG [MODULE]", .least = 1, .most = 2, .summary = "Switches a module of a site off, or closes the site; data is kept",
       .options = reason, .run = run_site_disable},
      {.words = "point list", .summary = "Lists the points: id, site, name, kind, division, state, director, judge",
       .options = {{"site", "SLUG", "of this site only"}}, .run = run_point_list},
      {.words = "user add", .arguments = "LOGIN", .least = 0, .most = 1, .summary = "Makes an account for somebody of the court; the password is typed, or piped in as a line",
       .options = with({{"first", "", "print the secret with which the first system administrator is made"},
                        {"name", "TEXT", "the person's name; needed"}, {"mobile", "NUMBER", ""}, {"role", "ROLE", "for example JUDGE"}}, role_options),
       .run = run_user_add},
      {.words = "user passwd", .arguments = "LOGIN", .least = 1, .most = 1, .summary = "Sets a password and ends the account's sessions",
       .options = {{"keep", "", "it need not be changed at the next sign-in"}}, .run = run_user_passwd},
      {.words = "user role", .arguments = "LOGIN [ROLE]", .least = 1, .most = 2, .summary = "Lists the roles of an account, grants one, or revokes one",
       .options = with({{"revoke", "", "take the role away"}}, role_options), .run = run_user_role},
      {.words = "audit verify", .summary = "Checks the audit log against its chain, and names the first record edited, removed, reordered or cut off",
       .options = {{"from", "N", "from this number of the chain on"}, {"anchors", "FILE", "also against anchors that were copied away; anchors.txt of the state folder always"},
                   {"key", "KEY", "the public key that anchors are signed with; without it that of this installation"}, {"json", "", "for a program"}},
       .run = run_audit_verify},
      {.words = "audit seal", .summary = "Seals now what waits to be sealed, which serve does each second", .run = run_audit_seal},
      {.words = "audit key", .summary = "Prints the public key of the installation: anchors and receipts are signed with it", .run = run_audit_key},
      {.words = "receipt verify", .arguments = "FILE", .least = 1, .most = 1, .summary = "Checks a receipt that somebody kept, without database and network",
       .options = {{"key", "KEY", "the public key of the court that gave it; without it that of this installation"},
                   {"content", "FILE", "also whether this is what was taken in"}, {"json", "", "for a program"}},
       .run = run_receipt_verify},
      {.words = "backup", .arguments = "FILE", .least = 1, .most = 1, .summary = "Writes database, files and anchors into one signed archive, while the service runs; into a folder under a name of its own", .run = run_backup},
      {.words = "restore", .arguments = "FILE", .least = 1, .most = 1, .summary = "Puts a backup where there is no database yet, after checking all of it; needs the secret.key it was made with",
       .options = {{"check", "", "only check whether it is whole and unchanged"},
                   {"key", "KEY", "check with this public key (gongting audit key); without it with that of this installation"}},
       .run = run_restore},
      {.words = "divisions import", .arguments = "FILE", .least = 1, .most = 1, .summary = "Takes administrative divisions in: code,name,parent_code,level", .run = run_divisions_import},
      {.words = "courts import", .arguments = "FILE", .least = 1, .most = 1, .summary = "Takes courts in: court_code,name,level,division_code,parent_court_code", .run = run_courts_import},
      {.words = "points import", .arguments = "FILE", .least = 1, .most = 1, .summary = "Takes points of a site in: name,kind,division_code,address,phone,opening",
       .options = {{"site", "SLUG", "whose points they are; needed"}}, .run = run_points_import},
      {.words = "holidays import", .arguments = "FILE", .least = 1, .most = 1, .summary = "Takes days off and working weekends in: date,kind",
       .options = {{"site", "SLUG", "for this court only; without it for the whole installation"}}, .run = run_holidays_import},
      {.words = "clock", .arguments = "RULE", .least = 0, .most = 1, .summary = "Computes a statutory period and says how it came about",
       .options = {{"from", "DATE", "the day of the event, yyyy-mm-dd, or its minute, yyyy-mm-ddTHH:MM; needed"},
                   {"pause", "DAYS", "whole days that are not counted"}, {"extend", "N", "lengthened by so many of the rule's unit"},
                   {"site", "SLUG", "by this court's calendar; without it by that of the program, without a database"},
                   {"list", "", "list the rules"}, {"json", "", "for a program"}},
       .run = run_clock},
      {.words = "rules review", .summary = "Prints the rules that were not verified, for a court to check and sign", .run = run_rules_review},
      {.words = "workflow diagram", .arguments = "PLUGIN RECORD", .least = 2, .most = 2, .summary = "Draws the workflow that a plugin declares for a record type, as SVG",
       .options = {{"table", "", "as a Markdown table"}, {"dot", "", "in Graphviz's language"}, {"locale", "LOCALE", "zh-CN (default) or en"}},
       .run = run_workflow_diagram},
      {.words = "form fields", .arguments = "PLUGIN FORM", .least = 2, .most = 2, .summary = "Prints what a form takes, as CSV",
       .options = {{"locale", "LOCALE", "zh-CN (when left out) or en"}},
       .run = run_form_fields},
      {.words = "form check", .arguments = "PLUGIN FORM FILE", .least = 3, .most = 3, .summary = "Checks each row of a CSV file as if it were filled in",
       .options = {{"face", "FACE", "portal (when left out) or console: where it would be begun"}, {"locale", "LOCALE", "zh-CN (when left out) or en"}},
       .run = run_form_check},
      {.words = "check", .arguments = "KIND VALUE", .least = 2, .most = 2, .summary = "Checks a number: resident-id, uscc, case-number, mobile or division",
       .options = {{"kept", "", "a case number: by the type codes that the administrator keeps, with the database"}, {"json", "", "for a program"}}, .run = run_check},
      {.words = "worker", .most = 16, .summary = "What serve starts", .run = run_worker_command, .hidden = true, .waits_for_signals = true}};
  return all;
}

}  // namespace gongting::host::app
