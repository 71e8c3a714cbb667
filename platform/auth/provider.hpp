// Identity providers by OpenID Connect: who they are, where they are asked, and what they answered. Authorization code with
// PKCE; every answer is an ID token that was checked (id_token.hpp).
#ifndef GONGTING_AUTH_PROVIDER_HPP
#define GONGTING_AUTH_PROVIDER_HPP

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/id_token.hpp"
#include "base/scope.hpp"
#include "gongting/value.hpp"

namespace gongting::host::auth {

/// One entry of the file of identity providers; docs/operate/sign-in.md says what each key means.
struct ProviderSettings {
  std::string name;  // snake_case, in addresses
  std::vector<std::pair<std::string, std::string>> titles;  // by locale
  std::string issuer, client_id, client_secret;
  std::vector<Face> faces;
  std::string scopes = "openid profile";
  std::string name_claim = "name", resident_id_claim, mobile_claim;  // "" for what it does not tell
  int identity_level = 1;      // of who comes from there: 3 when it has verified persons itself
  bool second_factor = false;  // its sign-in has two factors
  std::filesystem::path ca_file;  // "" for the system's

  std::string title(std::string_view locale) const;
  bool on(Face face) const;
};

/// Reads the file. Errors: bad_input naming file, provider and key.
std::vector<ProviderSettings> read_providers(const std::filesystem::path& file);

/// What goes into the address to which somebody is sent, and has to come back with him.
struct Visit {
  std::string state, nonce, verifier, redirect;
};

/// What a provider says of somebody.
struct Named {
  std::string issuer, subject, name, resident_id, mobile;
  bool second_factor = false;
};

/// One provider. [any-thread] Everything that asks it takes a few seconds at most, and fails at once for a moment after it
/// did not answer.
class Provider {
 public:
  explicit Provider(ProviderSettings settings) : settings_(std::move(settings)) {}
  const ProviderSettings& settings() const { return settings_; }

  /// A new visit, and the address at the provider that begins it. `anew`: he has to show there who he is even when he is
  /// signed in there. Errors: unavailable.
  std::pair<Visit, std::string> begin(const std::string& redirect, bool anew);
  /// The code that he brought back becomes a name. Errors: unavailable when the provider does not answer; forbidden, with
  /// the reason for the log, when its answer is refused.
  Named finish(const Visit& visit, const std::string& code, std::int64_t shown_since_s);

 private:
  using Clock = std::chrono::steady_clock;
  struct Places {
    std::string authorize, token, keys, person;
  };
  Places places();
  KeySet keys(const std::string& kid);
  std::string ask(const std::string& url, const std::string& form = {}, const std::string& bearer = {});

  const ProviderSettings settings_;
  std::mutex mutex_;
  std::optional<Places> places_;
  std::optional<KeySet> keys_;
  Clock::time_point places_until_{}, keys_until_{}, keys_not_before_{}, down_until_{};
};

class Providers {
 public:
  /// Of an empty path: none. Errors: bad_input.
  explicit Providers(const std::filesystem::path& file);
  /// Those of a face, in the order of the file.
  std::vector<Provider*> on(Face face) const;
  Provider* find(std::string_view name, Face face) const;

 private:
  std::vector<std::unique_ptr<Provider>> all_;
};

}  // namespace gongting::host::auth

#endif
