// The folder of the state, and what a process of the host must not have: open files for others, core dumps, root.
#ifndef GONGTING_APP_STATE_FOLDER_HPP
#define GONGTING_APP_STATE_FOLDER_HPP

#include <filesystem>
#include <string>

#include "app/supervisor/file_descriptor.hpp"

namespace gongting::host::app {

/// From now on files are for the owner alone, there is no core dump that could hold secrets, and as many descriptors as
/// the system allows. Children inherit it.
void restrict_process();

/// Makes the folder, closed to others. Errors: Error{unavailable}.
void prepare_state_folder(const std::filesystem::path& folder);

/// Started as root with a user set: gives the state folder to the user and becomes the user, for good. Otherwise nothing.
/// Errors: Error{bad_input} when there is no such user, Error{unavailable} when the system refuses.
void become_user(const std::string& user, const std::filesystem::path& folder);

/// One supervisor for a state folder. Holds <folder>/gongting.pid as long as it lives.
/// Errors: Error{conflict} naming the process that has it.
class ServeLock {
 public:
  explicit ServeLock(const std::filesystem::path& folder);
  ~ServeLock();
  ServeLock(const ServeLock&) = delete;
  ServeLock& operator=(const ServeLock&) = delete;

 private:
  std::filesystem::path file_;
  FileDescriptor fd_;
};

/// The word that the operations port wants with a POST: <folder>/operations.token, for its owner's eyes. Made when there
/// is none. Errors: Error{unavailable}.
std::string operations_token(const std::filesystem::path& folder);

}  // namespace gongting::host::app

#endif
