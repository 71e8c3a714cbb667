// Where the tags of a template stand in its HTML. A small reader of HTML's lexical states, enough to tell text,
// attribute names and values, comments and scripts apart; sections are followed as if all of them were written out.
#include <algorithm>

#include "view/escape.hpp"
#include "view/template.hpp"

namespace gongting::host::view {
namespace {

constexpr std::string_view k_addresses[] = {"href", "src", "action", "formaction", "poster", "data", "cite", "ping",
                                            "background", "xlink:href", "manifest"};
constexpr std::string_view k_refused[] = {"style", "srcdoc", "srcset"};

bool among(std::string_view name, const auto& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

class Reader {
 public:
  explicit Reader(std::vector<Fault>& faults) : faults_(faults) {}

  void read(Tokens& tokens) {
    for (auto& token : tokens) {
      token_ = &token;
      switch (token.kind) {
        case Token::Kind::text:
          for (const char c : token.text) step(c);
          break;
        case Token::Kind::variable: variable(token); break;
        case Token::Kind::raw:
          if (state_ != State::text) fault("{{{" + token.text + "}}} must stand in text");
          break;
        case Token::Kind::section:
        case Token::Kind::inverted: starts_.push_back(prefix_); break;
        case Token::Kind::end:
          // What a section wrote may not be there: an address is as open after it as before it.
          prefix_ = starts_.back();
          starts_.pop_back();
          break;
        case Token::Kind::partial: break;
      }
    }
    if (state_ != State::text) fault("the template ends within a tag, an attribute or a comment");
  }

 private:
  enum class State { text, open, element, space, attribute, equals, quoted, unquoted, comment, script };

  void fault(std::string reason) { faults_.push_back({token_->file, token_->line, std::move(reason)}); }

  void variable(Token& token) {
    const std::string tag = "{{" + token.text + "}}";
    switch (state_) {
      case State::text: return;
      case State::quoted: break;
      case State::unquoted:
      case State::equals: return fault(tag + " stands in an attribute without quotes");
      case State::comment: return fault(tag + " stands in an HTML comment");
      case State::script: return fault(tag + " stands in a " + element_ + " element");
      default: return fault(tag + " stands in the name of a tag or attribute");
    }
    if (among(attribute_, k_refused) || attribute_.starts_with("on"))
      return fault(tag + " stands in the attribute " + attribute_ + ", which can run code or load files");
    if (!among(attribute_, k_addresses) || prefix_.find_first_of("/?#:") != std::string::npos) return;
    if (!prefix_.empty())
      return fault(tag + " follows the beginning of an address: begin it with /, ./, ? or a whole scheme");
    token.address = true;
    tag_before_ = true;
  }

  static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

  void begin_attribute(char c) {
    attribute_.assign(1, lower(c));
    state_ = State::attribute;
  }
  void begin_value(State state, char quote) {
    state_ = state;
    quote_ = quote;
    prefix_.clear();
    tag_before_ = false;
  }
  void end_tag() {
    const bool script = !closing_ && (element_ == "script" || element_ == "style");
    state_ = script ? State::script : State::text;
    tail_.clear();
  }
  void keep_tail(char c) {
    tail_.push_back(lower(c));
    if (tail_.size() > 16) tail_.erase(0, tail_.size() - 16);
  }

  void step(char c) {
    switch (state_) {
      case State::text:
        if (c == '<') state_ = State::open, element_.clear(), closing_ = false;
        return;
      case State::open:
        if (c == '/') {
          closing_ = true;
        } else if (c == '!') {
          state_ = State::comment, tail_.clear(), doctype_ = false;
        } else if ((lower(c) >= 'a' && lower(c) <= 'z')) {
          element_.assign(1, lower(c)), state_ = State::element;
        } else {
          state_ = State::text;
        }
        return;
      case State::element:
        if (blank(c) || c == '/')
          state_ = State::space;
        else if (c == '>')
          end_tag();
        else
          element_.push_back(lower(c));
        return;
      case State::space:
        if (c == '>')
          end_tag();
        else if (!blank(c) && c != '/')
          begin_attribute(c);
        return;
      case State::attribute:
        if (c == '=')
          state_ = State::equals;
        else if (c == '>')
          end_tag();
        else if (blank(c) || c == '/')
          state_ = State::space;
        else
          attribute_.push_back(lower(c));
        return;
      case State::equals:
        if (c == '"' || c == '\'')
          begin_value(State::quoted, c);
        else if (!blank(c))
          begin_value(State::unquoted, c);
        return;
      case State::quoted:
        if (c == quote_)
          state_ = State::space;
        else
          value(c);
        return;
      case State::unquoted:
        if (blank(c))
          state_ = State::space;
        else if (c == '>')
          end_tag();
        return;
      case State::comment:
        // "<!" also begins the doctype, which ends at the first ">".
        keep_tail(c);
        if (tail_.size() == 1 && c != '-') doctype_ = true;
        if (c == '>' && (doctype_ || tail_.ends_with("-->"))) state_ = State::text;
        return;
      case State::script:
        keep_tail(c);
        if (tail_.ends_with("</" + element_)) state_ = State::space, closing_ = true;
        return;
    }
  }

  void value(char c) {
    if (!among(attribute_, k_addresses) || prefix_.find_first_of("/?#:") != std::string::npos) return;
    prefix_.push_back(c);
    if (c != ':') return;
    if (tag_before_) fault("a colon follows a tag at the beginning of an address, so that the tag could be any scheme");
    else if (!safe_address(prefix_)) fault("\"" + prefix_ + "\" is not a scheme that an address may have");
  }

  std::vector<Fault>& faults_;
  const Token* token_ = nullptr;
  State state_ = State::text;
  char quote_ = '"';
  bool closing_ = false, doctype_ = false;
  bool tag_before_ = false;    ///< the address began with a tag
  std::string element_, attribute_;
  std::string prefix_;         ///< what was written of an address up to the sign that settles its scheme
  std::string tail_;
  std::vector<std::string> starts_;
};

}  // namespace

void check_markup(Tokens& tokens, std::vector<Fault>& faults) {
  if (!tokens.empty()) Reader(faults).read(tokens);
}

}  // namespace gongting::host::view
