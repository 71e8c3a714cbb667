// A host with the fixture plugins, and a request to call them with.
#ifndef GONGTING_TESTS_CONTRACT_PLUGINS_PLUGIN_FIXTURE_HPP
#define GONGTING_TESTS_CONTRACT_PLUGINS_PLUGIN_FIXTURE_HPP

#include <gtest/gtest.h>

#include <string>

#include "contract/plugins/fake_backend.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

class PluginFixture : public ::testing::Test {
 protected:
  explicit PluginFixture(PluginHostOptions options = {}) : host_(PluginHost::make(options)) {
    host_.read_catalogue(GONGTING_FIXTURE_PLUGINS);
    scope_.site_id = 1, scope_.site_slug = "linan", scope_.account_id = 7, scope_.account_name = "陈晓明";
    scope_.request_id = "request-1", scope_.roles = {"CITIZEN"};
    set_deadline(std::chrono::seconds(10));
  }

  Plugin& plugin(std::string_view name) {
    Plugin* found = host_.find(name);
    if (found == nullptr) throw std::runtime_error("no fixture " + std::string(name));
    return *found;
  }
  Plugin& loaded(std::string_view name) {
    Plugin& found = plugin(name);
    if (!host_.load(found)) throw std::runtime_error(found.problem());
    return found;
  }
  void set_deadline(std::chrono::milliseconds from_now) { scope_.deadline = std::chrono::steady_clock::now() + from_now; }

  /// Calls the route with this pattern; `more` adds to the request, params_ fill the pattern.
  CallResult call(Plugin& called, const std::string& pattern, Fields more = {}, const std::string& method = "GET") {
    scope_.plugin = called.name();
    Fields args{{"method", method}, {"path", pattern}, {"params", params_},
                {"user", Fields{{"id", scope_.account_id}, {"name", scope_.account_name}, {"signed_in", true},
                                {"roles", List{"CITIZEN"}}, {"permissions", List{"exercises.use"}}}},
                {"site", Fields{{"id", 1}, {"slug", "linan"}, {"name", "临安法院"}, {"court_code", "浙0112"},
                                {"division", "330112000000"}}},
                {"prefix", "/linan"}, {"host", "court.example"}, {"tls", true},
                {"base", "/linan/" + called.name()}, {"face", "portal"}, {"locale", "zh-CN"},
                {"request_id", scope_.request_id}, {"now_ms", std::int64_t{1'795'228'200'000}}, {"deadline_ms", 0}};
    args.insert(args.end(), more.begin(), more.end());
    const std::string encoded = encode_fields(args);
    for (std::size_t number = 0; number < called.routes().size(); ++number) {
      const Route& route = called.routes()[number];
      CallContext context{scope_, backend_};
      if (route.method == method && route.path == pattern) return host_.call(called, number, context, encoded);
    }
    throw std::runtime_error("no route " + pattern);
  }

  CallResult deliver(Plugin& called, const std::string& type, std::int64_t record) {
    auto args = of_site(called);
    args.insert(args.end(), {{"type", type}, {"delivery", "event.exercises#9"}, {"record_type", "teller.note"}, {"record", record},
                             {"payload", Fields{{"number", 3}}}, {"at_ms", std::int64_t{1'795'228'000'000}}});
    return in_background(called, args, &PluginHost::deliver);
  }
  CallResult run_schedule(Plugin& called, const std::string& name) {
    auto args = of_site(called);
    args.emplace_back("name", name);
    return in_background(called, args, &PluginHost::run_schedule);
  }

  PluginHost& host_;
  Scope scope_;
  FakeBackend backend_;
  Fields params_{{"id", "5"}};

 private:
  static Fields of_site(const Plugin& called) {
    return {{"site", Fields{{"id", 1}, {"slug", "linan"}}}, {"base", "/linan/" + called.name()}, {"prefix", "/linan"},
            {"locale", "zh-CN"}, {"request_id", "job-1"}, {"now_ms", std::int64_t{1'795'228'200'000}}, {"deadline_ms", 0}};
  }
  CallResult in_background(Plugin& called, const Fields& args, CallResult (PluginHost::*slot)(Plugin&, CallContext&, std::string_view)) {
    scope_.plugin = called.name();
    CallContext context{scope_, backend_};
    const auto encoded = encode_fields(args);
    return (host_.*slot)(called, context, encoded);
  }
};

}  // namespace gongting::host::plugin_host

#endif
