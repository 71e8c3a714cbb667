// Whether anything was written since: asked of SQLite's shared memory, without a statement.
#ifndef GONGTING_STORE_WAL_MARK_HPP
#define GONGTING_STORE_WAL_MARK_HPP

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace gongting::host::store {

/// Two equal marks: no transaction of any process was committed between them.
using Mark = std::array<std::uint32_t, 12>;

/// The header of the wal-index of a SQLite file, as every connection reads it before each transaction to see whether its
/// pages are still good (SQLite, "WAL-mode File Format", 2.1). It changes with every commit.
/// Thread: any. Lifetime: beyond that of every connection of this process to the file.
class WalMark {
 public:
  explicit WalMark(const std::string& file) : path_(file + "-shm") {}
  ~WalMark();
  WalMark(const WalMark&) = delete;
  WalMark& operator=(const WalMark&) = delete;

  /// Nothing while it cannot be told: no connection has the file open, or one is writing the header just now.
  std::optional<Mark> read();

 private:
  bool is_there() const;
  const volatile std::uint32_t* map();

  const std::string path_;
  std::mutex mutex_;
  int file_ = -1;
  std::atomic<const volatile std::uint32_t*> header_{nullptr};
};

}  // namespace gongting::host::store

#endif
