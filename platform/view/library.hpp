// The template files of the core, the plugins and the sites, taken apart once and spliced together for each page.
#ifndef GONGTING_HOST_VIEW_LIBRARY_HPP
#define GONGTING_HOST_VIEW_LIBRARY_HPP

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "view/template.hpp"
#include "view/texts.hpp"
#include "view/view.hpp"

namespace gongting::host::view {

class Library {
 public:
  explicit Library(const Sources& sources);

  const Texts& texts() const { return texts_; }
  /// Slugs of the sites that have templates of their own.
  const std::vector<std::string>& sites() const { return sites_; }
  const std::vector<std::string>& owners() const { return owners_; }
  /// Pages and layouts of this owner: whatever is not a partial.
  std::vector<std::string> pages(const std::string& owner) const;

  /// The whole template as it is for this site and locale: partials and texts put in, its markup checked.
  /// Each fault is noted once, whatever the sites and locales it occurs in.
  Tokens splice(const std::string& site, const std::string& owner, const std::string& name, const std::string& locale,
                bool& whole);

  std::vector<Problem> take_problems();
  /// Gives back the memory of the template files, once all pages are made of them.
  void forget_files() { files_.clear(); }
  void note(const std::string& owner, const std::string& file, int line, const std::string& reason, bool fatal);

 private:
  struct File {
    std::string owner;
    std::shared_ptr<const std::string> path;
    Tokens tokens;
    bool whole = true;
  };

  void scan(const std::string& site, const std::string& owner, const std::filesystem::path& folder);
  void read_icons();
  const File* find(const std::string& site, const std::string& owner, const std::string& name) const;
  const File* partial(const std::string& site, const std::string& owner, const std::string& name) const;
  bool insert(Tokens& out, const File& file, const std::string& site, const std::string& owner,
              const std::string& locale, int depth);
  bool insert_text(Tokens& out, const Token& at, const std::string& key, const std::string& owner,
                   const std::string& locale);

  Texts texts_;
  std::vector<std::string> sites_, owners_;
  std::map<std::string, File> files_;  ///< by "<site>/<owner>/<name>"
  std::map<std::string, std::string> icons_;  ///< markup by name
  std::map<std::string, Problem> problems_;
};

}  // namespace gongting::host::view

#endif
