// gt.store/1: the plugin's records.
#include "plugin_host/service_slot.hpp"

namespace gongting::host::plugin_host {

namespace {

std::string query(RunningCall& call, ValueRef args) {
  return call.context.backend.query(required_text(args, "sql"), map_or_empty(args, "params")).encoded();
}

std::string insert(RunningCall& call, ValueRef args) {
  return encode_fields({{"id", call.context.backend.insert(required_text(args, "type"), map_or_empty(args, "fields"))}});
}

std::string update(RunningCall& call, ValueRef args) {
  const auto version = call.context.backend.update(required_text(args, "type"), args["id"].integer(),
                                                   args["version"].integer(), map_or_empty(args, "fields"));
  return encode_fields({{"version", version}});
}

std::string remove(RunningCall& call, ValueRef args) {
  call.context.backend.remove(required_text(args, "type"), args["id"].integer(), args["version"].integer());
  return encode_fields({});
}

std::string link_person(RunningCall& call, ValueRef args) {
  call.context.backend.link_person(required_text(args, "type"), args["id"].integer(), args["account"].integer(),
                                   required_text(args, "part"));
  return encode_fields({});
}

std::string unlink_person(RunningCall& call, ValueRef args) {
  call.context.backend.unlink_person(required_text(args, "type"), args["id"].integer(), args["account"].integer(),
                                     required_text(args, "part"));
  return encode_fields({});
}

std::string next_number(RunningCall& call, ValueRef args) {
  return encode_fields({{"number", call.context.backend.next_number(required_text(args, "series"))}});
}

std::string open_sealed(RunningCall& call, ValueRef args) {
  std::vector<std::string> columns;
  args["columns"].for_each([&](std::string_view, ValueRef name) { return columns.emplace_back(name.text()), true; });
  List values;
  for (auto& text : call.context.backend.open_sealed(required_text(args, "type"), args["id"].integer(), columns,
                                                     required_text(args, "reason")))
    values.push_back(std::move(text));
  return encode_fields({{"values", std::move(values)}});
}

std::string next_case_number(RunningCall& call, ValueRef args) {
  const auto year = args["year"].integer();
  if (year < 1949 || year > 9999) throw Error{Kind::bad_input, "\"year\" must be a year of four digits"};
  const auto number =
      call.context.backend.next_case_number(required_text(args, "type"), args["special"].text(), static_cast<int>(year));
  return encode_fields({{"number", number.text()}, {"serial", number.serial}});
}

}  // namespace

void fill_store(Services& services) {
  services.store = {{sizeof(gt_store_v1), 0, &services}, request_slot<query>,       request_slot<insert>,
                    request_slot<update>,                request_slot<remove>,      request_slot<link_person>,
                    request_slot<unlink_person>,         request_slot<next_number>,   request_slot<open_sealed>,
                    request_slot<next_case_number>};
}

}  // namespace gongting::host::plugin_host
