// Every declared workflow under people who do anything in any order, against the running program: what is stored stays a
// state that the file knows, reached by a way that it allows, by somebody who may, and whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>

#include "apply.hpp"
#include "base/json.hpp"
#include "command.hpp"
#include "gongting/workflow/declaration.hpp"
#include "server.hpp"

namespace server_test {
namespace {

namespace wf = gongting::workflow;
using gongting::Row;
using gongting::Rows;
using gongting::Value;
using gongting::ValueRef;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One who can be signed in: on this face, with these roles.
struct Person {
  std::string name, face;
  std::vector<std::string> roles;
  std::int64_t account = 0;
  Browser browser;
  std::string token;
};

/// A declared workflow, and how somebody makes a record of it.
struct Subject {
  std::string plugin;
  wf::Declaration declared;
  std::function<std::string(Browser& citizen, const std::string& about)> make;
};

class Workflows : public testing::Test {
 protected:
  Workflows() : database_(installation_.database()) {
    for (const auto& [login, role] : {std::pair("clerk", "FILING_CLERK"), {"mediator", "MEDIATOR"}, {"director", "COURT_DIRECTOR"},
                                      {"president", "PRESIDENT"}, {"auditadmin", "AUDIT_ADMIN"}}) {
      auto browser = server_.console();
      EXPECT_TRUE(browser.sign_in("/linan", login, k_password)) << login;
      people_.push_back({login, "console", {role}, account_of(login), browser, {}});
    }
    for (int number : {1, 2}) {
      auto browser = register_citizen(server_.portal(), "/linan", number);
      people_.push_back({"citizen" + std::to_string(number), "portal", {"CITIZEN"}, newest_account(), browser, {}});
    }
    for (auto& person : people_) {
      person.browser.open("/linan/");
      person.token = person.browser.token();
      EXPECT_NE(person.token, "") << person.name;
    }
  }

  Rows read(const std::string& sql, const gongting::Fields& params = {}) const {
    auto db = database_->lease(std::chrono::steady_clock::now() + std::chrono::seconds(20));
    return db.read(sql, params);
  }
  std::int64_t account_of(const std::string& login) const {
    return read("select id from gt_account where login = :login", {{"login", login}})[0].integer("id");
  }
  std::int64_t newest_account() const { return read("select max(id) as id from gt_account")[0].integer("id"); }

  /// What a random walk over one record needs.
  struct Walk {
    const Subject& subject;
    const gongting::Fields& permissions;  // id -> roles
    std::int64_t id;
  };
  Row record(const Walk& walk, Rows& kept) const {
    const auto& declared = walk.subject.declared;
    kept = read("select version, " + declared.state_column + " as state from " + walk.subject.plugin + "_" + declared.record + " where id = :id",
                {{"id", walk.id}});
    return kept[0];
  }
  bool is_actor(const Walk& walk, const wf::Actor& actor, const Person& person) const {
    if (actor.face != person.face) return false;
    if (!actor.permission.empty()) {
      bool holds = false;
      for (const auto& [id, roles] : walk.permissions)
        for (const auto& role : std::get<gongting::List>(roles.data()))
          holds = holds || (id == actor.permission && std::find(person.roles.begin(), person.roles.end(), std::get<std::string>(role.data())) != person.roles.end());
      if (!holds) return false;
    }
    return actor.part.empty() ||
           !read("select 1 from gt_person_link where record_id = :id and account_id = :who and part = :part and record_type = :type",
                 {{"id", walk.id}, {"who", person.account}, {"part", actor.part}, {"type", walk.subject.plugin + "." + walk.subject.declared.record}})
                .empty();
  }
  void expect_sound(const Walk& walk) const {
    const auto& declared = walk.subject.declared;
    Rows kept;
    const auto now = record(walk, kept);
    const auto* state = declared.state(now.text("state"));
    ASSERT_NE(state, nullptr) << now.text("state");
    std::string last(wf::k_no_state);
    std::int64_t version = 0;
    for (const auto row : read("select from_state, to_state, version from gt_step where record_id = :id and record_type = :type order by id",
                               {{"id", walk.id}, {"type", declared.record}})) {
      ASSERT_EQ(row.text("from_state"), last);
      ASSERT_EQ(row.integer("version"), ++version);
      last = row.text("to_state");
    }
    ASSERT_EQ(last, now.text("state"));
    ASSERT_EQ(version, now.integer("version"));
    const auto open = read("select count(*) as n from gt_period where record_id = :id and record_type = :type and stopped_at is null",
                           {{"id", walk.id}, {"type", declared.record}})[0].integer("n");
    ASSERT_LE(open, state->is_end() ? 0 : 1);
  }

