#include "periods/kept_rules.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "clock/rule_text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::periods {

std::string hash_of(const clock::Rule& rule) { return host::hash_of(HashKind::sha256, to_json(clock::rule_text(rule))); }

std::string hash_of(const clock::Principle& principle) {
  return host::hash_of(HashKind::sha256, to_json(clock::principle_text(principle)));
}

std::string keep(store::Session& db, const clock::Rule& rule) {
  const auto content = to_json(clock::rule_text(rule));
  auto hash = host::hash_of(HashKind::sha256, content);
  db.write("insert into gt_rule_text (hash, rule, content, first_seen) values (:hash, :rule, :content, :now) "
           "on conflict (hash) do nothing",
           {{"hash", hash}, {"rule", rule.id}, {"content", content}, {"now", now_ms()}});
  return hash;
}

clock::Rule kept(store::Session& db, const std::string& hash) {
  const auto rows = db.read("select content from gt_rule_text where hash = :hash", {{"hash", hash}});
  if (rows.empty()) throw Error{Kind::internal, "the text of the rule " + hash + " is not kept"};
  const auto content = rows[0].text("content");
  if (host::hash_of(HashKind::sha256, content) != hash)
    throw Error{Kind::internal, "the kept text of the rule " + hash + " was changed in the database"};
  const auto encoded = parse_json(content).encode();
  return clock::read_rule_text(ValueRef(encoded));
}

}  // namespace gongting::host::periods
