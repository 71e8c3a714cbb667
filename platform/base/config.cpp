#include "base/config.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <valijson/adapters/poco_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host {

extern const char* const k_config_schema;

namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

[[noreturn]] void refuse(const std::string& where, const std::string& key, const std::string& reason) {
  throw Error{Kind::bad_input, where + ": " + (key.empty() ? "" : key + ": ") + reason};
}

std::string joined(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

/// Every key of the file is one of the schema. valijson would refuse too, but not name the whole key.
void refuse_unknown(const std::string& where, const Object& given, const Object& schema, const std::string& path) {
  const auto known = schema.getObject("properties");
  for (const auto& [key, value] : given) {
    if (!known->has(key))
      refuse(where, joined(path, inert(key)), "there is no such key; config/gongting.schema.json lists them");
    const auto below = known->getObject(key);
    if (!below->has("properties")) continue;
    if (value.type() != typeid(Object::Ptr)) refuse(where, joined(path, key), "must be an object with keys of its own");
    refuse_unknown(where, *value.extract<Object::Ptr>(), *below, joined(path, key));
  }
}

std::string variable_name(std::string key) {
  for (auto& c : key) c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "GT_" + key;
}

/// The text of a variable as the type that the schema wants for its key.
Var typed(const std::string& variable, const std::string& text, const Object& schema) {
  const auto type = schema.optValue<std::string>("type", "string");
  if (type == "integer") {
    long long number = 0;
    if (!parse_integer(text, number)) refuse(variable, "", "\"" + inert(text) + "\" is not a whole number");
    return Poco::Int64{number};
  }
  if (type == "boolean") {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    refuse(variable, "", "\"" + inert(text) + "\" is neither true nor false");
  }
  if (type == "array") {
    Array::Ptr list = new Array;
    for (const auto& item : split(text, ','))
      if (const auto word = trim(item); !word.empty()) list->add(word);
    return list;
  }
  return text;
}

/// What each leaf of the schema is: path "http.body_limit", its object in the schema.
using Leaf = std::function<void(const std::string& section, const std::string& key, const Object& schema)>;
void for_each_leaf(const Object& schema, const Leaf& leaf) {
  for (const auto& [key, value] : *schema.getObject("properties")) {
    const auto below = value.extract<Object::Ptr>();
    if (!below->has("properties")) {
      leaf("", key, *below);
      continue;
    }
    for (const auto& [inner, at] : *below->getObject("properties")) leaf(key, inner, *at.extract<Object::Ptr>());
  }
}

void put(Object& config, const std::string& section, const std::string& key, const Var& value) {
  if (section.empty()) {
    config.set(key, value);
    return;
  }
  if (!config.has(section)) config.set(section, Object::Ptr(new Object));
  config.getObject(section)->set(key, value);
}

/// Lays the variables over the file. Gives back where each key comes from when that is not the file.
std::map<std::string, std::string> apply_variables(Object& config, const Object& schema) {
  std::map<std::string, std::string> from;
  std::vector<std::string> known, sections;
  if (const char* port = std::getenv("GT_PORT")) {
    const auto integer =
        schema.getObject("properties")->getObject("listen")->getObject("properties")->getObject("portal");
    put(config, "listen", "portal", typed("GT_PORT", port, *integer));
    from["listen.portal"] = "GT_PORT";
  }
  for_each_leaf(schema, [&](const std::string& section, const std::string& key, const Object& leaf) {
    const auto path = joined(section, key);
    const auto variable = variable_name(path);
    known.push_back(variable);
    if (!section.empty()) sections.push_back(variable_name(section) + "_");
    const char* text = std::getenv(variable.c_str());
    if (text == nullptr) return;
    put(config, section, key, typed(variable, text, leaf));
    from[path] = variable;
  });
  // A variable that begins like a section was meant for us: a slip in it must not pass in silence.
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const std::string name(line.substr(0, line.find('=')));
    const bool ours =
        std::any_of(sections.begin(), sections.end(), [&](const auto& head) { return name.starts_with(head); });
    if (ours && std::find(known.begin(), known.end(), name) == known.end())
      refuse(name, "", "there is no such key; config/gongting.schema.json lists them");
  }
  return from;
}

