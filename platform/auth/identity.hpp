// How sure the platform is of who somebody is: 1 what he stated, 2 seen with his ID card at a point (or known to the court),
// 3 verified by an identity provider. Each step up is on record with who saw to it.
#ifndef GONGTING_AUTH_IDENTITY_HPP
#define GONGTING_AUTH_IDENTITY_HPP

#include <cstdint>
#include <string_view>

#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {

inline constexpr int k_stated = 1, k_seen = 2, k_verified = 3;

/// The 庭务主任 (scope) has seen this citizen and his document. False, and on record as refused, for nobody (0) and for who
/// holds an office: the court knows its own people. Errors: forbidden unless scope has COURT_DIRECTOR with a point.
bool record_seen(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view document);

/// An identity provider has named him. In the caller's transaction.
void record_verified(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view provider);

}  // namespace gongting::host::auth

#endif
