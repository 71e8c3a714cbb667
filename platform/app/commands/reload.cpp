// gongting reload: asks the running service for a new generation, and waits for what comes of it.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>

#include <fstream>
#include <iostream>

#include "app/commands/commands.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::app {

int run_reload(Call& call) {
  const auto& config = call.config();
  const auto token_file = config.var / "operations.token";
  std::string token;
  if (std::ifstream in(token_file); !std::getline(in, token))
    throw Error{Kind::unavailable, token_file.string() + " cannot be read; is gongting serve running, with this configuration and as this user?"};

  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(config.listen.operations));
  session.setTimeout(Poco::Timespan(200, 0));
  std::string body;
  try {
    Poco::Net::HTTPRequest request(Poco::Net::HTTPRequest::HTTP_POST, "/reload", Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Authorization", "Bearer " + token);
    request.setContentLength(0);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
  } catch (const Poco::Exception& e) {
    throw Error{Kind::unavailable, "no answer from the operations port 127.0.0.1:" + std::to_string(config.listen.operations) + " (" + e.displayText() +
                                       "); is gongting serve running?"};
  }
  const auto answer = parse_json(body);
  const Json json(answer);
  if (!json["done"].boolean()) {
    std::cerr << "gongting reload: " << json["text"].text(json["error"].text()) << "\nThe generation that served before goes on.\n";
    return 1;
  }
  std::cout << json["text"].text() << '\n';
  return 0;
}

}  // namespace gongting::host::app
