// TLS towards servers of others: their certificate is checked, against the system's authorities or a file of one's own.
#ifndef GONGTING_NOTIFY_TLS_HPP
#define GONGTING_NOTIFY_TLS_HPP

#include <Poco/Net/Context.h>

#include <filesystem>

namespace gongting::host::notify {

Poco::Net::Context::Ptr client_context(const std::filesystem::path& ca_file);

}  // namespace gongting::host::notify

#endif
