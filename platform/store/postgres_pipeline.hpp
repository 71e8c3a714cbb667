// Several commands to PostgreSQL and one answer: settings travel with the statement that needs them.
#ifndef GONGTING_STORE_POSTGRES_PIPELINE_HPP
#define GONGTING_STORE_POSTGRES_PIPELINE_HPP

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

namespace gongting::host::store {

using PostgresResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// Sends the commands and the prepared statement behind them in one round trip. Answers the result of the statement, or
/// of the first command that failed; without a result, the connection failed. What failed has no effect, the commands
/// before it included: outside of a transaction all of them are one.
PostgresResult run_after(PGconn* connection, const std::vector<std::string>& commands, const std::string& statement,
                         const std::vector<const char*>& values);

}  // namespace gongting::host::store

#endif
