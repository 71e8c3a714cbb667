#include "plugin_host/loopback.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "gongting/error.hpp"
#include "gongting/value.hpp"

namespace gongting::host::plugin_host {

namespace {

Value owned(ValueRef value);

Value owned_table(ValueRef value) {
  const Rows rows{std::string(value.exact())};
  std::vector<std::string> columns(rows.columns().begin(), rows.columns().end());
  TableWriter writer(columns);
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < columns.size(); ++column) writer.value(owned(rows[row][column]));
  return Encoded{writer.finish()};
}

/// As ValueRef::value(), with tables taken apart too.
Value owned(ValueRef value) {
  switch (value.tag()) {
    case Tag::table: return owned_table(value);
    case Tag::list: {
      List list;
      value.for_each([&](std::string_view, ValueRef item) { return list.push_back(owned(item)), true; });
      return list;
    }
    case Tag::map: {
      Fields fields;
      value.for_each([&](std::string_view key, ValueRef item) { return fields.emplace_back(key, owned(item)), true; });
      return fields;
    }
    default: return value.value();
  }
}

void collect(void* context, gt_str bytes) noexcept {
  if (bytes.size > 0) static_cast<std::string*>(context)->append(bytes.data, static_cast<std::size_t>(bytes.size));
}

template <std::size_t slot>
gt_kind forward(void* self, gt_scope scope, gt_str args, gt_sink result, gt_error* error) noexcept {
  return static_cast<Loopback*>(self)->pass_on(slot, scope, args, result, error);
}

template <std::size_t... slots>
void fill(gt_call* table, std::size_t count, std::index_sequence<slots...>) {
  ((slots < count ? void(table[slots] = forward<slots>) : void()), ...);
}

}  // namespace

std::string recoded(std::string_view bytes) {
  const ValueRef value(bytes);
  value.check();
  return owned(value).encode();
}

Loopback::Loopback(const gt_table& inner) : inner_(inner) {
  const std::size_t count = std::min((inner.struct_size - sizeof(gt_table)) / sizeof(gt_call), k_most_slots);
  wire_.head = {static_cast<std::uint32_t>(sizeof(gt_table) + count * sizeof(gt_call)), 0, this};
  fill(wire_.slots, count, std::make_index_sequence<k_most_slots>());
}

gt_kind Loopback::pass_on(std::size_t slot, gt_scope scope, gt_str args, gt_sink result, gt_error* error) noexcept {
  gt_error problem{};
  gt_kind kind = GT_INTERNAL;
  try {
    std::string carried = recoded(std::string_view(args.data, static_cast<std::size_t>(args.size)));
    std::string answer;
    const gt_call call = reinterpret_cast<const Wire*>(&inner_)->slots[slot];
    kind = call(inner_.self, scope, gt_str{carried.data(), carried.size()}, gt_sink{&answer, collect}, &problem);
    std::fill(carried.begin(), carried.end(), '\xDD');
    if (kind == GT_OK) {
      std::string back = recoded(answer);
      std::fill(answer.begin(), answer.end(), '\xDD');
      result.write(result.context, gt_str{back.data(), back.size()});
      std::fill(back.begin(), back.end(), '\xDD');
    }
  } catch (const std::exception& thrown) {
    kind = problem.kind = GT_INTERNAL;
    std::snprintf(problem.text, sizeof problem.text, "the call cannot be carried: %s", thrown.what());
  }
  if (error != nullptr) *error = problem;
  return kind;
}

}  // namespace gongting::host::plugin_host
