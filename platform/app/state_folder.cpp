#include "app/state_folder.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/random.hpp"
#include "gongting/error.hpp"

namespace gongting::host::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& what) {
  const int error = errno;
  throw Error{Kind::unavailable, what + ": " + std::strerror(error)};
}

}  // namespace

void restrict_process() {
  umask(077);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

void prepare_state_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Error{Kind::unavailable, "cannot make the state folder " + folder.string() + ": " + error.message()};
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) refuse("cannot look at the state folder " + folder.string());
  if ((info.st_mode & 077) != 0 && chmod(folder.c_str(), 0700) != 0)
    refuse("the state folder " + folder.string() + " is open to others, and closing it (chmod 700) failed");
}

void become_user(const std::string& user, const fs::path& folder) {
  if (user.empty() || geteuid() != 0) return;
  const passwd* entry = getpwnam(user.c_str());
  if (entry == nullptr) throw Error{Kind::bad_input, "user: there is no user " + user + "; make it with adduser --system --group " + user};
  const uid_t uid = entry->pw_uid;
  const gid_t gid = entry->pw_gid;
  if (uid == 0) throw Error{Kind::bad_input, "user: " + user + " is root; name one that is not"};
  // lchown: a link in the folder must not give a file elsewhere away.
  if (lchown(folder.c_str(), uid, gid) != 0) refuse("cannot give the state folder to " + user);
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    struct stat info {};
    const bool known = lstat(file.path().c_str(), &info) == 0;
    if (known && info.st_uid != uid && lchown(file.path().c_str(), uid, gid) != 0) refuse("cannot give " + file.path().string() + " to " + user);
  }
  if (initgroups(user.c_str(), gid) != 0 || setgid(gid) != 0 || setuid(uid) != 0) refuse("cannot become " + user);
  if (setuid(0) == 0) throw Error{Kind::unavailable, "the system lets " + user + " become root again; refusing to go on"};
}

ServeLock::ServeLock(const fs::path& folder) : file_(folder / "gongting.pid") {
  fd_ = FileDescriptor(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd_) refuse("cannot open " + file_.string());
  if (flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
    char other[32] = {};
    if (pread(fd_.get(), other, sizeof other - 1, 0) <= 0) std::strcpy(other, "unknown");
    throw Error{Kind::conflict, "another gongting serve (process " + std::string(other, std::strcspn(other, "\n")) +
                                    ") uses the state folder " + folder.string() + "; stop it, or set another with GT_VAR"};
  }
  const auto pid = std::to_string(getpid()) + "\n";
  if (ftruncate(fd_.get(), 0) != 0 || pwrite(fd_.get(), pid.data(), pid.size(), 0) < 0) refuse("cannot write " + file_.string());
}

// Emptied, not removed: another process may already have the file open and wait to lock it.
ServeLock::~ServeLock() {
  if (fd_ && ftruncate(fd_.get(), 0) != 0) return;
}

std::string operations_token(const fs::path& folder) {
  const auto file = folder / "operations.token";
  std::string token;
  if (std::ifstream in(file); std::getline(in, token) && token.size() >= 43) return token;
  token = random_token();
  const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  const auto line = token + "\n";
  if (!fd || ::write(fd.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) refuse("cannot write " + file.string());
  return token;
}

}  // namespace gongting::host::app
