// The two ways out of the house: mail over SMTP, and messages for mobile phones over the HTTP gateway of an operator.
// Both wait for the other side, for as long as is set and no longer: only jobs call them.
#ifndef GONGTING_NOTIFY_SENDERS_HPP
#define GONGTING_NOTIFY_SENDERS_HPP

#include <stdexcept>
#include <string>

#include "base/config.hpp"

namespace gongting::host::notify {

/// The other side will not take this one, now or later: it is not tried again. What is thrown otherwise, Error with a key
/// of the texts, is worth another try.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Mail {
  std::string id;  // the same at every attempt, so that a second copy can be told
  std::string to, subject, text;
};
void send_mail(const Config::Mail& settings, const Mail& mail);

struct Sms {
  std::string id;  // the same at every attempt: the gateway sends it once
  std::string to, text;
};
/// To the gateway, or into the folder that one picks up from.
void send_sms(const Config& settings, const Sms& sms);

/// HMAC-SHA256 in hexadecimal digits of time, line feed and body: what the gateway checks.
std::string sms_signature(const std::string& key, const std::string& time, const std::string& body);

/// The text itself, or the first line of the file where it is empty. Errors: bad_input for a file that cannot be read.
std::string secret_of(const std::string& text, const std::filesystem::path& file);

}  // namespace gongting::host::notify

#endif
