// The floor of a submission: session, the same rows as the product writes, one transaction, one fsync. No form is read, no
// permission asked. SQLite has one writer, so that a lock in the process is the fastest queue there is.
//
//   submit_floor --db FILE --port N --token T --session-sql "select … where … = :token" --statements FILE
// Each line of the file is one insert, in which :n is the number of the submission.
#include <sqlite3.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {

std::map<std::string, std::string> options;

class Database {
 public:
  Database() {
    check(sqlite3_open_v2(options.at("db").c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    sqlite3_busy_timeout(db_, 10'000);
    sqlite3_exec(db_, "pragma synchronous = full", nullptr, nullptr, nullptr);
    session_ = prepare(options.at("session-sql"));
    begin_ = prepare("begin immediate");
    commit_ = prepare("commit");
    std::ifstream in(options.at("statements"));
    for (std::string line; std::getline(in, line);)
      if (!line.empty()) inserts_.push_back(prepare(line));
  }

  bool known() {
    const auto& token = options.at("token");
    sqlite3_bind_text(session_, sqlite3_bind_parameter_index(session_, ":token"), token.data(), static_cast<int>(token.size()), SQLITE_STATIC);
    const bool found = sqlite3_step(session_) == SQLITE_ROW;
    sqlite3_reset(session_);
    return found;
  }

  void submit(std::int64_t number) {
    run(begin_);
    for (auto* insert : inserts_) {
      if (const int at = sqlite3_bind_parameter_index(insert, ":n")) sqlite3_bind_int64(insert, at, number);
      run(insert);
    }
    run(commit_);
  }

 private:
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr));
    return statement;
  }
  void run(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
  }
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt *session_ = nullptr, *begin_ = nullptr, *commit_ = nullptr;
  std::vector<sqlite3_stmt*> inserts_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(tcp::socket socket) : stream_(std::move(socket)) { stream_.socket().set_option(tcp::no_delay(true)); }

  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->answer();
    });
  }

 private:
  void answer() {
    static std::mutex writer;
    static std::int64_t number = 0;
    thread_local Database database;
    response_ = {};
    response_.version(11);
    if (request_.method() == http::verb::get) {
      response_.result(database.known() ? http::status::ok : http::status::unauthorized);
    } else if (database.known()) {
      const std::lock_guard lock(writer);
      database.submit(++number);
      response_.result(http::status::see_other);
      response_.set(http::field::location, "/");
    } else {
      response_.result(http::status::unauthorized);
    }
    response_.keep_alive(request_.keep_alive());
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->response_.keep_alive()) self->read();
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::empty_body> response_;
};

}  // namespace

int main(int argc, char** argv) try {
  for (int i = 1; i + 1 < argc; i += 2) options[std::string(argv[i]).substr(2)] = argv[i + 1];
  if (!Database().known()) throw std::runtime_error("the session statement finds no row for this token");
  asio::io_context io{2};
  tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(std::stoi(options.at("port")))});
  std::function<void()> accept = [&] {
    acceptor.async_accept(asio::make_strand(io), [&](beast::error_code error, tcp::socket socket) {
      if (!error) std::make_shared<Connection>(std::move(socket))->read();
      accept();
    });
  };
  accept();
  std::thread second([&] { io.run(); });
  io.run();
} catch (const std::exception& error) {
  std::cerr << "submit_floor: " << error.what() << '\n';
  return 2;
}
