// Which site an address means: nothing but its own name or its own first segment leads to it.
#include "web/locate.hpp"

#include "core_database.hpp"

namespace gongting::host::web {
namespace {

class R9_Address : public CoreDatabase {
 protected:
  R9_Address() {
    import_places();
    linan_ = add_site("linan", "浙0112");
    linhai_ = add_site("linhai", "浙1082");
    auto db = lease();
    snapshot_ = sites_.snapshot(db, sites::read_epoch(db));
    auto site = *snapshot_->by_id(linhai_);
    site.host = "linhai.example";
    sites::update_site(db, system(), site);
    db.commit();
    snapshot_ = sites_.snapshot(db, sites::read_epoch(db));
  }
  Place at(std::string_view host, std::string_view path) const { return locate(*snapshot_, hosts_, host, path); }
  static std::int64_t id(const Place& place) { return place.site == nullptr ? 0 : place.site->id; }

  const std::vector<std::string> hosts_{"localhost", "[::1]"};
  std::int64_t linan_ = 0, linhai_ = 0;
  sites::Sites sites_;
  std::shared_ptr<const sites::Snapshot> snapshot_;
};

TEST_F(R9_Address, AnUnknownHostIsNoSiteWhateverThePath) {
  for (const auto* host : {"", "evil.example", "linan", "linan.localhost", "localhost.evil.example", "xlinhai.example",
                           "linhai.example.", "127.0.0.1"})
    for (const auto* path : {"/", "/linan/", "/linhai/points"}) {
      const auto place = at(host, path);
      EXPECT_FALSE(place.known_host) << host << path;
      EXPECT_EQ(place.site, nullptr) << host << path;
      EXPECT_EQ(place.prefix, "") << host << path;
    }
}

TEST_F(R9_Address, TheFirstSegmentNamesTheSite) {
  const auto place = at("localhost", "/linan/points/7");
  EXPECT_TRUE(place.known_host);
  EXPECT_EQ(id(place), linan_);
  EXPECT_EQ(place.prefix, "/linan");
  EXPECT_EQ(place.path, "/points/7");
  EXPECT_EQ(id(at("[::1]", "/linhai/")), linhai_);
  EXPECT_EQ(at("localhost", "/linan/").path, "/");
  // To be sent on to "/linan/".
  EXPECT_EQ(id(at("localhost", "/linan")), linan_);
  EXPECT_EQ(at("localhost", "/linan").path, "");
}

TEST_F(R9_Address, ASegmentThatOnlyLooksLikeASiteIsNone) {
  for (const auto* path :
       {"/", "", "/Linan/", "/linanx/", "/lin/", "/x/linan/", "//linan/", "/linan%2f", "/linan.", "/ linan/"}) {
    const auto place = at("localhost", path);
    EXPECT_TRUE(place.known_host) << path;
    EXPECT_EQ(place.site, nullptr) << path;
    EXPECT_EQ(place.path, path);
  }
}

TEST_F(R9_Address, ANameOfItsOwnIsThatSiteAndNoOther) {
  const auto place = at("linhai.example", "/points");
  EXPECT_TRUE(place.known_host);
  EXPECT_EQ(id(place), linhai_);
  EXPECT_EQ(place.prefix, "");
  EXPECT_EQ(place.path, "/points");
  const auto other = at("linhai.example", "/linan/points");
  EXPECT_EQ(id(other), linhai_);
  EXPECT_EQ(other.path, "/linan/points");
}

}  // namespace
}  // namespace gongting::host::web
