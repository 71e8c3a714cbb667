// Hashes that are written down and checked again later: SHA-256, or SM3 (GB/T 32905) where the court wants it.
#ifndef GONGTING_BASE_DIGEST_HPP
#define GONGTING_BASE_DIGEST_HPP

#include <optional>
#include <string>
#include <string_view>

namespace gongting::host {

enum class HashKind { sha256, sm3 };

/// "sha256" or "sm3", and back.
std::string_view hash_name(HashKind kind);
std::optional<HashKind> hash_named(std::string_view name);

/// "sha256:" or "sm3:" and 64 hexadecimal digits: says by itself how it is checked. [any-thread]
std::string hash_of(HashKind kind, std::string_view bytes);
/// Which one a text as hash_of() writes it is; nothing for any other text.
std::optional<HashKind> kind_of_hash(std::string_view hash);

}  // namespace gongting::host

#endif
