#include "browser.hpp"

#include <stdexcept>

namespace server_test {
namespace {

constexpr int k_redirects = 5;

/// GB 11643-1999: the last sign is the weighted sum of the others modulo 11.
std::string resident_id(int number) {
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  auto digits = "330185198603" + std::to_string(10 + number % 19) + std::to_string(100 + number);
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * weights[i];
  return digits + "10X98765432"[sum % 11];
}

}  // namespace

Browser::Browser(int port, std::string host)
    : port_(port),
      host_(std::move(host)),
      own_(std::make_shared<HttpClient>(port)),
      connection_([client = own_]() -> HttpClient& { return *client; }) {}

Browser::Browser(int port, std::function<HttpClient&()> connection) : port_(port), connection_(std::move(connection)) {}

Answer Browser::open(const std::string& target) {
  target_ = target;
  return follow(send("GET", target));
}

Answer Browser::follow(Answer answer) {
  for (int i = 0; i < k_redirects && answer.status >= 300 && answer.status < 400; ++i) {
    target_ = answer.header("location");
    answer = send("GET", target_);
  }
  page_ = answer.body;
  return answer;
}

std::pair<std::string, std::string> Browser::form(const std::string& action, const HtmlForm::Values& values) const {
  for (const auto& form : gongting::host::app::forms_of(page_))
    if (form.post && form.action.find(action) != std::string::npos) return {form.action, form.filled_in(values)};
  throw std::runtime_error("no form for \"" + action + "\" at " + target_ + ": " + gongting::host::app::text_of(page_));
}

Answer Browser::submit(const std::string& action, const HtmlForm::Values& values) {
  const auto [target, body] = form(action, values);
  target_ = target;
  return follow(post(target, body));
}

Answer Browser::post(const std::string& target, const std::string& body, const std::string& origin) {
  const auto line = origin.empty() ? "" : "Origin: " + (origin == "own" ? this->origin() : origin) + "\r\n";
  return send("POST", target, "Content-Type: application/x-www-form-urlencoded\r\n" + line, body);
}

Answer Browser::send(const std::string& method, const std::string& target, const std::string& more,
                     const std::string& body) {
  std::string cookies;
  for (const auto& [name, value] : cookies_) cookies += (cookies.empty() ? "Cookie: " : "; ") + name + "=" + value;
  const auto lines = (cookies.empty() ? "" : cookies + "\r\n") +
                     (method != "GET" && body.empty() ? "Content-Length: 0\r\n" : "") + more;
  auto answer = connection_().ask(method + " " + target, lines, body, host_);
  for (const auto& set : answer.headers("set-cookie")) {
    const auto sign = set.find('='), end = set.find(';');
    const auto name = set.substr(0, sign), value = set.substr(sign + 1, end - sign - 1);
    if (value.empty())
      cookies_.erase(name);
    else
      cookies_[name] = value;
  }
  return answer;
}

Browser Browser::over(std::function<HttpClient&()> connection) const {
  auto other = *this;
  other.own_.reset();
  other.connection_ = std::move(connection);
  return other;
}

bool Browser::sign_in(const std::string& prefix, const std::string& login, const std::string& password) {
  if (open(prefix + "/signin").status != 200) return false;
  return submit("/signin", {{"login", login}, {"password", password}}).status == 200 &&
         target_.find("/signin") == std::string::npos;
}

std::string Browser::token() const {
  const std::string before = "name=\"_csrf\" value=\"";
  const auto at = page_.find(before);
  if (at == std::string::npos) return "";
  const auto begin = at + before.size();
  return page_.substr(begin, page_.find('"', begin) - begin);
}

std::string Browser::cookie(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? "" : found->second;
}

std::string Browser::origin() const {
  return "http://" + (host_.empty() ? "127.0.0.1:" + std::to_string(port_) : host_);
}

Browser register_citizen(Browser browser, const std::string& prefix, int number) {
  browser.open(prefix + "/register");
  browser.submit("/register/notice", {{"notice_read", "1"}, {"resident_id_consent", "1"}});
  const auto digits = std::to_string(100 + number);
  const auto answer = browser.submit("/register", {{"name", "陈晓" + std::string(number % 2 == 0 ? "明" : "红")},
                                                   {"resident_id", resident_id(number)},
                                                   {"mobile", "13800000" + digits},
                                                   {"password", "Da-Hai-Xing-Chen-2026"},
                                                   {"password_again", "Da-Hai-Xing-Chen-2026"}});
  if (answer.status != 200 || browser.target().find("/me") == std::string::npos)
    throw std::runtime_error("could not register: " + gongting::host::app::text_of(browser.page()));
  return browser;
}

}  // namespace server_test
