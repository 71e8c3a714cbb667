#include "app/command.hpp"

#include <cstdlib>

namespace gongting::host::app {

namespace fs = std::filesystem;

std::string Call::option(const std::string& name, const std::string& otherwise) const {
  const auto found = options_.find(name);
  return found == options_.end() ? otherwise : found->second.back();
}

std::string Call::required(const std::string& name) const {
  if (!has(name)) throw UsageError("--" + name + " is missing");
  return option(name);
}

fs::path Call::config_file() const {
  if (has("config")) return option("config");
  if (const char* variable = std::getenv("GT_CONFIG"); variable != nullptr && *variable != '\0') return variable;
  for (const fs::path file : {"config/gongting.json", "/etc/gongting/gongting.json"})
    if (fs::exists(file)) return file;
  return {};
}

const Config& Call::config() {
  if (!config_) config_ = load_config(config_file());
  return *config_;
}

}  // namespace gongting::host::app
