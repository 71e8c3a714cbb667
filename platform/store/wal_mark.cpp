#include "store/wal_mark.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gongting::host::store {
namespace {

constexpr std::uint32_t k_version = 3007000;
constexpr std::size_t k_words = std::tuple_size_v<Mark>;
constexpr std::size_t k_mapped = 2 * sizeof(Mark);  // the header stands there twice

}  // namespace

/// Closing a file gives up all locks that the process has on it, SQLite's too (fcntl(2)). So it is closed only once it was
/// taken away, which the last connection does; another Database of this process may go on with it.
WalMark::~WalMark() {
  if (const auto* header = header_.load()) ::munmap(const_cast<std::uint32_t*>(header), k_mapped);
  if (file_ >= 0 && !is_there()) ::close(file_);
}

/// The last connection takes the file away; the next one makes another.
bool WalMark::is_there() const {
  struct stat now {};
  return file_ >= 0 && ::fstat(file_, &now) == 0 && now.st_nlink > 0;
}

/// Done once: while this Database has a connection, nobody takes the file away.
const volatile std::uint32_t* WalMark::map() {
  const std::lock_guard lock(mutex_);
  if (const auto* header = header_.load()) return header;
  if (!is_there()) {
    if (file_ >= 0) ::close(file_);
    file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  }
  struct stat now {};
  if (file_ < 0 || ::fstat(file_, &now) != 0 || now.st_size < static_cast<off_t>(k_mapped)) return nullptr;
  void* at = ::mmap(nullptr, k_mapped, PROT_READ, MAP_SHARED, file_, 0);
  if (at == MAP_FAILED) return nullptr;
  header_ = static_cast<const volatile std::uint32_t*>(at);
  return header_;
}

std::optional<Mark> WalMark::read() {
  const auto* known = header_.load(std::memory_order_acquire);
  const auto* header = known != nullptr ? known : map();
  if (header == nullptr) return std::nullopt;
  Mark first, second;
  for (std::size_t i = 0; i < k_words; ++i) first[i] = header[i];
  // A writer fills the second copy before the first: what is equal in both was written whole.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  for (std::size_t i = 0; i < k_words; ++i) second[i] = header[k_words + i];
  constexpr std::size_t initialised = 3;
  if (first != second || first[0] != k_version || (first[initialised] & 0xFF) == 0) return std::nullopt;
  return first;
}

}  // namespace gongting::host::store
