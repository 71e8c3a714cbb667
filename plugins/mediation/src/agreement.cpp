#include "agreement.hpp"

#include "causes.hpp"
#include "gongting/identifiers.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Items;
using gongting::Request;
using gongting::Row;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= text.size();) {
    auto end = text.find('\n', at);
    if (end == text.npos) end = text.size();
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// "陈晓明，居民身份证号 330***********0021，住临安区……，电话 138****0000。"
std::string party_line(const Party& party, bool with_phone) {
  std::string line = party.name;
  if (!party.resident_id.empty()) line += "，居民身份证号 " + party.resident_id;
  if (!party.uscc.empty()) line += "，统一社会信用代码 " + party.uscc;
  if (!party.address.empty()) line += (party.kind == "organisation" ? "，住所地" : "，住") + party.address;
  if (with_phone && !party.mobile.empty()) line += "，电话 " + party.mobile;
  return line + "。";
}

void append(std::string& body, std::string_view line) {
  body += line;
  body += '\n';
}

constexpr std::string_view k_indent = "　　";
void paragraph(std::string& body, std::string_view words) { append(body, std::string(k_indent) + std::string(words)); }

std::optional<Agreement> read_agreement(const gongting::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const Row row = rows[0];
  return Agreement{row.integer("id"),        row.integer("edition"),   row.text("facts"),
                   row.text("result"),       row.text("performance"), row.text("body"),
                   row.text("content_hash"), row.integer("drafted_at")};
}

}  // namespace

std::optional<Agreement> latest_agreement(const Request& rq, std::int64_t dispute) {
  return read_agreement(rq.db().query(
      "select id, edition, facts, result, performance, body, content_hash, drafted_at from agreement"
      " where dispute_id = :dispute order by edition desc limit 1",
      {{"dispute", dispute}}));
}

std::optional<Agreement> concluded_agreement(const Request& rq, std::int64_t dispute) {
  const auto rows = rq.db().query("select id, edition, body, content_hash, effect_at from concluded where dispute_id = :dispute",
                                  {{"dispute", dispute}});
  if (rows.empty()) return std::nullopt;
  const Row row = rows[0];
  return Agreement{row.integer("id"), row.integer("edition"), {}, {}, {}, row.text("body"), row.text("content_hash"),
                   row.integer("effect_at")};
}

std::string organisation_of(const Request& rq) {
  return rq.site().setting_text("organisation");
}

std::vector<std::string> clauses(const std::string& text) {
  std::vector<std::string> numbered;
  for (const auto& line : lines_of(text)) {
    const auto prefix = chinese_number(static_cast<int>(numbered.size()) + 1) + "、";
    numbered.push_back(line.starts_with(prefix) ? line : prefix + line);
  }
  return numbered;
}

// The first sign of each line says how a page sets it: "@" organisation, "#" title, "-" number, "=" heading, ">" flush.
// Paragraphs begin with two wide blanks, as on paper, so that nothing a person typed can be taken for one of these.
std::string agreement_body(const Dispute& dispute, const std::string& organisation, const std::string& court,
                           const std::string& facts, const std::string& result, const std::string& performance,
                           std::int64_t edition) {
  std::string body;
  if (!organisation.empty()) append(body, "@" + organisation);
  append(body, "#调解协议书");
  append(body, "-" + (dispute.case_number.empty() ? dispute.code : case_number_shown(dispute.case_number)));
  for (const auto& party : dispute.parties)
    append(body, (party.role == "applicant" ? ">申请人：" : ">被申请人：") + party_line(party, false));
  append(body, ">调解员：" + dispute.mediator_name + "，" + court + "特邀调解员。");
  append(body, "=纠纷主要事实和争议事项");
  for (const auto& line : lines_of(facts)) paragraph(body, line);
  append(body, "=协议内容");
  paragraph(body, "经调解，双方自愿达成如下协议：");
  for (const auto& line : clauses(result)) paragraph(body, line);
  append(body, "=履行方式和期限");
  for (const auto& line : clauses(performance)) paragraph(body, line);
  append(body, "=权利告知");
  paragraph(body, "本协议自双方签名之日起生效。双方可以自本协议生效之日起三十日内，共同向" + court +
                   "申请司法确认。经司法确认有效，一方拒绝履行或者未全部履行的，对方可以申请强制执行。");
  paragraph(body, "本协议由双方各执一份，调解员存一份，具有同等效力。");
  append(body, ">第" + std::to_string(edition) + "版");
  return body;
}

