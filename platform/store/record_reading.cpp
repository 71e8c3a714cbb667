#include "store/plugin_sql.hpp"
#include "store/records_impl.hpp"

namespace gongting::host::store {

namespace {

class PluginCompiler final : public Connection::Compiler {
 public:
  PluginCompiler(std::string_view plugin, std::string_view sql, const VisibleTypes& visible, Connection& connection)
      : plugin_(plugin), sql_(sql), visible_(visible), connection_(connection) {}
  CompiledSql compile() const override { return compile_plugin_sql(plugin_, sql_, visible_, connection_); }

 private:
  std::string_view plugin_, sql_;
  const VisibleTypes& visible_;
  Connection& connection_;
};

}  // namespace

Rows Records::query(Session& session, const Scope& scope, std::string_view plugin, std::string_view sql,
                    ValueRef params) {
  const auto& records = impl_->plugin(plugin);
  const auto reach = records.reach_of(scope);
  auto& connection = session.connection();
  const VisibleTypes visible{&records.types(), reach};
  return connection.read({plugin, reach, sql}, PluginCompiler(plugin, sql, visible, connection), {&scope, true},
                         EncodedParameters(params));
}

std::int64_t Records::point_of(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                               std::int64_t id) {
  if (this->type(plugin, type) == nullptr)
    throw Error{Kind::bad_input, std::string(plugin) + " has no records of the type " + std::string(type.substr(0, 40))};
  const auto params = encode_fields({{"id", id}});
  const auto rows =
      query(session, scope, plugin, "select point_id from " + std::string(type) + " where id = :id", ValueRef(params));
  if (rows.empty()) throw Error{Kind::not_found, "there is no such " + std::string(type)};
  return rows[0].integer("point_id");
}

}  // namespace gongting::host::store
