// What is counted of requests, and which of them have a line in the log.
#include "web/request_figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gongting::host::web {
namespace {

using std::chrono::milliseconds;

class RequestFiguresTest : public testing::Test {
 protected:
  double counted(std::string_view name) const {
    Fields counters;
    figures_.add_to(counters);
    const auto found = std::find_if(counters.begin(), counters.end(), [&](const auto& entry) { return entry.first == name; });
    if (found == counters.end()) return -1;
    const auto& value = found->second.data();
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::get<double>(value);
  }
  std::string lines_of(const Answered& request) {
    testing::internal::CaptureStderr();
    figures_.note(request);
    return testing::internal::GetCapturedStderr();
  }

  Config::Log settings_;
  RequestFigures figures_{settings_};
};

TEST_F(RequestFiguresTest, CountsBySiteModuleAndAnswer) {
  figures_.note({.site = "linan", .module = "mediation", .method = "GET", .status = 200, .time = milliseconds(3)});
  figures_.note({.site = "linan", .module = "mediation", .method = "GET", .status = 404, .time = milliseconds(3)});
  figures_.note({.site = "linan", .module = "mediation", .method = "GET", .status = 403, .time = milliseconds(3)});
  figures_.note({.site = "linhai", .method = "GET", .status = 200, .time = milliseconds(3)});
  EXPECT_EQ(counted("answered_total{site=\"linan\",module=\"mediation\",class=\"2xx\"}"), 1);
  EXPECT_EQ(counted("answered_total{site=\"linan\",module=\"mediation\",class=\"4xx\"}"), 2);
  EXPECT_EQ(counted("answered_total{site=\"linhai\",module=\"host\",class=\"2xx\"}"), 1);
  EXPECT_EQ(counted("answered_total{site=\"linhai\",module=\"mediation\",class=\"2xx\"}"), -1) << "what never happened has no line";
}

TEST_F(RequestFiguresTest, BucketsHoldAllThatWereAsQuick) {
  for (const int ms : {5, 6, 300, 60'000}) figures_.note({.module = "mediation", .method = "GET", .status = 200, .time = milliseconds(ms)});
  EXPECT_EQ(counted("request_seconds_bucket{module=\"mediation\",le=\"0.005\"}"), 1) << "a bound belongs to its bucket";
  EXPECT_EQ(counted("request_seconds_bucket{module=\"mediation\",le=\"0.01\"}"), 2);
  EXPECT_EQ(counted("request_seconds_bucket{module=\"mediation\",le=\"0.25\"}"), 2);
  EXPECT_EQ(counted("request_seconds_bucket{module=\"mediation\",le=\"0.5\"}"), 3);
  EXPECT_EQ(counted("request_seconds_bucket{module=\"mediation\",le=\"10\"}"), 3);
  EXPECT_EQ(counted("request_seconds_bucket{module=\"mediation\",le=\"+Inf\"}"), 4);
  EXPECT_EQ(counted("request_seconds_count{module=\"mediation\"}"), 4);
  EXPECT_DOUBLE_EQ(counted("request_seconds_sum{module=\"mediation\"}"), 60.311);
}

TEST_F(RequestFiguresTest, LinesAreForWritesSlowOnesAndOurFailures) {
  const Answered quick{.site = "linan", .method = "GET", .route = "/me", .status = 200, .time = milliseconds(3)};
  EXPECT_EQ(lines_of(quick), "");
  auto slow = quick;
  slow.time = milliseconds(1000);
  EXPECT_NE(lines_of(slow).find("\"ms\":1000"), std::string::npos);
  auto failed = quick;
  failed.status = 503;
  EXPECT_NE(lines_of(failed).find("\"level\":\"warning\""), std::string::npos);
  auto refused = quick;
  refused.status = 404;
  EXPECT_EQ(lines_of(refused), "") << "who guesses addresses does not fill the log";
  auto written = quick;
  written.method = "POST", written.route = "/points/{id}", written.account_id = 7;
  const auto line = lines_of(written);
  for (const auto* part : {"\"text\":\"request\"", "\"site\":\"linan\"", "\"module\":\"host\"", "\"route\":\"/points/{id}\"", "\"account\":7"})
    EXPECT_NE(line.find(part), std::string::npos) << part << line;
}

TEST_F(RequestFiguresTest, TheSettingSaysAllOrNone) {
  const Answered quick{.site = "linan", .method = "GET", .route = "/me", .status = 200, .time = milliseconds(3)};
  settings_.requests = "all";
  EXPECT_NE(lines_of(quick), "");
  settings_.requests = "none";
  auto failed = quick;
  failed.status = 503;
  EXPECT_EQ(lines_of(failed), "");
}

}  // namespace
}  // namespace gongting::host::web
