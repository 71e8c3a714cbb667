#include "auth/passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <fstream>

#include "base/random.hpp"
#include "base/text.hpp"
#include "base/waiting.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::size_t k_least = 8;      // characters
constexpr std::size_t k_most = 256;     // characters
constexpr std::size_t k_common = 3000;  // of the list

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool composed(std::string_view password) {
  bool upper = false, lower_case = false, digit = false, other = false;
  for (const char c : password) {
    if (c >= 'A' && c <= 'Z')
      upper = true;
    else if (c >= 'a' && c <= 'z')
      lower_case = true;
    else if (c >= '0' && c <= '9')
      digit = true;
    else
      other = true;
  }
  return upper && lower_case && digit && other;
}

}  // namespace

Policy policy_named(std::string_view name) { return name == "djbh3" ? Policy::djbh3 : Policy::asvs; }

/// Holds one of the places for a running hash.
class Passwords::Turn {
 public:
  Turn(Passwords& passwords, Deadline deadline) : passwords_(passwords) {
    std::unique_lock lock(passwords_.mutex_);
    const auto free = [&] { return passwords_.running_ < passwords_.cost_.at_once; };
    const Waiting waiting;
    if (!passwords_.free_.wait_until(lock, deadline, free))
      throw Error{Kind::unavailable, "too many people are signing in at this moment; try again shortly"};
    ++passwords_.running_;
  }
  ~Turn() {
    {
      const std::lock_guard lock(passwords_.mutex_);
      --passwords_.running_;
    }
    passwords_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Passwords& passwords_;
};

Passwords::Passwords(Cost cost, const std::filesystem::path& common) : cost_(cost) {
  if (sodium_init() < 0) throw Error{Kind::internal, "libsodium cannot start"};
  std::ifstream in(common);
  if (!in) throw Error{Kind::bad_input, common.string() + ": the list of common passwords cannot be read"};
  for (std::string line; common_.size() < k_common && std::getline(in, line);)
    if (!line.empty() && line[0] != '#') common_.insert(lower(line));
  if (common_.size() < k_common)
    throw Error{Kind::bad_input,
                common.string() + ": holds fewer than " + std::to_string(k_common) + " common passwords"};
  nothing_ = hash(random_token(), Deadline::max());
}

std::string Passwords::hash(std::string_view password, Deadline deadline) {
  const Turn turn(*this, deadline);
  char text[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(text, password.data(), password.size(), static_cast<unsigned long long>(cost_.passes),
                        static_cast<std::size_t>(cost_.memory_kib) * 1024) != 0)
    throw Error{Kind::unavailable, "there is no memory to compute a password hash"};
  return text;
}

bool Passwords::verify(const std::string& hash, std::string_view password, Deadline deadline) {
  const Turn turn(*this, deadline);
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

void Passwords::verify_nothing(std::string_view password, Deadline deadline) { verify(nothing_, password, deadline); }

bool Passwords::outdated(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), static_cast<unsigned long long>(cost_.passes),
                                        static_cast<std::size_t>(cost_.memory_kib) * 1024) != 0;
}

std::optional<Message> Passwords::fault(Policy policy, std::string_view password, std::string_view login,
                                        std::string_view name) const {
  // Any character counts, blanks and Chinese ones too; only bytes that are no text are refused.
  if (!valid_utf8(password) || password.find('\0') != std::string_view::npos) return Message{"auth.password_bytes", {}};
  const auto size = characters(password);
  if (size < k_least) return Message{"auth.password_short", {{"least", static_cast<std::int64_t>(k_least)}}};
  if (size > k_most) return Message{"auth.password_long", {{"most", static_cast<std::int64_t>(k_most)}}};
  const auto small = lower(password);
  if (common_.contains(small)) return Message{"auth.password_common", {}};
  if ((!login.empty() && small == lower(login)) || (!name.empty() && small == lower(name)))
    return Message{"auth.password_own_name", {}};
  if (policy == Policy::djbh3 && !composed(password)) return Message{"auth.password_composition", {}};
  return std::nullopt;
}

}  // namespace gongting::host::auth
