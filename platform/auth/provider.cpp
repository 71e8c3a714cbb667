#include "auth/provider.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/URI.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "base/waiting.hpp"
#include "gongting/error.hpp"

namespace gongting::host::auth {
namespace {

using namespace std::chrono_literals;
constexpr auto k_kept = 1h;
constexpr auto k_between_key_reads = 1s;
constexpr auto k_down = 3s;
constexpr int k_connect_s = 2, k_answer_s = 4;
constexpr std::size_t k_longest_answer = 256 * 1024;

/// Escaped for a query or a form: everything but A-Z a-z 0-9 - . _ ~.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    else (out += '%') += "0123456789ABCDEF"[byte >> 4], out += "0123456789ABCDEF"[byte & 15];
  }
  return out;
}

bool is_loopback(const std::string& host) { return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]"; }

/// Only https, but for a provider on this machine. What is wrong with it, or "".
std::string fault_of(const std::string& address) {
  try {
    const Poco::URI uri(address);
    if (uri.getHost().empty() || !uri.getUserInfo().empty() || !uri.getFragment().empty()) return "is no address";
    if (uri.getScheme() == "https" || (uri.getScheme() == "http" && is_loopback(uri.getHost()))) return {};
    return "must begin with https://";
  } catch (const Poco::Exception&) {
    return "is no address";
  }
}

class Entry {
 public:
  Entry(const std::string& file, std::size_t number, const Value& value) : where_(file + ": providers[" + std::to_string(number) + "]"), json_(value) {}
  [[noreturn]] void refuse(const std::string& key, const std::string& reason) const { throw Error{Kind::bad_input, where_ + "." + key + ": " + reason}; }
  std::string text(const char* key, bool required) const {
    const auto value = json_[key].text();
    if (value.empty() && (required || json_[key].exists())) refuse(key, required ? "is missing" : "must be a text");
    return value;
  }
  Json json() const { return json_; }
  void only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : json_.fields())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) refuse(inert(key), "is not a known key; remove it or correct its spelling");
  }

 private:
  std::string where_;
  Json json_;
};

std::string secret_in(const Entry& entry) {
  const auto file = entry.text("client_secret_file", false);
  if (file.empty()) return entry.text("client_secret", false);
  std::error_code problem;
  const auto mode = std::filesystem::status(file, problem).permissions();
  if (problem) entry.refuse("client_secret_file", "cannot be read");
  if ((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) != std::filesystem::perms::none)
    entry.refuse("client_secret_file", "can be read by others; chmod 600 " + file);
  std::ifstream in(file);
  return trim(std::string(std::istreambuf_iterator<char>(in), {}));
}

ProviderSettings settings_in(const Entry& entry) {
  entry.only({"name", "title", "issuer", "client_id", "client_secret", "client_secret_file", "faces", "scopes", "claims", "identity_level",
              "second_factor", "ca_file"});
  ProviderSettings settings;
  settings.name = entry.text("name", true);
  for (const char c : settings.name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) entry.refuse("name", "must be snake_case");
  for (const auto& [locale, title] : entry.json()["title"].fields()) settings.titles.emplace_back(locale, Json(title).text());
  if (settings.title("zh-CN").empty()) entry.refuse("title", "needs a text for zh-CN");
  settings.issuer = entry.text("issuer", true);
  if (const auto fault = fault_of(settings.issuer); !fault.empty()) entry.refuse("issuer", fault);
  settings.client_id = entry.text("client_id", true);
  settings.client_secret = secret_in(entry);
  for (const auto& face : entry.json()["faces"].items()) {
    const auto name = Json(face).text();
    if (name != "portal" && name != "console") entry.refuse("faces", "holds portal, console or both");
    settings.faces.push_back(name == "portal" ? Face::portal : Face::console);
  }
  if (settings.faces.empty()) entry.refuse("faces", "is missing: portal, console or both");
  if (const auto scopes = entry.text("scopes", false); !scopes.empty()) settings.scopes = scopes;
  if ((" " + settings.scopes + " ").find(" openid ") == std::string::npos) entry.refuse("scopes", "has to hold openid");
  const auto claims = entry.json()["claims"];
  for (const auto& [key, value] : claims.fields())
    if (key != "name" && key != "resident_id" && key != "mobile") entry.refuse("claims", "holds name, resident_id and mobile only");
  settings.name_claim = claims["name"].text("name");
  settings.resident_id_claim = claims["resident_id"].text(), settings.mobile_claim = claims["mobile"].text();
  settings.identity_level = static_cast<int>(entry.json()["identity_level"].integer(1));
  if (settings.identity_level != 1 && settings.identity_level != 3) entry.refuse("identity_level", "must be 1 or 3");
  settings.second_factor = entry.json()["second_factor"].boolean();
  settings.ca_file = entry.text("ca_file", false);
  return settings;
}

