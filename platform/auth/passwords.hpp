// Password hashes (argon2id) and the two policies for what may be a password.
#ifndef GONGTING_AUTH_PASSWORDS_HPP
#define GONGTING_AUTH_PASSWORDS_HPP

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "gongting/value.hpp"

namespace gongting::host::auth {

/// asvs: length and the list of common passwords decide (OWASP ASVS 5.0, 6.2). djbh3: the same, and composition, age,
/// history and lock (GB/T 22239-2019, 8.1.4.1).
enum class Policy { asvs, djbh3 };
Policy policy_named(std::string_view name);  // anything but djbh3 is asvs

inline constexpr int k_djbh3_max_age_days = 90;
inline constexpr int k_djbh3_remembered = 5;
inline constexpr int k_djbh3_failures = 5;
inline constexpr int k_djbh3_lock_min = 30;

class Passwords {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  struct Cost {
    int memory_kib = 19'456, passes = 2;
    int at_once = 2;  // hashes of this process computed at the same time; the others wait
  };

  /// `common` is the file of refused passwords, one a line, # for a comment.
  Passwords(Cost cost, const std::filesystem::path& common);

  /// Errors of hash and verify: unavailable when the turn does not come before the deadline. [any-thread]
  std::string hash(std::string_view password, Deadline deadline);
  bool verify(const std::string& hash, std::string_view password, Deadline deadline);
  /// Takes as long as verify of a wrong password: for names that do not exist.
  void verify_nothing(std::string_view password, Deadline deadline);
  /// Whether the hash was made at another cost than the one set now.
  bool outdated(const std::string& hash) const;

  /// Why this cannot be a password, or nothing. `login` and `name` of its owner are no passwords either.
  std::optional<Message> fault(Policy policy, std::string_view password, std::string_view login = {},
                               std::string_view name = {}) const;

 private:
  class Turn;
  Cost cost_;
  std::unordered_set<std::string> common_;
  std::string nothing_;  // hash of a password that nobody knows
  std::mutex mutex_;
  std::condition_variable free_;
  int running_ = 0;
};

}  // namespace gongting::host::auth

#endif
