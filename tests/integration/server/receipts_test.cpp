// A citizen's receipt in the program as a whole: on the page, as a file that is checked without the database, and for
// everybody who has the paper.
#include <gtest/gtest.h>

#include "apply.hpp"
#include "base/json.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::Json;
using gongting::host::parse_json;

class R35_ReceiptPages : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation"}, R"("rate_limits": true)");
    server_ = new Server(*installation_);
    citizen_ = new Browser(register_citizen(server_->portal(), "/linan", 1));
    dispute_ = apply_for_mediation(*citizen_, "/linan", "五号院墙");
    done_ = citizen_->page();
    file_ = citizen_->send("GET", k_receipt + std::string("/file"));
  }
  static void TearDownTestSuite() {
    delete citizen_;
    delete server_;
    delete installation_;
  }
  static bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }
  static std::string code() {
    const auto receipt = parse_json(file_.body);
    return Json(receipt)["code"].text();
  }
  static CommandResult verify(const std::string& text, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"receipt", "verify", write_file(installation_->folder() / "receipt.json", text)});
    return installation_->run(more);
  }
  static std::int64_t audited(const std::string& where) {
    return count(*installation_, "select count(*) as n from gt_audit where " + where);
  }

  static constexpr const char* k_number = "HZ-330112-2026-000001";
  static constexpr const char* k_receipt = "/linan/receipts/HZ-330112-2026-000001";
  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline Browser* citizen_ = nullptr;
  static inline std::string dispute_, done_;
  static inline Answer file_;
};

TEST_F(R35_ReceiptPages, WhoAppliesGetsOneToPrint) {
  ASSERT_NE(dispute_, "");
  EXPECT_TRUE(holds(done_, k_receipt)) << "the page that says it is done leads to it";
  EXPECT_EQ(citizen_->open(k_receipt).status, 200);
  for (const std::string text : {"<h1 id=\"d-h\">回执</h1>", k_number, "杭州市临安区人民法院", "调解申请", "330112-2026-00001", "sha256:"})
    EXPECT_TRUE(holds(citizen_->page(), text)) << text << citizen_->page();
  const auto qr = citizen_->send("GET", k_receipt + std::string("/qr.svg"));
  EXPECT_EQ(qr.header("content-type"), "image/svg+xml");
  EXPECT_EQ(audited("action = 'receipt.give' and detail like '%HZ-330112-2026-000001%'"), 1);
}

TEST_F(R35_ReceiptPages, TheFileIsGenuineWithoutTheDatabase) {
  ASSERT_EQ(file_.status, 200);
  EXPECT_TRUE(holds(file_.header("content-disposition"), "attachment; filename=\"HZ-330112-2026-000001.json\""));
  const auto own = verify(file_.body);
  EXPECT_EQ(own.code, 0) << own.error;
  EXPECT_TRUE(holds(own.out, k_number)) << own.out;
  const auto key = installation_->run({"audit", "key"}).out.substr(0, 43);
  const auto json = parse_json(verify(file_.body, {"--key", key, "--json"}).out);
  EXPECT_TRUE(Json(json)["genuine"].boolean());
  EXPECT_EQ(Json(json)["record"].text(), "330112-2026-00001");

  auto other = file_.body;
  other.replace(other.find("330112-2026-00001"), 17, "330112-2026-00009");
  const auto changed = verify(other);
  EXPECT_EQ(changed.code, 1);
  EXPECT_TRUE(holds(changed.error, "changed after it was given")) << changed.error;
  const auto foreign = verify(file_.body, {"--key", "vRyleh2T_TDtQaHHp_s65yxufnwPxSy5085M73NKM3I"});
  EXPECT_EQ(foreign.code, 1);
  EXPECT_TRUE(holds(foreign.error, "another key")) << foreign.error;
  EXPECT_EQ(verify("no receipt").code, 1);
  EXPECT_EQ(installation_->run({"receipt", "verify", "/nowhere"}).code, 2);
}

TEST_F(R35_ReceiptPages, IsForWhoGaveItAndWhoSeesTheMatter) {
  auto stranger = register_citizen(server_->portal(), "/linan", 2);
  for (const std::string below : {"", "/file", "/qr.svg"})
    EXPECT_EQ(stranger.send("GET", k_receipt + below).status, 404) << below;
  EXPECT_EQ(server_->portal().send("GET", k_receipt).status, 303) << "a guest signs in first";
  auto clerk = server_->console(), mediator = server_->console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  EXPECT_EQ(clerk.open(k_receipt).status, 200);
  ASSERT_TRUE(mediator.sign_in("/linan", "mediator", k_password));
  EXPECT_EQ(mediator.open(k_receipt).status, 404) << "not his matter yet";
  EXPECT_EQ(citizen_->send("GET", "/linhai/receipts/" + std::string(k_number)).status, 404);
}

TEST_F(R35_ReceiptPages, EverybodyWithThePaperLearnsThatItIsGenuineAndNoMore) {
  auto guest = server_->portal();
  guest.open("/linan/verify?number=" + std::string(k_number) + "&code=" + code());
  EXPECT_TRUE(holds(guest.page(), "这张回执是真的")) << guest.page();
  EXPECT_TRUE(holds(guest.page(), "调解申请"));
  const auto receipt = parse_json(file_.body);
  for (const auto& hidden : {Json(receipt)["by"].text(), Json(receipt)["record"].text(), Json(receipt)["content"].text()})
    EXPECT_FALSE(holds(guest.page(), hidden)) << hidden;
  for (const auto& address : {"/linan/verify?number=" + std::string(k_number) + "&code=000000000000",
                                    "/linan/verify?number=HZ-330112-2026-000002&code=" + code(),
                                    "/linhai/verify?number=" + std::string(k_number) + "&code=" + code()}) {
    guest.open(address);
    EXPECT_TRUE(holds(guest.page(), "没有查到这张回执")) << address;
    EXPECT_FALSE(holds(guest.page(), "调解申请")) << address;
  }
  EXPECT_EQ(audited("action = 'receipt.verify' and outcome = 'ok' and account_id = 0"), 1);
  EXPECT_EQ(audited("action = 'receipt.verify' and outcome = 'refused'"), 3);
}

TEST_F(R35_ReceiptPages, CodesCannotBeTriedWithoutEnd) {
  auto guest = server_->portal();
  int tried = 0;
  Answer answer{200, "", ""};
  for (; answer.status == 200 && tried < 100; ++tried)
    answer = guest.send("GET", "/linan/verify?number=" + std::string(k_number) + "&code=" + std::to_string(tried));
  EXPECT_EQ(answer.status, 429);
  EXPECT_NE(answer.header("retry-after"), "");
  EXPECT_LE(tried, 61) << "sixty an hour";
  EXPECT_EQ(guest.send("GET", "/linan/verify").status, 200) << "the empty form is shown";
}

}  // namespace
}  // namespace server_test