std::unique_ptr<Poco::Net::HTTPClientSession> session_for(const Poco::URI& uri, const std::filesystem::path& ca_file) {
  std::unique_ptr<Poco::Net::HTTPClientSession> session;
  if (uri.getScheme() == "https") {
    Poco::Net::Context::Ptr context =
        new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "", "", ca_file.string(), Poco::Net::Context::VERIFY_STRICT, 9, ca_file.empty());
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    session = std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), context);
  } else {
    session = std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
  }
  session->setTimeout(Poco::Timespan(k_connect_s, 0), Poco::Timespan(k_answer_s, 0), Poco::Timespan(k_answer_s, 0));
  return session;
}

bool names_second_factor(Json claims) {
  for (const auto& way : claims["amr"].items()) {
    const auto name = Json(way).text();
    if (name == "mfa" || name == "otp" || name == "hwk") return true;
  }
  return false;
}

}  // namespace

std::string ProviderSettings::title(std::string_view locale) const {
  std::string otherwise;
  for (const auto& [language, text] : titles) {
    if (language == locale) return text;
    if (language == "zh-CN") otherwise = text;
  }
  return otherwise;
}

bool ProviderSettings::on(Face face) const { return std::find(faces.begin(), faces.end(), face) != faces.end(); }

std::vector<ProviderSettings> read_providers(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error{Kind::bad_input, file.string() + ": cannot be read (identity_providers)"};
  Value value;
  try {
    value = parse_json(std::string(std::istreambuf_iterator<char>(in), {}));
  } catch (const Error& error) {
    throw Error{Kind::bad_input, file.string() + ": " + error.what()};
  }
  std::vector<ProviderSettings> all;
  for (const auto& one : Json(value)["providers"].items()) {
    all.push_back(settings_in(Entry(file.string(), all.size(), one)));
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
      if (all[i].name == all.back().name || all[i].issuer == all.back().issuer)
        throw Error{Kind::bad_input, file.string() + ": two providers have one name or one issuer: " + all[i].name};
  }
  if (all.empty()) throw Error{Kind::bad_input, file.string() + ": \"providers\" is missing or empty"};
  return all;
}

