// Between the C edge and the author's class: the only functions of a plugin that the host calls.
// Every one of them is a guard: what the author's code throws ends here, as a gt_error.
#ifndef GONGTING_DETAIL_EDGE_HPP
#define GONGTING_DETAIL_EDGE_HPP

#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "gongting/abi/command.h"
#include "gongting/abi/event.h"
#include "gongting/abi/http.h"
#include "gongting/abi/schedule.h"
#include "gongting/detail/form_edge.hpp"
#include "gongting/detail/workflow_edge.hpp"
#include "gongting/plugin.hpp"

namespace gongting::detail {

inline gt_kind fail(gt_error* error, gt_kind kind, std::string_view text) noexcept {
  if (error != nullptr) {
    std::size_t size = text.size() < sizeof error->text ? text.size() : sizeof error->text - 1;
    // Never ends in the middle of a character.
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    error->kind = kind;
    std::memcpy(error->text, text.data(), size);
    error->text[size] = 0;
  }
  return kind;
}

/// Runs the author's code; what it throws becomes a kind and a text.
template <class Code>
gt_kind guard(gt_error* error, Code&& code) noexcept {
  try {
    code();
    return GT_OK;
  } catch (const Error& thrown) {
    return fail(error, static_cast<gt_kind>(thrown.kind()), thrown.what());
  } catch (const std::exception& thrown) {
    return fail(error, GT_INTERNAL, thrown.what());
  } catch (...) {
    return fail(error, GT_INTERNAL, "the plugin threw something that is no std::exception");
  }
}

/// Writes an encoded value to the sink in one piece.
inline void answer(const gt_sink& sink, const std::string& bytes) { sink.write(sink.context, to_str(bytes)); }

/// The author's object with all that the host holds of it.
class Instance {
 public:
  Instance(const gt_host* host, std::unique_ptr<Plugin> plugin) : host_(host), plugin_(std::move(plugin)) {
    Setup setup(handlers_);
    plugin_->setup(setup);
  }

  gt_plugin* handle() { return &edge_; }

 private:
  static Instance& of(void* self) { return *static_cast<Instance*>(self); }

  static gt_kind start(void* self, gt_error* error) noexcept {
    return guard(error, [&] { of(self).plugin_->start(of(self).host_); });
  }
  static void stop(void* self) noexcept { of(self).plugin_->stop(); }
  static void destroy(void* self) noexcept { delete &of(self); }
  static const gt_table* service(void* self, gt_str id) noexcept {
    const auto name = to_view(id);
    return name == GT_HTTP_ID             ? &of(self).http_.head
           : name == GT_EVENT_HANDLER_ID  ? &of(self).event_handler_.head
           : name == GT_SCHEDULE_ID       ? &of(self).schedule_.head
           : name == GT_WORKFLOW_RULES_ID ? &of(self).rules_table_.head
           : name == GT_COMMAND_HANDLER_ID ? &of(self).command_table_.head
           : name == GT_FORM_RULES_ID     ? &of(self).forms_table_.head
                                          : nullptr;
  }

