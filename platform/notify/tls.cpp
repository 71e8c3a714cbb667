#include "notify/tls.hpp"

namespace gongting::host::notify {

Poco::Net::Context::Ptr client_context(const std::filesystem::path& ca_file) {
  using Poco::Net::Context;
  Context::Ptr context = new Context(Context::TLS_CLIENT_USE, "", "", ca_file.string(), Context::VERIFY_STRICT, 9, ca_file.empty());
  context->disableProtocols(Context::PROTO_SSLV3 | Context::PROTO_TLSV1 | Context::PROTO_TLSV1_1);
  return context;
}

}  // namespace gongting::host::notify
