// For changes that may be a step of a larger one.
#ifndef GONGTING_SITES_TRANSACTION_HPP
#define GONGTING_SITES_TRANSACTION_HPP

#include "store/database.hpp"

namespace gongting::host::sites {

/// Reads that a write follows belong into its transaction: the caller's, or one opened here for him to commit.
inline void in_transaction(store::Session& db) {
  if (!db.in_transaction()) db.begin();
}

}  // namespace gongting::host::sites

#endif
