// What a test says to the fake host, and what it sees of the plugin's doings.
#ifndef GONGTING_TESTING_FAKE_ANSWERS_HPP
#define GONGTING_TESTING_FAKE_ANSWERS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/receipts.hpp"
#include "gongting/testing/html.hpp"
#include "gongting/value.hpp"

namespace gongting::test {

struct FakeUser {
  std::int64_t id = 1;
  std::string name = {};
  std::vector<std::string> roles = {"CITIZEN"}, permissions = {};
  std::int64_t point_id = 0;
};

/// What the plugin answered. `problem` is the text of a thrown Error; `status` is then the status of its kind.
struct FakeAnswer {
  int status = 200;
  std::string type = {}, body = {}, location = {}, problem = {};
  Fields headers = {};
  std::string result = {};  // of a command, encoded
  ValueRef values() const { return ValueRef(result); }
  Html html() const { return Html(body); }
};

/// A page that was asked for.
struct FakeRender {
  std::string name, title, layout;
  std::string model_bytes;
  ValueRef model() const { return ValueRef(model_bytes); }
  /// The message key of what is wrong with this field; empty when nothing is.
  std::string error(std::string_view field) const {
    std::string key;
    model()["errors"].for_each([&](std::string_view, ValueRef error) {
      if (error["field"].text() != field) return true;
      key = error["text"].tag() == Tag::message ? error["text"].message_key() : error["text"].text();
      return false;
    });
    return key;
  }
};

/// What a query looked like, for asking which was sent.
struct FakeQuery {
  std::string sql;
  Value params;
};

/// An event that the plugin told.
struct FakeEvent {
  std::string type, record_type;
  std::int64_t record = 0;
  Value payload;
  std::string key;
};

/// A receipt that the plugin gave.
struct FakeReceipt {
  Taken taken;
  std::string number;
  std::int64_t at = 0;
};

/// False when one of this type and key was told before.
inline bool fake_publish(std::vector<FakeEvent>& events, ValueRef args) {
  FakeEvent event{std::string(args["type"].text()), std::string(args["record_type"].text()), args["record"].integer(),
                  args["payload"].value(), std::string(args["key"].text())};
  for (const auto& other : events)
    if (!event.key.empty() && other.type == event.type && other.key == event.key) return false;
  events.push_back(std::move(event));
  return true;
}

inline std::string fake_receipt_page(const FakeReceipt& receipt) { return "/linan/receipts/" + receipt.number; }

/// Numbers are those of a court in Lin'an in 2026.
inline Fields fake_receipt(std::vector<FakeReceipt>& receipts, ValueRef args, std::int64_t now_ms) {
  const auto text = [&](std::string_view key) { return std::string(args[key].text()); };
  auto serial = std::to_string(receipts.size() + 1);
  if (serial.size() < 6) serial.insert(0, 6 - serial.size(), '0');
  receipts.push_back({{text("what"), text("record_type"), args["record"].integer(), text("label"), text("content"), text("by")},
                      "HZ-330112-2026-" + serial, now_ms});
  return {{"number", receipts.back().number}, {"href", fake_receipt_page(receipts.back())}};
}

inline std::string fake_receipts_of(const std::vector<FakeReceipt>& receipts, ValueRef args) {
  TableWriter table({"number", "what", "given_at", "href"});
  for (const auto& receipt : receipts) {
    if (receipt.taken.record_type != args["record_type"].text() || receipt.taken.record != args["record"].integer()) continue;
    table.text(receipt.number), table.text(receipt.taken.what), table.integer(receipt.at), table.text(fake_receipt_page(receipt));
  }
  return table.finish();
}

}  // namespace gongting::test

#endif
