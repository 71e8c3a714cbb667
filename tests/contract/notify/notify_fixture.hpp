// A database with a court and two persons, whose clock the test moves; nothing leaves the machine.
#ifndef GONGTING_TESTS_NOTIFY_FIXTURE_HPP
#define GONGTING_TESTS_NOTIFY_FIXTURE_HPP

#include <memory>

#include "auth/sealing.hpp"
#include "base/clock.hpp"
#include "gongting/identifiers.hpp"
#include "jobs/runner.hpp"
#include "loopback_server.hpp"
#include "notify/choices.hpp"
#include "notify/notices.hpp"
#include "notify/postman.hpp"
#include "store_fixture.hpp"
#include "view/view.hpp"

namespace gongting::host::notify {

using notify_test::LoopbackServer;
using notify_test::Mood;
using store::failure;

inline constexpr std::int64_t k_chen = 11, k_zhou = 12;
// 2026-11-21 08:00 in Shanghai.
inline constexpr std::int64_t k_morning = 1'795'219'200'000;

class NotifyFixture : public store::RecordsTest {
 protected:
  void SetUp() override {
    store::RecordsTest::SetUp();
    if (IsSkipped()) return;
    set_clock_for_test([this] { return now_; });
    settings_.mail.host = "127.0.0.1", settings_.mail.port = smtp_.port(), settings_.mail.from = "court@example.cn";
    settings_.sms.url = "http://127.0.0.1:" + std::to_string(gateway_.port()) + "/send", settings_.sms.key = "geheim";
    settings_.mail.timeout_ms = settings_.sms.timeout_ms = 300;
    settings_.addresses.portal = "https://court.example.cn";
    auto db = lease();
    person(db, k_chen, "陈晓明", "13800000000"), person(db, k_zhou, "周建平", "13900000000");
    db.commit();
    view::Sources sources;
    sources.templates = GT_SOURCE_DIR "/platform/templates", sources.locale = GT_SOURCE_DIR "/platform/locale";
    views_ = std::make_unique<view::Engine>(sources);
    postman_ = std::make_unique<Postman>(settings_, *sealing_, *views_);
    runner_ = std::make_unique<jobs::Runner>(*database_, jobs::Runner::Options{});
    for (const auto* kind : {k_mail_job, k_sms_job})
      runner_->handle(kind, [this](store::Session& session, const jobs::Job& job) { postman_->deliver(session, job); });
  }
  void TearDown() override {
    runner_.reset();
    set_clock_for_test({});
    store::RecordsTest::TearDown();
  }

  void person(store::Session& db, std::int64_t id, const std::string& name, const std::string& mobile) {
    db.write("insert into gt_account (id, login, kind, name, mobile_sealed, mobile_masked, password_hash, password_changed_at, password_old, must_change, "
             "locked_until, status, version, created_at) values (:id, :login, 'citizen', :name, :sealed, :masked, '', 0, '', 0, 0, 'active', 1, 0)",
             {{"id", id}, {"login", "login-" + std::to_string(id)}, {"name", name}, {"sealed", sealing_->seal("account.mobile", mobile)},
              {"masked", mask_mobile(mobile)}});
  }
  std::int64_t tell(std::int64_t account, const std::string& key = {}, std::int64_t site = store::k_linan) {
    auto db = lease();
    Notice notice;
    notice.site_id = site, notice.account_id = account, notice.plugin = "mediation", notice.record_type = "dispute", notice.record_id = 7;
    notice.text = "notice.accepted", notice.params = Fields{{"number", "（2026）浙0112诉前调1号"}}, notice.key = key;
    const auto id = write(db, ways_of(settings_), notice);
    db.commit();
    return id;
  }
  std::int64_t number(const std::string& sql) { return host(sql)[0].integer("n"); }
  std::int64_t unread_of(std::int64_t account, std::int64_t site = store::k_linan) {
    auto db = lease();
    return unread(db, citizen(account, site));
  }
  /// "sms sent, mail waiting: …" of the deliveries of the newest notice about the record.
  std::string ways() {
    auto db = lease();
    const auto told = told_of(db, clerk(), "mediation", "dispute", 7, 10);
    std::string all;
    for (const auto& delivery : told.at(0).deliveries)
      all += (all.empty() ? "" : ", ") + delivery.channel + " " + delivery.state + (delivery.reason.empty() ? "" : ": " + delivery.reason);
    return all;
  }
  void choose_for(std::int64_t account, const Choice& choice) {
    auto db = lease();
    choose(db, *sealing_, account, choice, false);
    db.commit();
  }

  std::int64_t now_ = k_morning;
  LoopbackServer smtp_{LoopbackServer::Speech::smtp}, gateway_{LoopbackServer::Speech::http};
  Config settings_;
  std::unique_ptr<view::Engine> views_;
  std::unique_ptr<Postman> postman_;
  std::unique_ptr<jobs::Runner> runner_;
};

}  // namespace gongting::host::notify

#endif
