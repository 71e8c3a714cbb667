// What the installation is set to: config/gongting.json, each key overridden by a GT_… variable.
#ifndef GONGTING_BASE_CONFIG_HPP
#define GONGTING_BASE_CONFIG_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gongting::host {

/// Every key of config/gongting.schema.json, with its default. The meaning of each stands in the schema.
struct Config {
  std::filesystem::path file;  // where it was read from; empty for the defaults alone

  struct Listen {
    std::string address = "127.0.0.1";
    int portal = 8080;
    int console = 8081;     // portal + 1 unless set
    int operations = 8082;  // portal + 2 unless set; always on loopback
  } listen;
  std::vector<std::string> faces{"portal", "console"};
  struct Addresses {
    std::string portal, console;  // under which people reach the faces; empty: by the Host that was asked for
  } addresses;
  std::filesystem::path var = "var";
  struct Store {
    std::string kind = "sqlite";
    std::string url;  // empty for SQLite: <var>/gongting.db
    int pool = 8;
  } store;
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "[::1]"};
  int workers = 2;
  int io_threads = 2;
  int worker_threads = 8;  // of one worker process; as many as it has connections to the database
  struct Http {
    int header_limit = 16 * 1024;
    int url_limit = 8 * 1024;
    int body_limit = 1024 * 1024;
    std::int64_t upload_limit = 50 * 1024 * 1024;
    int header_ms = 10'000;
    int body_rate = 1024;  // bytes a second that a body has to keep up
    int idle_ms = 60'000;
    int connections = 10'000;
    int request_ms = 10'000;  // the deadline of a request, from its header to its answer
  } http;
  struct Tls {
    std::filesystem::path certificate, key;
    bool on() const { return !certificate.empty(); }
  } tls;
  struct Log {
    std::string level = "info";
    std::string requests = "notable";  // which have a line of their own: none, notable (writes, slow ones, 5xx), all
    int slow_request_ms = 1000;
    int slow_statement_ms = 200;  // 0: no statement is told
  } log;
  struct Audit {
    std::string hash = "sha256";  // or sm3
  } audit;
  struct Argon2 {
    int memory_kib = 19'456;
    int passes = 2;
    int at_once = 2;  // in one worker
  } argon2;
  struct Session {
    int staff_idle_min = 30;
    int staff_absolute_hours = 12;
    int citizen_idle_days = 7;
    int citizen_absolute_days = 90;
  } session;
  struct Jobs {
    int threads = 1;      // of one worker process; 0: this node does no jobs
    int poll_ms = 1000;   // how long a job of another process may wait to be seen
    int lease_s = 60;     // how long an attempt may take; then its worker counts as dead
    int keep_days = 7;    // what is done stays so long
  } jobs;
  struct Mail {
    std::string host;  // empty: no mail is sent
    int port = 25;
    std::string tls = "none";  // none, starttls or tls
    std::string user, password;
    std::filesystem::path password_file, ca_file;
    std::string from;
    int timeout_ms = 10'000;  // for each answer of the server
  } mail;
  struct Sms {
    std::string url;  // of the gateway; empty: none, or sms_folder
    std::string key;  // that requests are signed with
    std::filesystem::path key_file, ca_file;
    std::string sign;  // 【…】, as it is registered with the operator
    int timeout_ms = 10'000;
  } sms;
  struct Live {
    int readers = 2000;          // open pages of one worker process that hear of changes
    int readers_per_person = 6;  // of one person there
    int check_ms = 5000;         // how often each is looked at, even if nothing was told
    int keep_alive_ms = 15'000;  // a sign of life for proxies
  } live;
  std::filesystem::path identity_providers;  // a JSON file of OpenID Connect providers; empty: none
  std::vector<std::string> trusted_proxies;
  bool rate_limits = true;  // off for measurements and mass tests only
  std::vector<std::filesystem::path> plugins;  // folders of plugins; empty: those beside the program
  int drain_s = 10;
  bool demo = false;  // pages say that people and cases are made up
  std::filesystem::path sms_folder;  // where messages for phones are put for a gateway; empty: none are sent
  std::string user;  // whom a process started as root becomes; empty: stays
  int node = 0;      // number of this node among those that share a database

  std::filesystem::path store_file() const { return store.url.empty() ? var / "gongting.db" : std::filesystem::path(store.url); }
};

/// Reads and checks. An empty path: the defaults and the variables. Relative paths in it stay relative to the working
/// directory of the program.
/// Variables: the key in capitals with _ for the dot, GT_HTTP_BODY_LIMIT for http.body_limit; lists are separated by
/// commas; GT_PORT is GT_LISTEN_PORTAL.
/// Errors: bad_input, naming the file or variable, the key and the reason.
Config load_config(const std::filesystem::path& file);

}  // namespace gongting::host

#endif