  static gt_kind routes(void* self, gt_scope, gt_str, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      List list;
      for (const auto& route : of(self).handlers_.routes)
        list.push_back(Fields{{"face", route.face}, {"method", route.method}, {"path", route.path},
                              {"permission", route.permission}, {"per_hour", route.per_hour}});
      answer(result, Value(std::move(list)).encode());
    });
  }

  static gt_kind handle_request(void* self, gt_scope scope, gt_str encoded, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      const Instance& plugin = of(self);
      const ValueRef args(to_view(encoded));
      const auto number = args["route"].integer(-1);
      const auto& routes = plugin.handlers_.routes;
      if (number < 0 || static_cast<std::size_t>(number) >= routes.size())
        throw Error{Kind::internal, "the plugin has no route with the number " + std::to_string(number)};
      Request request({&plugin.host_, scope}, args);
      Response response = routes[static_cast<std::size_t>(number)].handler(request);
      if (!response.location.empty()) response.location = address(args, response);
      Fields fields{{"status", response.status}, {"type", std::move(response.type)}};
      if (response.page != 0) fields.emplace_back("page", response.page);
      else fields.emplace_back("body", std::move(response.body));
      if (!response.location.empty()) fields.emplace_back("location", std::move(response.location));
      if (!response.headers.empty()) fields.emplace_back("headers", std::move(response.headers));
      answer(result, encode_fields(fields));
    });
  }

  template <class Named>
  static gt_kind names(const Named& handlers, const gt_sink& result, gt_error* error) noexcept {
    return guard(error, [&] {
      List list;
      for (const auto& [name, handler] : handlers) list.emplace_back(name);
      answer(result, Value(std::move(list)).encode());
    });
  }
  static gt_kind event_types(void* self, gt_scope, gt_str, gt_sink result, gt_error* error) noexcept {
    return names(of(self).handlers_.events, result, error);
  }
  static gt_kind schedule_names(void* self, gt_scope, gt_str, gt_sink result, gt_error* error) noexcept {
    return names(of(self).handlers_.schedules, result, error);
  }

  /// Runs the handler of this name with the call's own kind of argument.
  template <class Work, class Named>
  static void run_named(const Instance& plugin, const Named& handlers, gt_scope scope, ValueRef args, std::string_view name) {
    for (const auto& [known, handler] : handlers) {
      if (known != name) continue;
      Work work({&plugin.host_, scope}, args);
      return handler(work);
    }
    throw Error{Kind::internal, "the plugin has no handler for " + std::string(name)};
  }
  static gt_kind deliver(void* self, gt_scope scope, gt_str encoded, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      const ValueRef args(to_view(encoded));
      run_named<Event>(of(self), of(self).handlers_.events, scope, args, args["type"].text());
      answer(result, encode_fields({}));
    });
  }
  static gt_kind run_schedule(void* self, gt_scope scope, gt_str encoded, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      const ValueRef args(to_view(encoded));
      run_named<Background>(of(self), of(self).handlers_.schedules, scope, args, args["name"].text());
      answer(result, encode_fields({}));
    });
  }

  static gt_kind command_names(void* self, gt_scope, gt_str, gt_sink result, gt_error* error) noexcept {
    return names(of(self).handlers_.commands, result, error);
  }
  static gt_kind run_command(void* self, gt_scope scope, gt_str encoded, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      const Instance& plugin = of(self);
      const ValueRef args(to_view(encoded));
      const auto name = args["command"]["name"].text();
      for (const auto& [known, handler] : plugin.handlers_.commands) {
        if (known != name) continue;
        Request request({&plugin.host_, scope}, args);
        return answer(result, encode_fields(handler(request, Arguments(args["command"]["arguments"]))));
      }
      throw Error{Kind::internal, "the plugin has no command " + std::string(name)};
    });
  }

  static gt_kind list_rules(void* self, gt_scope, gt_str, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] { answer(result, Value(rules_list(of(self).handlers_.rules)).encode()); });
  }
  template <Fields (*serve)(const AllRules&, Request&, ValueRef)>
  static gt_kind rule(void* self, gt_scope scope, gt_str encoded, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      const Instance& plugin = of(self);
      const ValueRef args(to_view(encoded));
      Request request({&plugin.host_, scope}, args);
      answer(result, encode_fields(serve(plugin.handlers_.rules, request, args["workflow"])));
    });
  }

  static gt_kind list_forms(void* self, gt_scope, gt_str, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] { answer(result, Value(forms_list(of(self).handlers_.forms)).encode()); });
  }
  template <Fields (*serve)(const AllForms&, Request&, ValueRef)>
  static gt_kind form(void* self, gt_scope scope, gt_str encoded, gt_sink result, gt_error* error) noexcept {
    return guard(error, [&] {
      const Instance& plugin = of(self);
      const ValueRef args(to_view(encoded));
      Request request({&plugin.host_, scope}, args);
      answer(result, encode_fields(serve(plugin.handlers_.forms, request, args["declared"])));
    });
  }

  /// Redirects are written without prefix; whoever has put the plugin's own prefix there meant the same.
  static std::string address(ValueRef args, const Response& response) {
    if (response.on_site) return std::string(args["prefix"].text()) + response.location;
    const auto base = args["base"].text();
    const std::string_view path = response.location;
    const bool whole = !base.empty() && path.starts_with(base) &&
                       (path.size() == base.size() || path[base.size()] == '/' || path[base.size()] == '?');
    return whole ? response.location : std::string(base) + response.location;
  }

  Host host_;
  std::unique_ptr<Plugin> plugin_;
  Handlers handlers_;
  gt_http_v1 http_{{sizeof(gt_http_v1), 0, this}, routes, handle_request};
  gt_event_handler_v1 event_handler_{{sizeof(gt_event_handler_v1), 0, this}, event_types, deliver};
  gt_schedule_v1 schedule_{{sizeof(gt_schedule_v1), 0, this}, schedule_names, run_schedule};
  gt_workflow_rules_v1 rules_table_{{sizeof(gt_workflow_rules_v1), 0, this}, list_rules, rule<rules_check>, rule<rules_effect>,
                                    rule<rules_options>};
  gt_command_handler_v1 command_table_{{sizeof(gt_command_handler_v1), 0, this}, command_names, run_command};
  gt_form_rules_v1 forms_table_{{sizeof(gt_form_rules_v1), 0, this}, list_forms, form<form_prefill>, form<form_check>,
                                form<form_options>, form<form_submit>};
  gt_plugin edge_{sizeof(gt_plugin), 0, this, start, stop, destroy, service};
};

template <class Class>
gt_plugin* create(const gt_host* host, gt_error* error) noexcept {
  gt_plugin* made = nullptr;
  guard(error, [&] { made = (new Instance(host, std::make_unique<Class>()))->handle(); });
  return made;
}

}  // namespace gongting::detail

#endif