std::string Provider::ask(const std::string& url, const std::string& form, const std::string& bearer) {
  {
    const std::lock_guard lock(mutex_);
    if (Clock::now() < down_until_) throw Error{Kind::unavailable, "the identity provider " + settings_.name + " does not answer"};
  }
  try {
    const Waiting waiting;
    const Poco::URI uri(url);
    if (!fault_of(url).empty()) throw Poco::InvalidArgumentException("the provider names an address that " + fault_of(url));
    const auto session = session_for(uri, settings_.ca_file);
    const auto path = uri.getPathAndQuery().empty() ? std::string("/") : uri.getPathAndQuery();
    Poco::Net::HTTPRequest request(form.empty() ? "GET" : "POST", path, Poco::Net::HTTPMessage::HTTP_1_1);
    request.set("Accept", "application/json");
    if (!bearer.empty()) request.set("Authorization", "Bearer " + bearer);
    if (!form.empty()) {
      if (!settings_.client_secret.empty()) {
        const auto both = escaped(settings_.client_id) + ":" + escaped(settings_.client_secret);
        std::string text(sodium_base64_encoded_len(both.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
        sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(both.data()), both.size(), sodium_base64_VARIANT_ORIGINAL);
        request.set("Authorization", "Basic " + std::string(text.c_str()));
      }
      request.setContentType("application/x-www-form-urlencoded");
      request.setContentLength64(static_cast<Poco::Int64>(form.size()));
    }
    session->sendRequest(request) << form;
    Poco::Net::HTTPResponse response;
    auto& in = session->receiveResponse(response);
    std::string body;
    char piece[8192];
    // No redirect is followed: the provider's addresses are those of its own document.
    while (in.read(piece, sizeof piece), in.gcount() > 0) {
      body.append(piece, static_cast<std::size_t>(in.gcount()));
      if (body.size() > k_longest_answer) throw Poco::DataFormatException("its answer is too long");
    }
    if (response.getStatus() >= 500) throw Poco::ProtocolException("it answered " + std::to_string(response.getStatus()));
    if (response.getStatus() != 200)
      throw Error{Kind::forbidden, "the identity provider refused: " + std::to_string(response.getStatus()) + " " + inert(body.substr(0, 200))};
    return body;
  } catch (const Poco::Exception& error) {
    {
      const std::lock_guard lock(mutex_);
      down_until_ = Clock::now() + k_down;
    }
    log(Level::warning, "an identity provider does not answer", {{"provider", settings_.name}, {"reason", inert(error.displayText())}});
    throw Error{Kind::unavailable, "the identity provider " + settings_.name + " does not answer"};
  }
}

Provider::Places Provider::places() {
  {
    const std::lock_guard lock(mutex_);
    if (places_ && Clock::now() < places_until_) return *places_;
  }
  auto base = settings_.issuer;
  while (base.ends_with('/')) base.pop_back();
  const auto document = parse_json(ask(base + "/.well-known/openid-configuration"));
  const Json json(document);
  // A provider that speaks for another would be believed for that one.
  if (json["issuer"].text() != settings_.issuer) throw Error{Kind::forbidden, "the identity provider names another issuer: " + inert(json["issuer"].text())};
  Places places{json["authorization_endpoint"].text(), json["token_endpoint"].text(), json["jwks_uri"].text(), json["userinfo_endpoint"].text()};
  const bool secure = settings_.issuer.starts_with("https:");
  for (const auto& address : {places.authorize, places.token, places.keys, places.person.empty() ? places.keys : places.person})
    if (const auto fault = secure && !address.starts_with("https:") ? "must begin with https://" : fault_of(address); !fault.empty())
      throw Error{Kind::forbidden, "an address of the identity provider " + fault};
  const std::lock_guard lock(mutex_);
  places_ = places, places_until_ = Clock::now() + k_kept;
  return places;
}

/// The kept keys; read again when they are old, and when a token names one that is not among them: keys are changed.
KeySet Provider::keys(const std::string& kid) {
  {
    const std::lock_guard lock(mutex_);
    if (keys_ && Clock::now() < keys_until_ && (keys_->has(kid) || Clock::now() < keys_not_before_)) return *keys_;
  }
  auto keys = KeySet::parse(ask(places().keys));
  const std::lock_guard lock(mutex_);
  keys_ = keys, keys_until_ = Clock::now() + k_kept, keys_not_before_ = Clock::now() + k_between_key_reads;
  return keys;
}

std::pair<Visit, std::string> Provider::begin(const std::string& redirect, bool anew) {
  const auto places = this->places();
  Visit visit{random_token(32), random_token(32), random_token(48), redirect};
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(visit.verifier.data()), visit.verifier.size(), hash);
  const auto challenge = to_base64url({reinterpret_cast<const char*>(hash), sizeof hash});
  auto address = places.authorize + (places.authorize.find('?') == std::string::npos ? "?" : "&");
  address += "response_type=code&client_id=" + escaped(settings_.client_id) + "&redirect_uri=" + escaped(redirect) + "&scope=" + escaped(settings_.scopes) +
             "&state=" + visit.state + "&nonce=" + visit.nonce + "&code_challenge=" + challenge + "&code_challenge_method=S256";
  if (anew) address += "&prompt=login&max_age=0";
  return {visit, address};
}

Named Provider::finish(const Visit& visit, const std::string& code, std::int64_t shown_since_s) {
  const auto answer = ask(places().token, "grant_type=authorization_code&code=" + escaped(code) + "&redirect_uri=" + escaped(visit.redirect) +
                                              "&client_id=" + escaped(settings_.client_id) + "&code_verifier=" + visit.verifier);
  const auto parsed = parse_json(answer);
  const auto token = Json(parsed)["id_token"].text();
  const auto claims_of = verify_id_token(token, keys(key_id_of(token)), {settings_.issuer, settings_.client_id, visit.nonce, now_ms() / 1000, shown_since_s});
  const Json claims(claims_of);
  // Many providers tell who it is in a second answer only; it has to speak of the same person.
  Value person_of;
  if (const auto address = places().person; claims[settings_.name_claim].text().empty() && !address.empty()) {
    person_of = parse_json(ask(address, {}, Json(parsed)["access_token"].text()));
    if (Json(person_of)["sub"].text() != claims["sub"].text()) throw Error{Kind::forbidden, "the identity provider tells of two persons"};
  }
  const auto told = [&](const std::string& claim) { 
    if (claim.empty()) return std::string();
    const auto text = trim(claims[claim].text());
    return text.empty() ? trim(Json(person_of)[claim].text()) : text;
  };
  return {settings_.issuer, claims["sub"].text(), told(settings_.name_claim), told(settings_.resident_id_claim), told(settings_.mobile_claim),
          settings_.second_factor || names_second_factor(claims)};
}

Providers::Providers(const std::filesystem::path& file) {
  if (file.empty()) return;
  for (auto& settings : read_providers(file)) all_.push_back(std::make_unique<Provider>(std::move(settings)));
}

std::vector<Provider*> Providers::on(Face face) const {
  std::vector<Provider*> found;
  for (const auto& provider : all_)
    if (provider->settings().on(face)) found.push_back(provider.get());
  return found;
}

Provider* Providers::find(std::string_view name, Face face) const {
  for (auto* provider : on(face))
    if (provider->settings().name == name) return provider;
  return nullptr;
}

}  // namespace gongting::host::auth
