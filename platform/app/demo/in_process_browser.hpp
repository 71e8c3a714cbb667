// A person at a browser, without the network between: asks the application for pages, fills in their forms, keeps the
// cookies. What it does goes through the same checks as everybody's requests.
#ifndef GONGTING_APP_DEMO_IN_PROCESS_BROWSER_HPP
#define GONGTING_APP_DEMO_IN_PROCESS_BROWSER_HPP

#include <map>
#include <string>

#include "app/demo/html_form.hpp"
#include "base/scope.hpp"
#include "http/message.hpp"
#include "web/application.hpp"

namespace gongting::host::app {

class InProcessBrowser {
 public:
  /// Lifetime: within that of the application.
  InProcessBrowser(web::Application& application, Face face) : application_(application), face_(face) {}

  /// Errors of both: Error with address, status and what the page says, for every answer from 400 on.
  /// Redirections are followed.
  void open(const std::string& target);
  /// Sends the first form of the page that posts to an action which holds `action` ("" for any), with these fields.
  void submit(const std::string& action, const HtmlForm::Values& values);

  /// Where it is now, with query, and what it sees there.
  const std::string& target() const { return target_; }
  const std::string& page() const { return page_; }

 private:
  void ask(std::string method, std::string target, std::string body);
  http::Response send(const std::string& method, const std::string& target, const std::string& body);
  void keep_cookies(const http::Response& response);

  web::Application& application_;
  Face face_;
  std::map<std::string, std::string> cookies_;
  std::string target_, page_;
};

}  // namespace gongting::host::app

#endif