/// "<root>", "[http]", "[body_limit]" as "http.body_limit".
std::string key_of(const std::vector<std::string>& context) {
  std::string path;
  for (const auto& part : context)
    if (part.size() > 2 && part.front() == '[') path = joined(path, part.substr(1, part.size() - 2));
  return path;
}

void validate(const std::string& where, const Object::Ptr& config, const Object::Ptr& schema_json,
              const std::map<std::string, std::string>& from) {
  valijson::Schema schema;
  valijson::SchemaParser parser;
  const Var schema_var(schema_json), config_var(config);
  const valijson::adapters::PocoJsonAdapter schema_adapter(schema_var), config_adapter(config_var);
  parser.populateSchema(schema_adapter, schema);
  // Strong types: the text "8080" is not the number 8080.
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(schema, config_adapter, &results)) return;
  // The innermost error names the key and the reason; the ones after it only say that something inside was wrong.
  valijson::ValidationResults::Error error, deepest;
  while (results.popError(error))
    if (error.context.size() > deepest.context.size()) deepest = error;
  const auto key = key_of(deepest.context);
  for (auto path = key; !path.empty(); path.resize(path.rfind('.') == std::string::npos ? 0 : path.rfind('.')))
    if (const auto variable = from.find(path); variable != from.end())
      refuse(variable->second, key, deepest.description);
  refuse(where, key, deepest.description);
}

/// Reads keys into the struct; a key that is not there leaves the default.
class Reader {
 public:
  explicit Reader(const Object& config) : config_(config) {}
  void operator()(const char* section, const char* key, std::string& to) const { read(section, key, to); }
  void operator()(const char* section, const char* key, int& to) const { read(section, key, to); }
  void operator()(const char* section, const char* key, bool& to) const { read(section, key, to); }
  void operator()(const char* section, const char* key, std::int64_t& to) const {
    Poco::Int64 number = to;
    read(section, key, number);
    to = number;
  }
  void operator()(const char* section, const char* key, std::filesystem::path& to) const {
    std::string text = to.string();
    read(section, key, text);
    to = text;
  }
  template <class T>
  void list(const char* key, std::vector<T>& to) const {
    if (!config_.has(key)) return;
    to.clear();
    for (const auto& item : *config_.getArray(key)) to.emplace_back(item.convert<std::string>());
  }
  bool has(const char* section, const char* key) const {
    return config_.has(section) && config_.getObject(section)->has(key);
  }

 private:
  template <class T>
  void read(const char* section, const char* key, T& to) const {
    if (*section == '\0')
      to = config_.optValue<T>(key, to);
    else if (config_.has(section))
      to = config_.getObject(section)->optValue<T>(key, to);
  }
  const Object& config_;
};

