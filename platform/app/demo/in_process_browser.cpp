#include "app/demo/in_process_browser.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "http/form.hpp"

namespace gongting::host::app {
namespace {

constexpr int k_redirections = 5;
constexpr auto k_deadline = std::chrono::seconds(30);
constexpr std::string_view k_host = "localhost";

/// The kind of error whose status this is, so that a demo's failure reads like the request's.
Kind kind_of(int status) {
  for (const auto kind : {Kind::bad_input, Kind::forbidden, Kind::not_found, Kind::conflict, Kind::invalid, Kind::too_many, Kind::unavailable})
    if (http_status(kind) == status) return kind;
  return Kind::internal;
}

}  // namespace

void InProcessBrowser::open(const std::string& target) { ask("GET", target, ""); }

void InProcessBrowser::submit(const std::string& action, const HtmlForm::Values& values) {
  for (const auto& form : forms_of(page_)) {
    if (!form.post || form.action.find(action) == std::string::npos) continue;
    const auto body = form.filled_in(values);
    ask("POST", form.action, body);
    return;
  }
  throw Error{Kind::not_found, "the page " + target_ + " has no form to send" + (action.empty() ? "" : " to " + action)};
}

void InProcessBrowser::ask(std::string method, std::string target, std::string body) {
  for (int i = 0; i < k_redirections; ++i) {
    const auto response = send(method, target, body);
    keep_cookies(response);
    if (response.status >= 400)
      throw Error{kind_of(response.status), method + " " + target + " answered " + std::to_string(response.status) + ": " +
                                                inert(text_of(response.content())).substr(0, 400)};
    const auto location = response.header("location");
    if (response.status < 300 || location.empty()) {
      target_ = target;
      page_ = response.content();
      return;
    }
    method = "GET";
    target = std::string(location);
    body.clear();
  }
  throw Error{Kind::internal, target + " redirects for ever"};
}

http::Response InProcessBrowser::send(const std::string& method, const std::string& target, const std::string& body) {
  http::Request request;
  request.method = method;
  request.target = target;
  const auto question = target.find('?');
  if (!http::url_decode(target.substr(0, question), false, request.path)) throw Error{Kind::bad_input, target + " is no address"};
  if (question != std::string::npos) request.raw_query = target.substr(question + 1);
  request.host = k_host;
  request.peer = "127.0.0.1";
  request.id = random_token(9);
  request.face = face_;
  request.received = std::chrono::steady_clock::now();
  request.deadline = request.received + k_deadline;
  request.headers.push_back({"host", std::string(k_host)});
  std::string cookies;
  for (const auto& [name, value] : cookies_) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
  if (!cookies.empty()) request.headers.push_back({"cookie", cookies});
  if (method == "POST") {
    request.body = body;
    request.headers.push_back({"content-type", "application/x-www-form-urlencoded"});
    request.headers.push_back({"origin", "http://" + std::string(k_host)});
  }
  return application_.handle(request);
}

void InProcessBrowser::keep_cookies(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name != "set-cookie") continue;
    const auto pair = value.substr(0, value.find(';'));
    const auto sign = pair.find('=');
    if (sign == std::string::npos) continue;
    if (sign + 1 == pair.size()) cookies_.erase(pair.substr(0, sign));
    else cookies_[pair.substr(0, sign)] = pair.substr(sign + 1);
  }
}

}  // namespace gongting::host::app
