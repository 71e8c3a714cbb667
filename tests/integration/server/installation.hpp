// An installation of its own in a temporary folder: configuration, state and the commands of the program. Its database is
// a SQLite file, or with GT_TEST_STORE=postgres one of its own on the server that GT_TEST_POSTGRES names.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "command.hpp"
#include "store/database.hpp"

namespace server_test {

using process_test::CommandResult;

/// Of everybody below.
inline constexpr const char* k_password = "Qing-Tian-Bai-Yun-2026";

/// What is in an installation at the beginning.
enum class Filled {
  nothing,  // not even tables
  tables,   // as after `gongting migrate`
  courts,   // the sites linan and linhai (with the host linhai.example), a point, and the people of staff()
};

struct Staff {
  std::string login, name, role, site;  // no site: every site
};
/// The court's people, all with k_password.
const std::vector<Staff>& staff();

class Installation {
 public:
  /// `more`: further keys of the configuration as JSON, without braces. `plugins`: names of the folders of mediation or
  /// of fixtures.
  explicit Installation(Filled filled, const std::vector<std::string>& plugins = {"mediation"},
                        const std::string& more = "");
  ~Installation();
  Installation(const Installation&) = delete;

  /// What `gongting migrate` said: plugins whose migrations fail are named there.
  const CommandResult& migrated() const { return migrated_; }

  void configure(const std::string& more = "");
  /// Straight to the data, past the program. Not while a command makes the tables.
  std::unique_ptr<gongting::host::store::Database> database() const;
  bool sqlite() const { return database_name_.empty(); }
  CommandResult run(std::vector<std::string> arguments, const std::string& input = "",
                    const std::vector<std::string>& environment = {}) const;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path var() const { return folder_ / "var"; }
  std::filesystem::path config_file() const { return folder_ / "gongting.json"; }
  int portal() const { return first_port_; }
  int console() const { return first_port_ + 1; }
  int operations() const { return first_port_ + 2; }

 private:
  void fill(Filled filled);
  gongting::host::store::StoreConfig store() const;
  std::filesystem::path folder_;
  std::string database_name_;  // on PostgreSQL
  int first_port_ = 0;
  CommandResult migrated_;
};

/// The number that a query asks for as "n".
std::int64_t count(const Installation& installation, const std::string& sql, const gongting::Fields& parameters = {});

/// Writes the text to a file of the folder and gives its path.
std::string write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace server_test
