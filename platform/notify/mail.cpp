#include <Poco/DateTime.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureSMTPClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>

#include "base/log.hpp"
#include "gongting/error.hpp"
#include "notify/senders.hpp"
#include "notify/tls.hpp"

namespace gongting::host::notify {
namespace {

namespace net = Poco::Net;

net::StreamSocket connected(const Config::Mail& settings, const Poco::Timespan& wait) {
  const net::SocketAddress address(settings.host, static_cast<Poco::UInt16>(settings.port));
  if (settings.tls == "tls") {
    net::SecureStreamSocket socket(client_context(settings.ca_file));
    socket.setPeerHostName(settings.host);
    socket.connect(address, wait);
    return socket;
  }
  net::StreamSocket socket;
  socket.connect(address, wait);
  return socket;
}

void fill(net::MailMessage& message, const Config::Mail& settings, const Mail& mail) {
  message.setSender(settings.from);
  message.addRecipient(net::MailRecipient(net::MailRecipient::PRIMARY_RECIPIENT, mail.to));
  message.setSubject(net::MailMessage::encodeWord(mail.subject, "UTF-8"));
  message.setContentType("text/plain; charset=UTF-8");
  message.setContent(mail.text, net::MailMessage::ENCODING_BASE64);
  message.setDate(Poco::Timestamp());
  message.set("Message-ID", "<" + mail.id + settings.from.substr(settings.from.find('@')) + ">");
  message.set("Auto-Submitted", "auto-generated");
}

/// What went wrong, without the answer of the other side, which may name the person.
[[noreturn]] void failed(const char* key, const std::string& stage, int status) {
  log(Level::warning, "a mail was not taken", {{"stage", stage}, {"status", status}});
  throw Error{Kind::unavailable, key};
}

void say(net::SecureSMTPClientSession& session, const Config::Mail& settings) {
  session.login();
  if (settings.tls == "starttls" && !session.startTLS(client_context(settings.ca_file))) failed("notice.failed.no_tls", "starttls", 0);
  if (!settings.user.empty()) session.login(net::SMTPClientSession::AUTH_LOGIN, settings.user, secret_of(settings.password, settings.password_file));
}

}  // namespace

void send_mail(const Config::Mail& settings, const Mail& mail) {
  std::string stage = "connect";
  try {
    const Poco::Timespan wait(static_cast<Poco::Timespan::TimeDiff>(settings.timeout_ms) * 1000);
    auto socket = connected(settings, wait);
    socket.setReceiveTimeout(wait), socket.setSendTimeout(wait);
    net::SecureSMTPClientSession session(socket);
    session.setTimeout(wait);
    net::MailMessage message;
    fill(message, settings, mail);
    stage = "login", say(session, settings);
    stage = "send", session.sendMessage(message);
    // It is taken: whatever goes wrong with the farewell, sending it again would make two.
    try {
      session.close();
    } catch (const Poco::Exception&) {
    }
  } catch (const net::SMTPException& error) {
    const int status = error.code();
    if (stage == "send" && status >= 500 && status < 600) throw Refused("notice.failed.refused");
    failed("notice.failed.not_taken", stage, status);
  } catch (const Poco::TimeoutException&) {
    failed("notice.failed.slow", stage, 0);
  } catch (const Poco::Exception& error) {
    failed("notice.failed.unreachable", stage + " " + error.name(), 0);
  }
}

}  // namespace gongting::host::notify
