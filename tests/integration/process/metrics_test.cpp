// The text of GET /metrics, as Prometheus reads it.
#include <gtest/gtest.h>

#include "app/supervisor/operations_server.hpp"
#include "app/supervisor/plan.hpp"

namespace process_test {
namespace {

using gongting::host::app::metrics_text;
using gongting::host::app::Status;

TEST(Metrics, LinesOfAFamilyStandTogetherAfterItsType) {
  Status status;
  status.counters = {{"answered_total{site=\"linan\"}", 3}, {"requests_total", 5}, {"answered_total{site=\"linhai\"}", 1}};
  const auto text = metrics_text(status);
  EXPECT_NE(text.find("# TYPE gongting_answered_total counter\n"
                      "gongting_answered_total{site=\"linan\"} 3\n"
                      "gongting_answered_total{site=\"linhai\"} 1\n"
                      "# TYPE gongting_requests_total counter\n"
                      "gongting_requests_total 5\n"),
            std::string::npos)
      << text;
}

// https://prometheus.io/docs/instrumenting/exposition_formats/: buckets stand in the order of their bounds, and bucket, sum
// and count belong to one family of the type histogram.
TEST(Metrics, AHistogramIsOneFamilyInTheOrderOfItsBounds) {
  Status status;
  status.counters = {{"request_seconds_bucket{module=\"host\",le=\"+Inf\"}", 4}, {"request_seconds_bucket{module=\"host\",le=\"0.5\"}", 2},
                     {"request_seconds_bucket{module=\"host\",le=\"10\"}", 3},   {"request_seconds_bucket{module=\"host\",le=\"2.5\"}", 3},
                     {"request_seconds_count{module=\"host\"}", 4},              {"request_seconds_sum{module=\"host\"}", 20.25},
                     {"database_statements_seconds_total{kind=\"read\"}", 1.5}};
  const auto text = metrics_text(status);
  EXPECT_NE(text.find("# TYPE gongting_request_seconds histogram\n"
                      "gongting_request_seconds_bucket{module=\"host\",le=\"0.5\"} 2\n"
                      "gongting_request_seconds_bucket{module=\"host\",le=\"2.5\"} 3\n"
                      "gongting_request_seconds_bucket{module=\"host\",le=\"10\"} 3\n"
                      "gongting_request_seconds_bucket{module=\"host\",le=\"+Inf\"} 4\n"
                      "gongting_request_seconds_count{module=\"host\"} 4\n"
                      "gongting_request_seconds_sum{module=\"host\"} 20.25\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("# TYPE gongting_database_statements_seconds_total counter\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace process_test