std::string confirmation_body(const Dispute& dispute, const std::string& organisation, const std::string& court,
                              const std::string& agreement_hash) {
  const auto number = dispute.case_number.empty() ? dispute.code : case_number_shown(dispute.case_number);
  std::string body;
  append(body, "#司法确认申请书");
  for (const auto& party : dispute.parties) append(body, ">申请人：" + party_line(party, true));
  append(body, "=请求事项");
  paragraph(body, "请求确认双方于" + long_date(gongting::date_of(dispute.effect_at)) + "达成的" + number + "调解协议有效。");
  append(body, "=事实和理由");
  const auto mediator = (organisation.empty() ? court + "特邀调解员" : organisation + "调解员") + dispute.mediator_name;
  paragraph(body, "双方因" + std::string(cause_on_paper(dispute.cause)) + "，经" + mediator +
                   "主持调解，自愿达成调解协议。协议自双方签名之日起生效，内容指纹 SHA-256：" + agreement_hash + "。");
  paragraph(body, "双方承诺：出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果协议内容给他人造成损害，"
               "愿意承担相应的民事责任和其他法律责任。");
  append(body, "=随申请提交的材料");
  paragraph(body, "一、调解协议书一份；");
  paragraph(body, "二、调解组织主持调解的证明一份；");
  paragraph(body, "三、双方身份证明、住所和联系方式；");
  paragraph(body, "四、与调解协议有关的财产权利证明（没有的不交）。");
  append(body, ">此致");
  append(body, ">" + court);
  return body;
}

void sign(Request& rq, const Dispute& dispute, const NewSignature& made) {
  rq.db().insert("signature", {{"dispute_id", dispute.id},
                               {"subject", made.subject},
                               {"party_id", made.party_id},
                               {"part", made.part},
                               {"name", made.name},
                               {"edition", made.edition},
                               {"content_hash", made.content_hash},
                               {"way", made.way},
                               {"at", rq.clock().now_ms()},
                               {"recorded_by", rq.user().id()}});
}

std::vector<Signature> signatures(const Request& rq, std::int64_t dispute, std::string_view subject, std::int64_t edition) {
  std::vector<Signature> found;
  const auto rows = rq.db().query(
      "select part, party_id, name, way, at, content_hash from signature"
      " where dispute_id = :dispute and subject = :subject and edition = :edition order by id",
      {{"dispute", dispute}, {"subject", subject}, {"edition", edition}});
  for (const Row row : rows)
    found.push_back({row.text("part"), row.integer("party_id"), row.text("name"), row.text("way"), row.integer("at"),
                     row.text("content_hash")});
  return found;
}

std::vector<std::string> missing_signatures(const Request& rq, const Dispute& dispute, std::string_view subject,
                                            std::int64_t edition) {
  const auto made = signatures(rq, dispute.id, subject, edition);
  const auto has = [&](std::string_view part, std::int64_t party) {
    for (const auto& signature : made)
      if (signature.part == part && signature.party_id == party) return true;
    return false;
  };
  std::vector<std::string> missing;
  if (subject == "agreement" && !has("mediator", 0)) missing.push_back(gongting::mask_name(dispute.mediator_name));
  for (const auto& party : dispute.parties)
    if (!has(party.role, party.id))
      missing.push_back(party.kind == "organisation" ? party.name : gongting::mask_name(party.name));
  return missing;
}

Fields paper_model(const std::string& body, const std::string& content_hash) {
  Fields paper{{"hash", content_hash},
               {"short_hash", content_hash.substr(0, 4) + " " + content_hash.substr(4, 4) + " … " +
                                  content_hash.substr(content_hash.size() - 4)}};
  Items sections;
  for (const auto& line : lines_of(body)) {
    const std::string rest = line.substr(1);
    switch (line.front()) {
      case '@': paper.emplace_back("organisation", rest); break;
      case '#': paper.emplace_back("title", rest); break;
      case '-': paper.emplace_back("number", rest); break;
      case '=': sections.add({{"heading", rest}}); break;
      case '>': sections.add({{"flush", rest}}); break;
      default:
        sections.add({{"text", line.starts_with(k_indent) ? line.substr(k_indent.size()) : line}});
    }
  }
  paper.emplace_back("lines", std::move(sections));
  return paper;
}

}  // namespace mediation
