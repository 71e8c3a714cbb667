#include "backup/database_file.hpp"

#include <Poco/Exception.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "base/text.hpp"
#include "gongting/error.hpp"
#include "store/connection.hpp"

namespace gongting::host::backup {

namespace fs = std::filesystem;

namespace {

/// The connection string for a program of PostgreSQL, and the password, which must not stand where `ps` shows it.
struct Address {
  std::string without_password;
  Poco::Process::Env environment;
};

Address address_of(const std::string& url) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), &problem), PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> said(problem, PQfreemem);
  if (!options) throw Error{Kind::bad_input, "store.url is no address of PostgreSQL"};
  Address address;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string keyword = option->keyword;
    if (keyword == "password") {
      address.environment["PGPASSWORD"] = option->val;
      continue;
    }
    std::string quoted;
    for (const char* at = option->val; *at != '\0'; ++at) {
      if (*at == '\'' || *at == '\\') quoted += '\\';
      quoted += *at;
    }
    address.without_password += (address.without_password.empty() ? "" : " ") + keyword + "='" + quoted + "'";
  }
  return address;
}

/// What the program wrote to its output. Errors: unavailable, with what it wrote to its error stream.
std::string run(const std::string& program, const Poco::Process::Args& arguments, const Poco::Process::Env& environment) {
  Poco::Pipe out, error;
  std::ostringstream said, wrote;
  int code = -1;
  try {
    auto process = Poco::Process::launch(program, arguments, nullptr, &out, &error, environment);
    // Little is written to either: they are read one after the other.
    Poco::PipeInputStream from_out(out), from_error(error);
    Poco::StreamCopier::copyStream(from_out, wrote);
    Poco::StreamCopier::copyStream(from_error, said);
    code = process.wait();
  } catch (const Poco::Exception& failed) {
    throw Error{Kind::unavailable, program + " could not be started: " + failed.displayText()};
  }
  constexpr int k_not_found = 72;  // what Poco's child exits with when there is no such program
  if (code == k_not_found) throw Error{Kind::unavailable, program + " is not installed; install postgresql-client, as new as the server"};
  if (code != 0) {
    const auto words = inert(trim(said.str()));
    const bool withheld = words.find("permission denied for function set_config") != words.npos;
    throw Error{Kind::unavailable, program + " failed: " + words +
                                       (withheld ? ". Run once as a superuser: grant execute on function pg_catalog.set_config(text, text, boolean) to the role of store.url" : "")};
  }
  return wrote.str();
}

bool is_left_out(std::string_view line) {
  for (const std::string_view kind : {" POLICY ", " ROW SECURITY ", " VIEW ", " ACL ", " DEFAULT ACL "})
    if (line.find(kind) != line.npos) return true;
  return false;
}

}  // namespace

void dump(store::Session& session, const store::StoreConfig& config, const fs::path& file) {
  if (session.sqlite()) {
    session.connection().copy_to(file);
    return;
  }
  const auto address = address_of(config.url);
  run("pg_dump", {"--format=custom", "--compress=0", "--no-password", "--file=" + file.string(), "--dbname=" + address.without_password},
      address.environment);
}

void check_sqlite_file(const fs::path& file) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> db(raw, sqlite3_close);
  std::string answer;
  const auto take = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) += values[0] == nullptr ? "" : values[0];
    return 0;
  };
  if (opened != SQLITE_OK || sqlite3_exec(raw, "pragma integrity_check(1)", take, &answer, nullptr) != SQLITE_OK || answer != "ok")
    throw Error{Kind::bad_input, "the database in the archive is damaged: " + (answer.empty() ? std::string(sqlite3_errmsg(raw)) : inert(answer))};
}

bool is_empty(const store::StoreConfig& config) {
  if (config.kind == "sqlite") return !fs::exists(config.url);
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(config.url.c_str()), PQfinish);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> tables(
      PQexec(connection.get(), "select 1 from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v') limit 1"), PQclear);
  if (PQresultStatus(tables.get()) != PGRES_TUPLES_OK)
    throw Error{Kind::unavailable, "the database cannot be asked: " + inert(trim(PQerrorMessage(connection.get())))};
  return PQntuples(tables.get()) == 0;
}

void load_postgres(const store::StoreConfig& config, const fs::path& file) {
  const auto address = address_of(config.url);
  std::istringstream listed(run("pg_restore", {"--list", file.string()}, {}));
  auto list = file;
  list += ".list";
  {
    std::ofstream wanted(list);
    for (std::string line; std::getline(listed, line);)
      if (!is_left_out(line)) wanted << line << '\n';
  }
  run("pg_restore",
      {"--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password", "--use-list=" + list.string(),
       "--dbname=" + address.without_password, file.string()},
      address.environment);
}

}  // namespace gongting::host::backup
