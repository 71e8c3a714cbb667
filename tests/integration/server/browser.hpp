// A person at a browser without JavaScript: keeps cookies, fills in the forms that pages have, follows redirects.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "app/demo/html_form.hpp"
#include "http_client.hpp"

namespace server_test {

using gongting::host::app::HtmlForm;
using process_test::Answer;
using process_test::HttpClient;

class Browser {
 public:
  /// `host`: as the Host header names it; 127.0.0.1 when left out.
  explicit Browser(int port, std::string host = "");
  /// Over connections of the test's own choice, one for each request.
  Browser(int port, std::function<HttpClient&()> connection);

  /// Redirects are followed; `target` is where it ended.
  Answer open(const std::string& target);
  /// Sends the first form of the page that posts to an action which holds `action` ("" for any).
  /// Errors: std::runtime_error when the page has no such form.
  Answer submit(const std::string& action, const HtmlForm::Values& values);
  /// The body that submit() would send, and to where.
  std::pair<std::string, std::string> form(const std::string& action, const HtmlForm::Values& values) const;

  /// One request with this browser's cookies, no redirect followed. `more`: whole header lines.
  Answer send(const std::string& method, const std::string& target, const std::string& more = "",
              const std::string& body = "");
  /// As send(), but what a form sends: with its content type and origin.
  Answer post(const std::string& target, const std::string& body, const std::string& origin = "own");

  /// The same person, with the cookies and the page of now, over other connections.
  Browser over(std::function<HttpClient&()> connection) const;

  /// Whether the sign-in page let this person in.
  bool sign_in(const std::string& prefix, const std::string& login, const std::string& password);

  const std::string& target() const { return target_; }
  const std::string& page() const { return page_; }
  /// The token of the forms on the page; "" when it has none.
  std::string token() const;
  std::string cookie(const std::string& name) const;
  std::string origin() const;

 private:
  Answer follow(Answer answer);
  int port_;
  std::string host_;
  std::shared_ptr<HttpClient> own_;
  std::function<HttpClient&()> connection_;
  std::map<std::string, std::string> cookies_;
  std::string target_, page_;
};

/// A citizen with an account of his own, signed in on the portal of the site.
/// `number` tells them apart: 1 to 99.
Browser register_citizen(Browser browser, const std::string& prefix, int number);

}  // namespace server_test
