// R40: the servers of others as they should not be. Each failure is told apart, and none is waited for without end.
#include "notify/senders.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "gongting/error.hpp"
#include "loopback_server.hpp"

namespace gongting::host::notify {
namespace {

using notify_test::LoopbackServer;
using notify_test::Mood;

/// "" when it was taken, "refused …" when it is not worth another try, else the reason.
template <class Send>
std::string outcome(Send send) {
  try {
    send();
    return {};
  } catch (const Refused& refused) {
    return std::string("refused ") + refused.what();
  } catch (const Error& error) {
    return error.what();
  }
}

class R40_Mail : public testing::Test {
 protected:
  R40_Mail() { settings_.host = "127.0.0.1", settings_.port = server_.port(), settings_.from = "court@example.cn", settings_.timeout_ms = 300; }
  std::string send() {
    return outcome([&] { send_mail(settings_, {"notice-7", "chen@example.cn", "共享法庭：您有一条新消息", "请登录查看。\n"}); });
  }
  LoopbackServer server_{LoopbackServer::Speech::smtp};
  Config::Mail settings_;
};

TEST_F(R40_Mail, IsSentAsText) {
  EXPECT_EQ(send(), "");
  ASSERT_EQ(server_.taken().size(), 1u);
  const auto mail = server_.taken()[0];
  for (const char* part : {"MAIL FROM: <court@example.cn>", "RCPT TO: <chen@example.cn>", "Message-ID: <notice-7@example.cn>", "=?UTF-8?",
                           "Content-Type: text/plain; charset=UTF-8", "6K+355m75b2V5p+l55yL44CC"})  // base64 of 请登录查看。
    EXPECT_NE(mail.find(part), std::string::npos) << part << "\n" << mail;
}

TEST_F(R40_Mail, FailuresAreToldApart) {
  server_.be(Mood::refuses);
  EXPECT_EQ(send(), "refused notice.failed.refused");
  server_.be(Mood::fails);
  EXPECT_EQ(send(), "notice.failed.not_taken");
  server_.be(Mood::garbage);
  EXPECT_NE(send(), "");
  server_.be(Mood::hangs_up);
  EXPECT_NE(send(), "");
  settings_.port = LoopbackServer::dead_port();
  EXPECT_EQ(send(), "notice.failed.unreachable");
  EXPECT_TRUE(server_.taken().empty());
}

TEST_F(R40_Mail, AServerThatSaysNothingIsNotWaitedForLonger) {
  server_.be(Mood::silent);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(send(), "notice.failed.slow");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(R40_Mail, WithoutEncryptionNothingIsSaidWhereItIsAskedFor) {
  settings_.tls = "starttls", settings_.user = "court", settings_.password = "geheim";
  EXPECT_EQ(send(), "notice.failed.no_tls") << "this server has none";
  EXPECT_TRUE(server_.taken().empty());
}

class R40_Sms : public testing::Test {
 protected:
  R40_Sms() {
    settings_.sms.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/send?v=1", settings_.sms.key = "geheim";
    settings_.sms.sign = "共享法庭", settings_.sms.timeout_ms = 300;
  }
  std::string send() {
    return outcome([&] { send_sms(settings_, {"notice-7", "13800000000", "您有一条新消息"}); });
  }
  LoopbackServer server_{LoopbackServer::Speech::http};
  Config settings_;
};

TEST_F(R40_Sms, IsPostedSigned) {
  EXPECT_EQ(send(), "");
  ASSERT_EQ(server_.taken().size(), 1u);
  const auto request = server_.taken()[0];
  EXPECT_TRUE(request.starts_with("POST /send?v=1 HTTP/1.1\r\n")) << request;
  const std::string body = R"({"id":"notice-7","to":"13800000000","sign":"共享法庭","text":"您有一条新消息"})";
  EXPECT_TRUE(request.ends_with("\r\n\r\n" + body)) << request;
  const auto value = [&](const std::string& name) {
    const auto at = request.find(name + ": ") + name.size() + 2;
    return request.substr(at, request.find("\r\n", at) - at);
  };
  EXPECT_EQ(value("X-Gongting-Signature"), sms_signature("geheim", value("X-Gongting-Time"), body));
}

TEST_F(R40_Sms, TheSignatureIsHmacSha256OfTimeAndBody) {
  // printf '1795219200000\n{}' | openssl dgst -sha256 -hmac geheim
  EXPECT_EQ(sms_signature("geheim", "1795219200000", "{}"), "6ca30a382255d02f60d1c38d3bf98c3cb3ea07d2dfa677a06dc41fe1b5dd4145");
}

TEST_F(R40_Sms, FailuresAreToldApart) {
  server_.be(Mood::refuses);
  EXPECT_EQ(send(), "refused notice.failed.refused");
  server_.be(Mood::fails);
  EXPECT_EQ(send(), "notice.failed.not_taken");
  server_.be(Mood::garbage);
  EXPECT_NE(send(), "");
  server_.be(Mood::silent);
  EXPECT_EQ(send(), "notice.failed.slow");
  settings_.sms.url = "http://127.0.0.1:" + std::to_string(LoopbackServer::dead_port());
  EXPECT_EQ(send(), "notice.failed.unreachable");
}

TEST(R37_Secrets, StandInAFileOfTheirOwn) {
  const auto file = std::filesystem::path(testing::TempDir()) / "gt_notify_secret";
  std::ofstream(file) << "geheim\n";
  EXPECT_EQ(secret_of("", file), "geheim");
  EXPECT_EQ(secret_of("given", file), "given");
  std::filesystem::remove(file);
  EXPECT_THROW(secret_of("", file), Error);
}

}  // namespace
}  // namespace gongting::host::notify
