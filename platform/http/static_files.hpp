// The files of a folder, held in memory with their gzip form and a hash. Found by exact name only: no path is ever
// put together from what a client sent, so nothing outside the folder can be reached.
#ifndef GONGTING_HTTP_STATIC_FILES_HPP
#define GONGTING_HTTP_STATIC_FILES_HPP

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace gongting::host::http {

class StaticFiles {
 public:
  /// `prefix` is where the files are served, with a slash at the end.
  explicit StaticFiles(std::string prefix = "/assets/");

  /// Loads a folder and its subfolders. Hidden files and links that leave the folder are left out. A file of the same
  /// name that was added before is replaced, so that a site's own file wins when its folder is added last.
  /// Throws Error when the folder cannot be read.
  void add(const std::filesystem::path& folder);

  /// "/assets/gongting.css?v=1a2b3c4d5e6f"; without the hash for a name that does not exist.
  std::string url(std::string_view name) const;

  /// The answer to a GET of a path below the prefix (304 when the client has it already); nothing for other methods,
  /// other paths and unknown names.
  std::optional<Response> find(const Request& request) const;
  /// The same for a file by its name, whatever the request's path.
  std::optional<Response> find(const Request& request, std::string_view name) const;

  std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip;  // empty when it would not be smaller
    std::string type;
    std::string hash;
  };
  std::string prefix_;
  std::map<std::string, File, std::less<>> files_;
};

/// Content type by the file name's ending; application/octet-stream when unknown.
std::string_view type_of(std::string_view name);

}  // namespace gongting::host::http

#endif
