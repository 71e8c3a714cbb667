#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/json.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

constexpr const char* k_mobile = "13912345678";
constexpr const char* k_resident_id = "330124198202020026";
constexpr const char* k_remark = "住在女儿家";

class R37_Secrets : public RecordsTest {
 protected:
  std::int64_t party(std::int64_t dispute,
                     const Fields& more = {
                         {"mobile", k_mobile}, {"resident_id", k_resident_id}, {"remark", k_remark}}) {
    Fields fields{{"dispute_id", dispute}};
    fields.insert(fields.end(), more.begin(), more.end());
    return insert(clerk(), "party", fields);
  }
  std::vector<std::string> open(const Scope& who, std::int64_t id, const std::vector<std::string>& columns,
                                std::string_view reason = "to call back") {
    auto session = lease();
    auto texts = records_->open_sealed(session, who, "mediation", "party", id, columns, reason);
    session.commit();
    return texts;
  }
  Rows audit(std::string_view action) {
    return host("select account_id, actor, object, object_id, detail from gt_audit where action = :action order by id",
                {{"action", action}});
  }
};

TEST_P(R37_Secrets, ASealedColumnShowsItsMaskOnly) {
  const auto id = party(dispute(clerk(), "x"));
  const auto rows = query(clerk(), "select mobile, resident_id, remark from party where id = :id", {{"id", id}});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0][0].text(), "139****5678");
  EXPECT_EQ(rows[0][1].text(), "330***********0026");
  EXPECT_EQ(rows[0][2].text(), "***");
  EXPECT_TRUE(query(clerk(), "select id from party where mobile = :mobile", {{"mobile", k_mobile}}).empty());
  EXPECT_THROW(query(clerk(), "select mobile_sealed from party"), Error);
  EXPECT_THROW(query(clerk(), "select id from party where mobile_sealed is not null"), Error);
  EXPECT_REFUSED(bad_input, update(clerk(), "party", id, 1, {{"mobile_sealed", "x1.forged"}}));
}

TEST_P(R37_Secrets, WhatIsNoNumberShowsNothingOfItself) {
  const auto id = party(dispute(clerk(), "x"), {{"mobile", "老王的手机，晚上打"}, {"resident_id", ""}});
  const auto rows = query(clerk(), "select mobile, resident_id, remark from party where id = :id", {{"id", id}});
  EXPECT_EQ(rows[0][0].text(), "***");
  EXPECT_EQ(rows[0][1].text(), "");
  EXPECT_TRUE(rows[0][2].is_null());
  EXPECT_EQ(open(clerk(), id, {"mobile", "resident_id", "remark"}), (std::vector<std::string>{"老王的手机，晚上打", "", ""}));
}

TEST_P(R37_Secrets, OpeningASealedColumnIsOnRecord) {
  const auto id = party(dispute(clerk(), "x"));
  EXPECT_EQ(open(clerk(), id, {"mobile", "resident_id"}), (std::vector<std::string>{k_mobile, k_resident_id}));
  const auto rows = audit("record.open");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["account_id"].integer(), k_clerk);
  EXPECT_EQ(rows[0]["object"].text(), "mediation.party");
  EXPECT_EQ(rows[0]["object_id"].integer(), id);
  EXPECT_EQ(rows[0]["detail"].text(), R"({"columns":"mobile, resident_id","reason":"to call back"})");
}

TEST_P(R37_Secrets, WhoReadsHisOwnWordsIsNotOnRecord) {
  const auto matter = dispute(citizen(k_wang), "x");
  const auto id = insert(citizen(k_wang), "party", {{"dispute_id", matter}, {"mobile", k_mobile}});
  EXPECT_EQ(open(citizen(k_wang), id, {"mobile"}).at(0), k_mobile);
  update(citizen(k_wang), "party", id, 1, {{"mobile", "13900005678"}});
  EXPECT_EQ(open(citizen(k_wang), id, {"mobile"}).at(0), "13900005678");
  EXPECT_TRUE(audit("record.open").empty());
  // Another reader is on record, also one who shares the matter; and so is its writer, once somebody else has written into it.
  open(clerk(), id, {"mobile"});
  EXPECT_EQ(audit("record.open").size(), 1u);
  {
    auto session = lease();
    records_->link_person(session, clerk(), "mediation", "dispute", matter, k_li, "respondent");
    session.commit();
  }
  open(citizen(k_li), id, {"mobile"});
  EXPECT_EQ(audit("record.open").size(), 2u);
  update(clerk(), "party", id, 2, {{"mobile", "13700000000"}});
  EXPECT_EQ(open(citizen(k_wang), id, {"mobile"}).at(0), "13700000000");
  const auto rows = audit("record.open");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0]["account_id"].integer(), k_clerk);
  EXPECT_EQ(rows[1]["account_id"].integer(), k_li);
  EXPECT_EQ(rows[2]["account_id"].integer(), k_wang);
}

