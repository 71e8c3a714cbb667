// The court site of the request: who it is, its settings, people, points and divisions.
#ifndef GONGTING_SITE_HPP
#define GONGTING_SITE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gongting/host.hpp"

namespace gongting {

/// A person with an account, as far as a page may show them.
struct Person {
  std::int64_t id = 0;
  std::string name, masked_name;       // 陈晓明, 陈*明
  std::string mobile, masked_mobile;   // `mobile` only from person_with_mobile()
  std::string masked_resident_id;
};

/// Thread: [request]. Lifetime: the request's.
class Site {
 public:
  Site(Context context, ValueRef site) : context_(context), site_(site) {}

  std::int64_t id() const { return site_["id"].integer(); }
  std::string slug() const { return std::string(site_["slug"].text()); }
  std::string name() const { return std::string(site_["name"].text()); }
  std::string short_name() const { return std::string(site_["short_name"].text()); }
  std::string phone() const { return std::string(site_["phone"].text()); }
  std::string court_code() const { return std::string(site_["court_code"].text()); }
  std::string division() const { return std::string(site_["division"].text()); }

  /// The plugin's own setting: the site's value, or the default from plugin.json.
  Value setting(std::string_view key) const {
    return ValueRef(context_.call(&gt_site_v1::setting, {{"key", key}}))["value"].value();
  }
  std::string setting_text(std::string_view key) const {
    return std::string(ValueRef(context_.call(&gt_site_v1::setting, {{"key", key}}))["value"].text());
  }
  std::int64_t setting_integer(std::string_view key) const {
    return ValueRef(context_.call(&gt_site_v1::setting, {{"key", key}}))["value"].integer();
  }
  bool setting_boolean(std::string_view key) const {
    return ValueRef(context_.call(&gt_site_v1::setting, {{"key", key}}))["value"].boolean();
  }
  /// Accounts that hold the role here now: id, name, point_id, point_name.
  Rows people(std::string_view role) const { return Rows(context_.call(&gt_site_v1::people, {{"role", role}})); }
  /// Nothing when no such account is known at this site.
  std::optional<Person> person(std::int64_t id) const { return read_person(id, false); }
  /// With the full mobile number. Needs "personal": true in plugin.json; each call is audited.
  std::optional<Person> person_with_mobile(std::int64_t id) const { return read_person(id, true); }
  /// The account of exactly this person, 0 when there is none. Needs "personal": true; each call is audited.
  std::int64_t find_person(std::string_view name, std::string_view resident_id) const {
    return ValueRef(context_.call(&gt_site_v1::find_person, {{"name", name}, {"resident_id", resident_id}}))["id"]
        .integer();
  }
  /// Open points of the site: id, name, kind, division, address, phone.
  Rows points() const { return Rows(context_.call(&gt_site_v1::points, {})); }
  /// Divisions one level below `under` (the site's own division when empty): code, name, level.
  Rows divisions(std::string_view under = {}) const {
    return Rows(context_.call(&gt_site_v1::divisions, {{"under", under}}));
  }
  /// Whether another module is switched on here.
  bool module_enabled(std::string_view name) const {
    return ValueRef(context_.call(&gt_site_v1::module_enabled, {{"name", name}}))["enabled"].boolean();
  }

 private:
  std::optional<Person> read_person(std::int64_t id, bool mobile) const {
    const std::string result = context_.call(&gt_site_v1::person, {{"id", id}, {"mobile", mobile}});
    const ValueRef found(result);
    if (found["id"].integer() == 0) return std::nullopt;
    const auto text = [&](std::string_view key) { return std::string(found[key].text()); };
    return Person{found["id"].integer(), text("name"),          text("masked_name"), text("mobile"),
                  text("masked_mobile"), text("masked_resident_id")};
  }

  Context context_;
  ValueRef site_;
};

}  // namespace gongting

#endif
