// One request as its handler sees it: what was asked, who asks, where, and the way to rows and pages.
#ifndef GONGTING_REQUEST_HPP
#define GONGTING_REQUEST_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/clock.hpp"
#include "gongting/commands.hpp"
#include "gongting/database.hpp"
#include "gongting/events.hpp"
#include "gongting/form.hpp"
#include "gongting/forms.hpp"
#include "gongting/host.hpp"
#include "gongting/invitations.hpp"
#include "gongting/items.hpp"
#include "gongting/live.hpp"
#include "gongting/notices.hpp"
#include "gongting/receipts.hpp"
#include "gongting/response.hpp"
#include "gongting/signatures.hpp"
#include "gongting/site.hpp"
#include "gongting/workflow.hpp"

namespace gongting {

/// Who asks. A guest has id 0.
class User {
 public:
  explicit User(ValueRef user) : user_(user) {}
  std::int64_t id() const { return user_["id"].integer(); }
  std::string name() const { return std::string(user_["name"].text()); }
  bool signed_in() const { return user_["signed_in"].boolean(); }
  /// The point that the user's role is bound to; 0 for none.
  std::int64_t point_id() const { return user_["point_id"].integer(); }
  /// "CITIZEN", "MEDIATOR", …: roles held at this site now.
  bool has_role(std::string_view role) const { return holds("roles", role); }
  /// Whether the user holds this permission of the plugin. Routes check theirs already; this is for showing a button.
  bool can(std::string_view permission) const { return holds("permissions", permission); }

 private:
  bool holds(std::string_view list, std::string_view wanted) const {
    bool found = false;
    user_[list].for_each([&](std::string_view, ValueRef item) { return !(found = item.text() == wanted); });
    return found;
  }
  ValueRef user_;
};

/// A file that came with the form. It lies at `path` until the request ends.
struct UploadedFile {
  std::string field, name, type;
  std::uint64_t size = 0;
  std::string path;
};

struct RenderOptions {
  Value title = {};             // text or Message; the plugin's own title when not given
  std::string layout = "page";  // page | print | none
  int status = 200;
};

/// Thread: [request]. Lifetime: the handler's call; keep nothing of it.
class Request {
 public:
  Request(Context context, ValueRef args) : context_(context), args_(args) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  /// "{id}" of the route's path.
  std::string param(std::string_view name) const { return std::string(args_["params"][name].text()); }
  /// The same as the id of a record. Errors: not_found when it is none.
  std::int64_t id(std::string_view name) const {
    std::int64_t id = 0;
    if (!detail::read_integer(args_["params"][name].text(), id) || id <= 0) not_found();
    return id;
  }
  /// From the address after "?"; empty when it is not there.
  std::string query(std::string_view name) const { return std::string(args_["query"][name].text()); }
  std::string method() const { return text_of("method"); }
  std::string path() const { return text_of("path"); }

  /// What was posted. Always the same object, so that errors gather in it.
  Form& form() {
    if (!form_) form_.emplace(args_["form"]);
    return *form_;
  }
  std::vector<UploadedFile> files() const {
    std::vector<UploadedFile> files;
    args_["files"].for_each([&](std::string_view, ValueRef file) {
      const auto text = [&](std::string_view key) { return std::string(file[key].text()); };
      files.push_back({text("field"), text("name"), text("type"), static_cast<std::uint64_t>(file["size"].integer()),
                       text("path")});
      return true;
    });
    return files;
  }
  /// The JSON body of an API request.
  ValueRef json() const { return args_["json"]; }

