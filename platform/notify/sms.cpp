#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/URI.h>
#include <openssl/hmac.h>

#include <fstream>
#include <memory>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "notify/senders.hpp"
#include "notify/tls.hpp"

namespace gongting::host::notify {
namespace {

namespace net = Poco::Net;
constexpr std::size_t k_longest_answer = 64 * 1024;

[[noreturn]] void failed(const char* key, const std::string& how, int status) {
  log(Level::warning, "a message was not taken", {{"how", how}, {"status", status}});
  throw Error{Kind::unavailable, key};
}

std::unique_ptr<net::HTTPClientSession> session_for(const Config::Sms& settings, const Poco::URI& uri) {
  auto session = uri.getScheme() == "https"
                     ? std::make_unique<net::HTTPSClientSession>(uri.getHost(), uri.getPort(), client_context(settings.ca_file))
                     : std::make_unique<net::HTTPClientSession>(uri.getHost(), uri.getPort());
  const Poco::Timespan wait(static_cast<Poco::Timespan::TimeDiff>(settings.timeout_ms) * 1000);
  session->setTimeout(wait, wait, wait);
  return session;
}

/// Whether the answer says that the message was taken.
bool accepted(const std::string& answer) {
  try {
    const auto value = parse_json(answer);
    return Json(value)["accepted"].boolean();
  } catch (const Error&) {
    return false;
  }
}

void post(const Config::Sms& settings, const Sms& sms) {
  const Poco::URI uri(settings.url);
  const auto session = session_for(settings, uri);
  const auto body = to_json(Fields{{"id", sms.id}, {"to", sms.to}, {"sign", settings.sign}, {"text", sms.text}});
  const auto time = std::to_string(now_ms());
  net::HTTPRequest request(net::HTTPRequest::HTTP_POST, uri.getPathAndQuery().empty() ? "/" : uri.getPathAndQuery(), net::HTTPRequest::HTTP_1_1);
  request.setContentType("application/json; charset=utf-8");
  request.setContentLength(static_cast<std::streamsize>(body.size()));
  request.set("X-Gongting-Time", time);
  request.set("X-Gongting-Signature", sms_signature(secret_of(settings.key, settings.key_file), time, body));
  session->sendRequest(request) << body;
  net::HTTPResponse response;
  auto& in = session->receiveResponse(response);
  std::string answer;
  for (char c; answer.size() < k_longest_answer && in.get(c);) answer.push_back(c);
  const int status = response.getStatus();
  if (status >= 200 && status < 300 && accepted(answer)) return;
  if (status >= 400 && status < 500 && status != 408 && status != 429 && status != 401 && status != 403) throw Refused("notice.failed.refused");
  failed(status >= 200 && status < 300 ? "notice.failed.strange" : "notice.failed.not_taken", "answer", status);
}

/// One file a message, written beside and renamed, so that nobody reads half of one.
void put_into_folder(const std::filesystem::path& folder, const Sms& sms) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto file = folder / (sms.id + ".json");
  const auto draft = file.string() + ".part";
  std::ofstream out(draft, std::ios::binary);
  out << to_json(Fields{{"to", sms.to}, {"text", sms.text}, {"at", now_ms()}});
  out.close();
  if (out) std::filesystem::rename(draft, file, error);
  if (!out || error) throw Error{Kind::unavailable, "refused.sms_not_sent"};
}

}  // namespace

std::string sms_signature(const std::string& key, const std::string& time, const std::string& body) {
  const auto text = time + "\n" + body;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex.push_back(digits[digest[i] >> 4]), hex.push_back(digits[digest[i] & 15]);
  return hex;
}

void send_sms(const Config& settings, const Sms& sms) {
  if (settings.sms.url.empty()) return put_into_folder(settings.sms_folder, sms);
  try {
    post(settings.sms, sms);
  } catch (const Poco::TimeoutException&) {
    failed("notice.failed.slow", "timeout", 0);
  } catch (const Poco::Exception& error) {
    failed("notice.failed.unreachable", error.name(), 0);
  }
}

std::string secret_of(const std::string& text, const std::filesystem::path& file) {
  if (!text.empty() || file.empty()) return text;
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) throw Error{Kind::bad_input, "cannot read the secret in " + file.string()};
  return trim(line);
}

}  // namespace gongting::host::notify