  Installation installation_{Filled::courts};
  Server server_{installation_};
  std::unique_ptr<gongting::host::store::Database> database_;
  std::vector<Person> people_;
};

/// Every workflow that an installed plugin declares. One that nobody here knows how to begin fails the test.
std::vector<Subject> subjects(std::vector<gongting::Value>& manifests) {
  std::vector<Subject> all;
  for (const auto& folder : std::filesystem::directory_iterator(GT_PLUGINS)) {
    if (!std::filesystem::exists(folder.path() / "plugin.json")) continue;
    manifests.push_back(gongting::host::parse_json(content(folder.path() / "plugin.json")));
    const gongting::host::Json manifest(manifests.back());
    for (const auto& name : manifest["workflows"].items()) {
      const auto encoded = gongting::host::parse_json(content(folder.path() / gongting::host::Json(name).text())).encode();
      Subject subject{manifest["name"].text(), wf::read_declaration(ValueRef(encoded)), {}};
      if (subject.plugin == "mediation" && subject.declared.record == "dispute")
        subject.make = [](Browser& citizen, const std::string& about) { return apply_for_mediation(citizen, "/linan", about); };
      EXPECT_TRUE(subject.make) << "say here how a " << subject.declared.record << " of " << subject.plugin << " is made";
      all.push_back(std::move(subject));
    }
  }
  return all;
}

/// A value for each field that any way may ask for; of people anybody, so that a wrong one is among them.
std::string random_fields(const wf::Declaration& declared, const std::vector<Person>& people, std::mt19937& random) {
  std::string body;
  for (const auto& field : declared.fields) {
    if (random() % 8 == 0) continue;
    body += "&" + field.name + "=";
    if (field.type == "person") body += std::to_string(people[random() % 5].account);
    else if (field.type == "choice") body += field.values[random() % field.values.size()];
    else body += field.type == "date" ? "2026-12-01" : "any+words";
  }
  return body;
}

}  // namespace

TEST_F(Workflows, StayWholeWhateverPeopleDoInWhateverOrder) {
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  std::vector<Value> manifests;
  for (const auto& subject : subjects(manifests)) {
    if (!subject.make) continue;
    gongting::Fields permissions;
    for (const auto& manifest : manifests)
      for (const auto& permission : gongting::host::Json(manifest)["permissions"].items())
        permissions.emplace_back(gongting::host::Json(permission)["id"].text(), gongting::host::Json(permission)["roles"].items());
    int gone = 0, refused = 0;
    // A walk ends where its matter does: so many that enough ways are gone.
    for (int round = 0; round < 30 && (gone < 20 || round < 4); ++round) {
      const auto made = subject.make(people_[5 + random() % 2].browser, "第" + std::to_string(round) + "件");
      ASSERT_NE(made, "");
      const Walk walk{subject, permissions, std::stoll(made)};
      for (int turn = 0; turn < 40; ++turn) {
        Rows kept;
        const auto before = record(walk, kept);
        const auto state = before.text("state");
        if (subject.declared.state(state)->is_end() && random() % 4 == 0) break;
        // Mostly a way that leads on from here, now and then any.
        const auto& ways = subject.declared.transitions;
        const auto* way = &ways[random() % ways.size()];
        for (int tries = 0; tries < 20 && !way->leaves(state) && random() % 4 != 0; ++tries) way = &ways[random() % ways.size()];
        // What ends the matter would end most walks at once.
        if (subject.declared.state(way->to)->is_end() && random() % 10 != 0) continue;
        // Mostly somebody who may, now and then anybody.
        const auto may_go = [&](const Person& one) {
          return std::any_of(way->who.begin(), way->who.end(), [&](const auto& name) { return is_actor(walk, *subject.declared.actor(name), one); });
        };
        std::size_t who = random() % people_.size();
        for (std::size_t tries = 0; tries < people_.size() && !may_go(people_[who]) && random() % 8 != 0; ++tries) who = (who + 1) % people_.size();
        auto& person = people_[who];
        const auto version = before.integer("version") - (random() % 10 == 0 ? 1 : 0);
        const bool may = may_go(person);
        const auto target = "/linan/" + subject.plugin + subject.declared.path + "/" + made + "/act/" + way->id;
        const auto answer = person.browser.post(target, "_csrf=" + person.token + "&confirmed=1&version=" + std::to_string(version) +
                                                            random_fields(subject.declared, people_, random));
        SCOPED_TRACE(person.name + " " + way->id + " from " + state + ": " + std::to_string(answer.status) + ", seed " + std::to_string(seed));
        ASSERT_LT(answer.status, 500) << answer.body;
        Rows now_kept;
        const auto after = record(walk, now_kept);
        if (answer.status == 303) {
          ++gone;
          ASSERT_TRUE(may) << "who is no actor went a way";
          ASSERT_TRUE(way->leaves(state) && way->offer);
          ASSERT_EQ(version, before.integer("version")) << "a stale form went through";
          ASSERT_EQ(after.text("state"), way->to);
          ASSERT_EQ(after.integer("version"), before.integer("version") + 1);
        } else {
          ++refused;
          ASSERT_GE(answer.status, 400);
          ASSERT_EQ(after.text("state"), state);
          ASSERT_EQ(after.integer("version"), before.integer("version"));
        }
        ASSERT_NO_FATAL_FAILURE(expect_sound(walk));
      }
    }
    // A walk on which nothing happens shows nothing.
    EXPECT_GT(gone, 8);
    EXPECT_GT(refused, 8);
  }
}

// docs/reference/mediation-workflow.md carries what the program prints; a changed file changes the page with it.
TEST(Workflows_Docs, CarryTheTableAsItIs) {
  const auto page = content(std::filesystem::path(GT_GUIDE).parent_path() / "reference" / "mediation-workflow.md");
  const auto path = "PATH=" + std::filesystem::path(GT_PROGRAM).parent_path().string() + ":/usr/bin:/bin";
  const auto printed = process_test::run_command("/bin/sh", {"-c", "exec 2>&1; gongting workflow diagram mediation dispute --table"}, {path});
  ASSERT_EQ(printed.code, 0) << printed.out;
  EXPECT_NE(page.find("\n" + printed.out), std::string::npos)
      << "write what `gongting workflow diagram mediation dispute --table` prints into docs/reference/mediation-workflow.md";
}

}  // namespace server_test