  Database db() const { return Database(context_); }
  User user() const { return User(args_["user"]); }
  Site site() const { return Site(context_, args_["site"]); }
  Clock clock() const { return Clock(context_, args_["now_ms"].integer()); }
  Events events() const { return Events(context_); }
  Receipts receipts() const { return Receipts(context_); }
  Notices notices() const { return Notices(context_); }
  Invitations invitations() const { return Invitations(context_); }
  Signatures signatures() const { return Signatures(context_); }
  Live live() const { return Live(context_); }
  /// Runs a command as page, API and command line do: its arguments and the person's permission are checked. In this
  /// transaction. "figures" is the plugin's own, "mediation.figures" another's. Errors: what is wrong with an argument is
  /// bad_input, naming it; forbidden; not_found; what the command throws.
  CommandResult command(std::string_view name, Fields arguments = {}) const {
    const auto point = name.find('.');
    const auto plugin = point == std::string_view::npos ? std::string_view() : name.substr(0, point);
    if (point != std::string_view::npos) name.remove_prefix(point + 1);
    return CommandResult(context_.call(&gt_command_v1::call, {{"plugin", plugin}, {"name", name}, {"arguments", Value(std::move(arguments))}}));
  }
  /// Before something that binds, such as a signature: nothing when the person signed in, or has shown once more who he is,
  /// within so many minutes; else the answer to give, a page that asks him to and then comes back here with all that was
  /// typed: `if (auto ask = rq.step_up(10)) return std::move(*ask);`
  std::optional<Response> step_up(int within_min) const {
    const auto result = context_.call(&gt_identity_v1::step_up, {{"within_min", within_min}});
    const auto page = ValueRef(result)["page"].integer();
    if (page == 0) return std::nullopt;
    Response response;
    response.page = page;
    return response;
  }
  /// How sure the platform is of this person, 0 for the caller: 0 nobody, 1 stated, 2 seen at a point, 3 verified by an
  /// identity provider.
  int identity_level(std::int64_t account = 0) const {
    return static_cast<int>(ValueRef(context_.call(&gt_identity_v1::level, {{"account", account}}))["level"].integer());
  }
  /// The workflow of this record type, as workflows/<record>.json declares it.
  Workflow workflow(std::string record) const { return Workflow(context_, std::move(record), args_); }

  /// The form of this name, as forms/<name>.json declares it.
  DeclaredForm declared_form(std::string name) const { return DeclaredForm(context_, std::move(name)); }

  /// The URL prefix of this plugin, "/linan/mediation".
  std::string base() const { return text_of("base"); }
  /// That of the site, "/linan", or "" where the site has a host name of its own.
  std::string site_base() const { return text_of("prefix"); }
  /// "https://court.example": with base() and a path, an address that works on paper and in a QR code.
  std::string origin() const { return (args_["tls"].boolean() ? "https://" : "http://") + text_of("host"); }
  /// "portal", "console" or "api".
  std::string face() const { return text_of("face"); }
  std::string locale() const { return text_of("locale"); }
  /// The number a person is shown when something fails.
  std::string request_id() const { return text_of("request_id"); }
  /// When the host stops waiting, ms UTC. A long loop looks at it.
  std::int64_t deadline_ms() const { return args_["deadline_ms"].integer(); }

  /// A text of locale/*.json in the reader's language.
  std::string message(std::string_view key, Fields params = {}) const {
    const auto result = context_.call(&gt_view_v1::message, {{"key", key}, {"params", Value(std::move(params))}});
    return std::string(ValueRef(result)["text"].text());
  }
  /// A QR code as SVG.
  std::string qr(std::string_view words) const {
    return std::string(ValueRef(context_.call(&gt_view_v1::qr, {{"text", words}}))["svg"].text());
  }
  /// A page from templates/. With "errors" in the model (form.errors()), `error` is added: {{#error.name}}…{{/error.name}}.
  Response render(std::string_view name, Fields model = {}, RenderOptions options = {}) const {
    add_error_map(model);
    const auto result = context_.call(&gt_view_v1::render, {{"template", name}, {"title", std::move(options.title)},
                                                            {"model", Value(std::move(model))},
                                                            {"layout", std::move(options.layout)},
                                                            {"keep", true}});
    Response response;
    response.status = options.status;
    response.page = ValueRef(result)["page"].integer();
    if (response.page == 0) response.body = ValueRef(result)["html"].text();
    return response;
  }

  /// One line in the host's log, with this request's id. No personal data.
  void log(std::string_view level, std::string_view words) const { context_.host->log(level, words, context_.scope); }

  /// The whole request as it came over the edge: for what has no function of its own.
  ValueRef args() const { return args_; }

 private:
  std::string text_of(std::string_view key) const { return std::string(args_[key].text()); }
  static void add_error_map(Fields& model) {
    Fields errors;
    for (const auto& [key, value] : model) {
      if (key == "error") return;
      const auto* list = key == "errors" ? std::get_if<List>(&value.data()) : nullptr;
      if (list == nullptr) continue;
      for (const auto& item : *list)
        if (const auto* entry = std::get_if<Fields>(&item.data()); entry != nullptr && entry->size() == 2)
          if (const auto* field = std::get_if<std::string>(&(*entry)[0].second.data()))
            errors.emplace_back(*field, (*entry)[1].second);
    }
    if (!errors.empty()) model.emplace_back("error", std::move(errors));
  }

  Context context_;
  ValueRef args_;
  std::optional<Form> form_;
};

}  // namespace gongting

#endif