TEST_P(R37_Secrets, NobodyOpensWhatIsOutOfReachOrWithoutAReason) {
  const auto id = party(dispute(clerk(), "x"));
  EXPECT_REFUSED(not_found, open(citizen(k_wang), id, {"mobile"}));
  EXPECT_REFUSED(not_found, open(clerk(k_linhai), id, {"mobile"}));
  EXPECT_REFUSED(not_found, open(clerk(), id + 1, {"mobile"}));
  EXPECT_REFUSED(bad_input, open(clerk(), id, {"mobile"}, ""));
  EXPECT_REFUSED(bad_input, open(clerk(), id, {"person"}));
  EXPECT_REFUSED(bad_input, open(clerk(), id, {"mobile_sealed"}));
  EXPECT_TRUE(audit("record.open").empty());
}

TEST_P(R37_Secrets, AChangeIsSeenBehindTheSameMask) {
  const auto id = party(dispute(clerk(), "x"));
  update(clerk(), "party", id, 1, {{"mobile", k_mobile}, {"resident_id", k_resident_id}});
  update(clerk(), "party", id, 2, {{"mobile", "13900005678"}});
  EXPECT_EQ(open(clerk(), id, {"mobile"}).at(0), "13900005678");
  update(clerk(), "party", id, 3, {{"mobile", nullptr}, {"remark", ""}});
  EXPECT_EQ(open(clerk(), id, {"mobile", "remark"}), (std::vector<std::string>{"", ""}));
  const auto rows = audit("record.update");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0]["detail"].text(), "{}");
  EXPECT_EQ(rows[1]["detail"].text(), R"({"mobile":"changed"})");
  EXPECT_EQ(rows[2]["detail"].text(), R"({"mobile":"changed","remark":"changed"})");
}

TEST_P(R37_Secrets, ACiphertextOpensInItsOwnRecordAndColumnOnly) {
  const auto id = dispute(clerk(), "x");
  const auto first = party(id), second = party(id, {{"mobile", "13700000000"}});
  {
    auto session = lease();
    session.write("update mediation_party set resident_id_sealed = mobile_sealed where id = :id", {{"id", first}});
    session.write(
        "update mediation_party set mobile_sealed = (select mobile_sealed from mediation_party where id = :first) "
        "where id = :id",
        {{"first", first}, {"id", second}});
    session.commit();
  }
  EXPECT_EQ(open(clerk(), first, {"mobile"}).at(0), k_mobile);
  EXPECT_REFUSED(internal, open(clerk(), first, {"resident_id"}));
  EXPECT_REFUSED(internal, open(clerk(), second, {"mobile"}));
}

TEST_P(R37_Secrets, TheClearTextIsNowhereInTheDatabase) {
  const auto id = party(dispute(clerk(), "x"));
  update(clerk(), "party", id, 1, {{"mobile", "13900005678"}});
  open(clerk(), id, {"mobile", "resident_id", "remark"});
  remove(clerk(), "party", id, 2);
  const auto other = party(dispute(clerk(), "y"));
  EXPECT_EQ(open(clerk(), other, {"remark"}).at(0), k_remark);
  std::string everything;
  if (sqlite()) {
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      if (!file.is_regular_file() || file.path().filename().string().find(".db") == std::string::npos) continue;
      std::ifstream in(file.path(), std::ios::binary);
      everything.append(std::istreambuf_iterator<char>(in), {});
    }
  } else {
    for (const auto& row : host("select t::text from mediation_party t union all select t::text from gt_audit t"))
      everything += row[0].text();
  }
  EXPECT_NE(everything.find("139****5678"), std::string::npos) << "this is where it would stand";
  for (const auto* clear : {k_mobile, "13900005678", k_resident_id, k_remark})
    EXPECT_EQ(everything.find(clear), std::string::npos) << clear;
}

TEST_P(R37_Secrets, ATableWithoutRoomForTheCiphertextIsRefused) {
  const auto kind_of = [&](const char* columns) {
    return failure([&] {
             parse_record_types("shop",
                                parse_json(std::string(R"([{"name": "customer", "columns": )") + columns + "}]"));
           })
        .kind();
  };
  EXPECT_EQ(kind_of(R"({"phone": "sealed:telephone"})"), Kind::bad_input);
  EXPECT_EQ(kind_of(R"({"phone": "sealed", "phone_sealed": "text"})"), Kind::bad_input);
  auto session = lease();
  migrate(session, "shop", write_file("shop/0001_start.sql", "create table shop_customer ({record}, phone text);\n"));
  Records records(*database_,
                  parse_record_types("shop", parse_json(R"([{"name": "customer", "columns": {"phone": "sealed"}}])")));
  EXPECT_REFUSED(internal, records.install(session));
}

INSTANTIATE_TEST_SUITE_P(Store, R37_Secrets, ::testing::Values("sqlite", "postgres"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
