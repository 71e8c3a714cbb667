#include "store/postgres_pipeline.hpp"

namespace gongting::host::store {

namespace {

bool is_error(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
}

bool send(PGconn* connection, const std::vector<std::string>& commands, const std::string& statement,
          const std::vector<const char*>& values) {
  for (const auto& command : commands) {
    if (PQsendQueryParams(connection, command.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) return false;
  }
  return PQsendQueryPrepared(connection, statement.c_str(), static_cast<int>(values.size()),
                             values.empty() ? nullptr : values.data(), nullptr, nullptr, 0) == 1 &&
         PQpipelineSync(connection) == 1;
}

}  // namespace

PostgresResult run_after(PGconn* connection, const std::vector<std::string>& commands, const std::string& statement,
                         const std::vector<const char*>& values) {
  PostgresResult answer(nullptr, &PQclear);
  if (PQenterPipelineMode(connection) == 0 || !send(connection, commands, statement, values)) return answer;
  // Each command answers one result and a null behind it; the end of all is a result of its own.
  for (std::size_t left = commands.size() + 1; left > 0; --left) {
    PostgresResult next(PQgetResult(connection), &PQclear);
    if (next == nullptr) return {nullptr, &PQclear};
    PQclear(PQgetResult(connection));
    if (answer == nullptr || !is_error(answer.get())) answer = std::move(next);
  }
  const PostgresResult end(PQgetResult(connection), &PQclear);
  if (PQstatus(connection) != CONNECTION_OK || PQexitPipelineMode(connection) == 0) return {nullptr, &PQclear};
  return answer;
}

}  // namespace gongting::host::store