Config filled(const Object& json) {
  Config config;
  const Reader read(json);
  read("listen", "address", config.listen.address);
  read("listen", "portal", config.listen.portal);
  config.listen.console = config.listen.portal + 1;
  config.listen.operations = config.listen.portal + 2;
  read("listen", "console", config.listen.console);
  read("listen", "operations", config.listen.operations);
  read.list("faces", config.faces);
  read("addresses", "portal", config.addresses.portal);
  read("addresses", "console", config.addresses.console);
  read("", "var", config.var);
  read("store", "kind", config.store.kind);
  read("store", "url", config.store.url);
  read("store", "pool", config.store.pool);
  read.list("hosts", config.hosts);
  read("", "workers", config.workers);
  read("", "io_threads", config.io_threads);
  read("", "worker_threads", config.worker_threads);
  read("http", "header_limit", config.http.header_limit);
  read("http", "url_limit", config.http.url_limit);
  read("http", "body_limit", config.http.body_limit);
  read("http", "upload_limit", config.http.upload_limit);
  read("http", "header_ms", config.http.header_ms);
  read("http", "body_rate", config.http.body_rate);
  read("http", "idle_ms", config.http.idle_ms);
  read("http", "connections", config.http.connections);
  read("http", "request_ms", config.http.request_ms);
  read("tls", "certificate", config.tls.certificate);
  read("tls", "key", config.tls.key);
  read("log", "level", config.log.level);
  read("log", "requests", config.log.requests);
  read("log", "slow_request_ms", config.log.slow_request_ms);
  read("log", "slow_statement_ms", config.log.slow_statement_ms);
  read("audit", "hash", config.audit.hash);
  read("argon2", "memory_kib", config.argon2.memory_kib);
  read("argon2", "passes", config.argon2.passes);
  read("argon2", "at_once", config.argon2.at_once);
  read("session", "staff_idle_min", config.session.staff_idle_min);
  read("session", "staff_absolute_hours", config.session.staff_absolute_hours);
  read("session", "citizen_idle_days", config.session.citizen_idle_days);
  read("session", "citizen_absolute_days", config.session.citizen_absolute_days);
  read("jobs", "threads", config.jobs.threads);
  read("jobs", "poll_ms", config.jobs.poll_ms);
  read("jobs", "lease_s", config.jobs.lease_s);
  read("jobs", "keep_days", config.jobs.keep_days);
  read("mail", "host", config.mail.host);
  read("mail", "port", config.mail.port);
  read("mail", "tls", config.mail.tls);
  read("mail", "user", config.mail.user);
  read("mail", "password", config.mail.password);
  read("mail", "password_file", config.mail.password_file);
  read("mail", "ca_file", config.mail.ca_file);
  read("mail", "from", config.mail.from);
  read("mail", "timeout_ms", config.mail.timeout_ms);
  read("sms", "url", config.sms.url);
  read("sms", "key", config.sms.key);
  read("sms", "key_file", config.sms.key_file);
  read("sms", "ca_file", config.sms.ca_file);
  read("sms", "sign", config.sms.sign);
  read("sms", "timeout_ms", config.sms.timeout_ms);
  read("live", "readers", config.live.readers);
  read("live", "readers_per_person", config.live.readers_per_person);
  read("live", "check_ms", config.live.check_ms);
  read("live", "keep_alive_ms", config.live.keep_alive_ms);
  read("", "identity_providers", config.identity_providers);
  read.list("trusted_proxies", config.trusted_proxies);
  read("", "rate_limits", config.rate_limits);
  read.list("plugins", config.plugins);
  read("", "drain_s", config.drain_s);
  read("", "sms_folder", config.sms_folder);
  read("", "demo", config.demo);
  read("", "user", config.user);
  read("", "node", config.node);
  return config;
}

void check_together(const std::string& where, const Config& config) {
  const auto& listen = config.listen;
  if (listen.console > 65535 || listen.operations > 65535)
    refuse(where, "listen.portal", "leaves no room for the console and the operations port above it; set those too");
  if (listen.portal == listen.console || listen.portal == listen.operations || listen.console == listen.operations)
    refuse(where, "listen", "portal, console and operations need three different ports");
  if (config.tls.certificate.empty() != config.tls.key.empty())
    refuse(where, config.tls.key.empty() ? "tls.key" : "tls.certificate", "is missing; TLS needs certificate and key");
  if (config.store.kind == "postgres" && config.store.url.empty())
    refuse(where, "store.url", "is missing; PostgreSQL needs host=… dbname=… user=…");
  if (!config.mail.host.empty() && config.mail.from.empty()) refuse(where, "mail.from", "is missing; mail needs an address that it comes from");
  if (!config.sms.url.empty() && config.sms.key.empty() && config.sms.key_file.empty())
    refuse(where, "sms.key_file", "is missing; the gateway needs requests to be signed (GT_SMS_KEY serves too)");
}

}  // namespace

Config load_config(const std::filesystem::path& file) {
  const std::string where = file.empty() ? "configuration" : file.string();
  std::string text = "{}";
  if (!file.empty()) {
    std::ifstream in(file, std::ios::binary);
    if (!in) refuse(where, "", "cannot be read");
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  try {
    const auto value = parse_json(text);
    if (!std::holds_alternative<Fields>(value.data())) refuse(where, "", "must hold one JSON object");
  } catch (const Error& error) {
    refuse(where, "", error.what());
  }
  try {
    Object::Ptr json = Poco::JSON::Parser().parse(text).extract<Object::Ptr>();
    Object::Ptr schema = Poco::JSON::Parser().parse(std::string(k_config_schema)).extract<Object::Ptr>();
    refuse_unknown(where, *json, *schema, "");
    const auto from = apply_variables(*json, *schema);
    validate(where, json, schema, from);
    auto config = filled(*json);
    config.file = file;
    check_together(where, config);
    return config;
  } catch (const Poco::Exception& error) {
    refuse(where, "", error.displayText());
  }
}

}  // namespace gongting::host
