// Small answers of one prepared statement, kept while nothing is written: who is signed in, the counts over a list.
#ifndef GONGTING_STORE_KEPT_ANSWERS_HPP
#define GONGTING_STORE_KEPT_ANSWERS_HPP

#include <string>
#include <unordered_map>

#include "store/connection.hpp"
#include "store/wal_mark.hpp"

namespace gongting::host::store {

/// An answer is given again only under the very mark it was read under: a commit of anybody ends them all, so what was
/// written is seen by the next read, and who was signed out is out. Outside of transactions, whose snapshot may be older.
/// What makes a statement's answer is its parameters and the scope; none calls a function that has a mind of its own
/// (is_allowed_function keeps plugins from it).
/// Thread: that of its connection.
class KeptAnswers {
 public:
  static constexpr std::size_t k_largest = 4096;  // bytes
  static constexpr std::size_t k_most = 64;

  /// Null when it is not kept. Lifetime: until the next call.
  const std::string* find(const Mark& mark, const std::string& key) {
    if (mark != mark_) {
      answers_.clear();
      return nullptr;
    }
    const auto found = answers_.find(key);
    return found == answers_.end() ? nullptr : &found->second;
  }

  /// `mark`: the one from before the answer was read, and still the same after it.
  void keep(const Mark& mark, const std::string& key, const std::string& answer) {
    if (answer.size() > k_largest) return;
    if (mark != mark_ || answers_.size() >= k_most) answers_.clear();
    mark_ = mark;
    answers_.insert_or_assign(key, answer);
  }

  /// Writes what the answer depends on besides the statement itself.
  static void write_key(std::string& key, const CompiledSql& sql, const Caller& caller, const Parameters& parameters);

 private:
  Mark mark_{};
  std::unordered_map<std::string, std::string> answers_;
};

}  // namespace gongting::host::store

#endif
