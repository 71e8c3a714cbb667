// The only file that knows kainjow. Its parser and renderer do the work; what it costs is kept down like this:
// - It is given numbers of operations ({{{7}}}, {{#12}}) instead of text and names: what stands between two section tags,
//   and before one, is one component instead of one for each word, blank and name, and a name is parsed once instead of
//   at each look-up. Small sections, which hold no others or only such that do not, are operations too: kainjow allocates
//   for each section. It walks the large ones: lists of rows, parts of a page.
// - Values are read from their encoding by a basic_context of our own; no tree of kainjow's data is built. A section
//   over rows gets a list of as many true values; each push of one of them moves the cursor to the next row.
// - Items of a list mostly have the same keys in the same order. Which of them a name of the template means is looked up
//   for the first one and kept for those that look the same, so that a name costs one step and not a search.
// - The context writes a value or text into the page itself when it is asked for it, and answers that there is none:
//   kainjow would copy each of them three times. So kainjow decides what comes when, and its own output stays empty.
#include "view/page.hpp"

#include <deque>
#include <kainjow/mustache.hpp>
#include <unordered_map>
#include <vector>

#include "gongting/items.hpp"
#include "view/escape.hpp"

namespace gongting::host::view {

namespace mustache = kainjow::mustache;

namespace {

constexpr std::size_t k_no_slot = static_cast<std::size_t>(-1);

struct Operation {
  enum class Kind { literal, content, html, address, section, small, unless };
  Kind kind = Kind::literal;
  bool self = false;                ///< {{.}}
  bool compares = false;            ///< {{#name=word}}
  bool last = false;                ///< of those that kainjow asks for at once
  std::size_t body = 0;             ///< of a small section (unless: inverted): how many operations follow in it
  std::size_t head = k_no_slot;     ///< of the first part of the name
  std::vector<std::string> rest;    ///< the other parts
  std::string word;
  std::string literal;              ///< what stands before it in the template
};

std::uint32_t number_of(const std::string& name) {
  std::uint32_t number = 0;
  for (const char c : name) number = number * 10 + static_cast<std::uint32_t>(c - '0');
  return number;
}

}  // namespace

struct Page::Program {
  std::vector<Operation> operations;
  StringMap<std::size_t> slots;     ///< first parts of names
  std::vector<std::string> heads;   ///< their names by slot
  std::string source;               ///< for kainjow
  std::string fault;
  const Texts::Reader texts;
  std::uint64_t generation;
  std::size_t number;
  std::size_t errors = k_no_slot;   ///< slot of `errors`, when the page asks for an `error`
  std::size_t error = k_no_slot;

  Program(const Texts::Reader& reader, std::uint64_t engine, std::size_t place)
      : texts(reader), generation(engine), number(place) {}

  std::size_t slot(std::string_view name) {
    if (const auto found = slots.find(name); found != slots.end()) return found->second;
    heads.emplace_back(name);
    slots.emplace(std::string(name), heads.size() - 1);
    return heads.size() - 1;
  }

  /// `text` goes with the operation that follows it.
  Operation& add(Operation operation, std::string& text) {
    operation.literal.swap(text);
    text.clear();
    return operations.emplace_back(std::move(operation));
  }

  /// Ends the operations that kainjow asks for at once, by the number of their first.
  void ask(std::string_view sign, std::string_view close) {
    auto at = first_;
    while (at + 1 + operations[at].body < operations.size()) at += 1 + operations[at].body;
    operations[at].last = true;
    source.append("{{").append(sign).append(std::to_string(first_)).append(close);
    first_ = operations.size();
  }
  void ask_for_rest() {
    if (first_ < operations.size()) ask("{", "}}}");
  }

  Operation named(Operation::Kind kind, std::string_view name) {
    Operation operation;
    operation.kind = kind;
    if (const auto equals = name.find('='); equals != name.npos) {
      operation.compares = true;
      operation.word = name.substr(equals + 1);
      name = name.substr(0, equals);
    }
    if (name == ".") {
      operation.self = true;
      return operation;
    }
    auto dot = name.find('.');
    operation.head = slot(name.substr(0, dot));
    while (dot != name.npos) {
      name.remove_prefix(dot + 1);
      dot = name.find('.');
      operation.rest.emplace_back(name.substr(0, dot));
    }
    return operation;
  }

  /// How many sections deep the section that begins there is, itself included.
  static int depth_of(const Tokens& tokens, std::size_t at) {
    int open = 1, deepest = 1;
    while (open > 0) {
      const auto kind = tokens[++at].kind;
      if (kind == Token::Kind::end) --open;
      if (kind == Token::Kind::section || kind == Token::Kind::inverted) deepest = std::max(deepest, ++open);
    }
    return deepest;
  }

  /// A section that is being read.
  struct Open {
    bool small;
    std::size_t operation;  ///< its own, when it is small; else the first that kainjow asks for with it
  };

  void begin_section(const Tokens& tokens, std::size_t at, std::string& text) {
    constexpr int small_depth = 2;
    const bool plain = tokens[at].kind == Token::Kind::section;
    if ((!open_.empty() && open_.back().small) || depth_of(tokens, at) <= small_depth) {
      open_.push_back({true, operations.size()});
      add(named(plain ? Operation::Kind::small : Operation::Kind::unless, tokens[at].text), text);
    } else {
      open_.push_back({false, first_});
      add(named(Operation::Kind::section, tokens[at].text), text);
      ask(plain ? "#" : "^", "}}");
    }
  }

  void end_section() {
    const auto section = open_.back();
    open_.pop_back();
    if (section.small) {
      operations[section.operation].body = operations.size() - section.operation - 1;
      return;
    }
    ask_for_rest();
    source.append("{{/").append(std::to_string(section.operation)).append("}}");
  }

  void build(const Tokens& tokens) {
    std::string text;
    const auto write_text = [&] {
      if (!text.empty()) add({}, text);
    };
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      const auto& token = tokens[at];
      switch (token.kind) {
        case Token::Kind::text: text += token.text; break;
        case Token::Kind::variable:
          add(named(token.address ? Operation::Kind::address : Operation::Kind::html, token.text), text);
          break;
        case Token::Kind::raw: add({}, text).kind = Operation::Kind::content; break;
        case Token::Kind::section:
        case Token::Kind::inverted: begin_section(tokens, at, text); break;
        case Token::Kind::end:
          write_text();
          end_section();
          break;
        default: break;
      }
    }
    write_text();
    ask_for_rest();
    if (const auto found = slots.find("error"); found != slots.end()) {
      error = found->second;
      errors = slot("errors");
    }
  }

 private:
  std::size_t first_ = 0;  // of the operations that are not asked for yet
  std::vector<Open> open_;
};

/// kainjow's way into our values while one page is written. Kept by each thread and used again.
class Context final : public mustache::basic_context<std::string> {
 public:
  const std::vector<std::size_t>& places() const { return places_; }
  void begin(const Page::Program& program, Out& out, std::initializer_list<ValueRef> roots) {
    program_ = &program;
    out_ = &out;
    long_lists_.clear();
    places_.clear();
    depth_ = 0;
    next_[0].kind = Frame::Kind::clear;
    slots_.assign(program.heads.size(), ValueRef());
    for (auto& next : next_) next.shape.keys.clear();
    for (const auto& root : roots) {
      root.for_each([&](std::string_view key, ValueRef value) {
        const auto found = program.slots.find(key);
        if (found != program.slots.end() && slots_[found->second].bytes().empty()) slots_[found->second] = value;
        return true;
      });
    }
  }

  void push(const mustache::data*) override {
    if (depth_ + 1 >= k_max_depth) throw Error{Kind::internal, "sections are nested too deeply"};
    auto& next = next_[depth_];
    auto& frame = frames_[depth_++];
    frame.kind = next.kind;
    frame.value = next.value;
    if (next.kind == Frame::Kind::item) {
      frame.value = ValueRef(next.list.rest(next.at));
      frame.kind = frame.value.tag() == Tag::map ? Frame::Kind::map : Frame::Kind::plain;
      next.at += frame.kind == Frame::Kind::map ? enter_map(frame, next.shape) : frame.value.size();
    } else if (next.kind == Frame::Kind::map) {
      enter_map(frame, next.shape);
    } else if (next.kind == Frame::Kind::row) {
      frame.cells.clear();
      for (std::size_t cell = 0; cell < next.shape.keys.size(); ++cell) {
        frame.cells.emplace_back(next.list.rest(next.at));
        next.at += frame.cells.back().size();
      }
    }
    next_[depth_].kind = Frame::Kind::clear;
  }
  void pop() override { --depth_; }

  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

  /// const by kainjow's wish; the cursor and the page move on all the same.
  const mustache::data* get(const std::string& name) const override {
    const auto* operation = &program_->operations[number_of(name)];
    auto& self = const_cast<Context&>(*this);
    for (; !operation->last; operation += 1 + operation->body) self.operate(*operation);
    return self.operate(*operation);
  }

 private:
  static constexpr std::size_t k_max_depth = 64;

  struct Frame {
    /// clear: holds nothing of its own, names are looked for further out
    enum class Kind { clear, plain, map, item, row };
    Kind kind = Kind::clear;
    ValueRef value;
    std::vector<ValueRef> cells;  ///< of a row or map, in the order of the shape's keys
  };
  /// The keys that rows or items of one list have, and which of them each name of the template means.
  struct Shape {
    std::vector<std::string_view> keys;  ///< borrowed from the model
    std::vector<int> cell_of_slot;       ///< -1: none of them

    void learn(const Page::Program& program) {
      cell_of_slot.assign(program.heads.size(), -1);
      for (auto i = keys.size(); i-- > 0;) {
        const auto found = program.slots.find(keys[i]);
        if (found != program.slots.end()) cell_of_slot[found->second] = static_cast<int>(i);
      }
    }
  };
  /// What the next push at this depth enters.
  struct Next {
    Frame::Kind kind = Frame::Kind::clear;
    ValueRef value, list;
    std::size_t at = 0;
    Shape shape;
  };

  /// Takes the values of a map apart. Answers the size of the map.
  std::size_t enter_map(Frame& frame, Shape& shape) {
    const ValueRef map = frame.value;
    const auto count = map.count();
    bool same = shape.keys.size() == count;
    frame.cells.resize(count);
    std::size_t at = 9;
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto size = map.get<std::uint32_t>(at);
      const auto key = map.slice(at + 4, size);
      at += 4 + std::size_t{size};
      const ValueRef cell(map.rest(at));
      frame.cells[i] = cell;
      at += cell.size();
      if (same && gongting::detail::alike(shape.keys[i], key)) continue;
      if (same) shape.keys.resize(i), same = false;
      if (i == 0) shape.keys.clear();
      shape.keys.push_back(key);
    }
    if (!same || count == 0) shape.keys.resize(count), shape.learn(*program_);
    return at;
  }

  const mustache::data* operate(const Operation& operation) {
    out_->append(operation.literal);
    switch (operation.kind) {
      case Operation::Kind::literal: break;
      case Operation::Kind::content: places_.push_back(out_->view().size()); break;
      case Operation::Kind::section: return section(operation);
      case Operation::Kind::small:
        for (auto times = enter(operation); times > 0; --times) {
          push(nullptr);
          body(operation);
          pop();
        }
        break;
      case Operation::Kind::unless:
        if (enter(operation) == 0) body(operation);
        break;
      case Operation::Kind::html: {
        const auto value = find(operation);
        if (value.tag() == Tag::text)
          escape_to(*out_, value.text());
        else if (value.tag() != Tag::null)
          program_->texts.write_value(*out_, value, true);
        break;
      }
      case Operation::Kind::address:
        if (const auto address = plain(find(operation)); safe_address(address))
          escape_to(*out_, address);
        else
          out_->append("#");
        break;
    }
    return nullptr;
  }

  /// The value as it is, in plain_.
  std::string_view plain(ValueRef value) {
    plain_.clear();
    program_->texts.write_value(plain_, value, false);
    return plain_.view();
  }

  void body(const Operation& section) {
    for (const auto *at = &section + 1, *end = at + section.body; at < end; at += 1 + at->body) operate(*at);
  }

  const mustache::data* section(const Operation& operation) {
    const auto times = enter(operation);
    if (times == 0) return &no_;
    const auto kind = next_[depth_].kind;
    return kind == Frame::Kind::item || kind == Frame::Kind::row ? list_of(times) : &yes_;
  }

  /// How often the section is written. What a push enters then is prepared.
  std::size_t enter(const Operation& operation) {
    const auto value = find(operation);
    auto& next = next_[depth_];
    next.kind = Frame::Kind::clear;
    if (operation.compares) return (value.tag() == Tag::text ? value.text() : plain(value)) == operation.word ? 1 : 0;
    switch (value.tag()) {
      case Tag::null:
      case Tag::no: return 0;
      case Tag::yes: return 1;
      case Tag::integer:
        if (value.integer() == 0) return 0;
        break;
      case Tag::text:
      case Tag::bytes:
        if (value.text().empty()) return 0;
        break;
      case Tag::list:
        if (value.count() == 0) return 0;
        next.kind = Frame::Kind::item;
        next.list = value;
        next.at = 9;
        return value.count();
      case Tag::table:
        if (value.count() > 0) enter_table(value, next);
        return value.count();
      case Tag::map:
        next.kind = Frame::Kind::map;
        next.value = value;
        return 1;
      default: break;
    }
    next.kind = Frame::Kind::plain;
    next.value = value;
    return 1;
  }

  void enter_table(ValueRef value, Next& next) {
    next.kind = Frame::Kind::row;
    next.list = value;
    next.at = 13;
    next.shape.keys.clear();
    for (auto left = value.get<std::uint32_t>(5); left > 0; --left) {
      const auto size = value.get<std::uint32_t>(next.at);
      next.shape.keys.push_back(value.slice(next.at + 4, size));
      next.at += 4 + std::size_t{size};
    }
    next.shape.learn(*program_);
  }

  /// A list of that many true values. kainjow walks it; what the items are is known here.
  const mustache::data* list_of(std::size_t count) {
    if (count >= k_kept_lists) {
      // Long lists are rare and nest hardly ever; they live as long as the page.
      long_lists_.emplace_back(mustache::list(count, yes_));
      return &long_lists_.back();
    }
    const auto found = lists_.find(count);
    return found != lists_.end() ? &found->second : &lists_.emplace(count, mustache::list(count, yes_)).first->second;
  }

  ValueRef find(const Operation& operation) {
    if (operation.self) {
      for (auto at = depth_; at > 0; --at)
        if (frames_[at - 1].kind != Frame::Kind::clear) return frames_[at - 1].value;
      return {};
    }
    ValueRef value = head(operation.head);
    if (operation.rest.empty()) return value;
    if (value.bytes().empty() && operation.head == program_->error && operation.rest.size() == 1)
      return error_of(operation.rest.front());
    for (const auto& part : operation.rest) {
      const bool countable = value.tag() == Tag::list || value.tag() == Tag::table;
      if (countable && part == "count") return counted(value.count());
      value = value[part];
    }
    return value;
  }

  ValueRef head(std::size_t slot) {
    for (auto at = depth_; at > 0; --at) {
      const auto& frame = frames_[at - 1];
      if (frame.kind != Frame::Kind::row && frame.kind != Frame::Kind::map) continue;
      const auto cell = next_[at - 1].shape.cell_of_slot[slot];
      if (cell >= 0) return frame.cells[static_cast<std::size_t>(cell)];
    }
    return slots_[slot];
  }

  /// The text of the model's errors: [{field, text}] for one field.
  ValueRef error_of(const std::string& field) {
    ValueRef found;
    slots_[program_->errors].for_each([&](std::string_view, ValueRef entry) {
      if (entry["field"].text() != field) return true;
      found = entry["text"];
      return false;
    });
    return found;
  }

  ValueRef counted(std::uint32_t count) {
    counted_.clear();
    gongting::detail::put_tag(counted_, Tag::integer);
    gongting::detail::put(counted_, std::int64_t{count});
    return ValueRef(counted_);
  }

  static constexpr std::size_t k_kept_lists = 128;

  const Page::Program* program_ = nullptr;
  std::vector<std::size_t> places_;  // of the content
  std::vector<ValueRef> slots_;
  std::size_t depth_ = 0;
  Frame frames_[k_max_depth];
  Next next_[k_max_depth];
  Out* out_ = nullptr;
  Out plain_;
  std::string counted_;
  const mustache::data yes_{true}, no_{false};
  std::unordered_map<std::size_t, mustache::data> lists_;  ///< by their length
  std::deque<mustache::data> long_lists_;
};

/// What one thread keeps: the context, and kainjow's copy of each page it has written.
struct Renderer {
  Context context;
  std::uint64_t generation = 0;
  std::vector<std::unique_ptr<mustache::mustache>> pages;

  /// What kainjow itself would write: nothing, see above.
  struct Sink {
    Sink& operator<<(const std::string&) { return *this; }
  };

  mustache::mustache& page(const Page::Program& program) {
    if (generation != program.generation) pages.clear(), generation = program.generation;
    if (pages.size() <= program.number) pages.resize(program.number + 1);
    auto& kept = pages[program.number];
    if (!kept) kept = std::make_unique<mustache::mustache>(program.source);
    return *kept;
  }

  const std::vector<std::size_t>& write(const Page::Program& program, Out& out, std::initializer_list<ValueRef> roots) {
    context.begin(program, out, roots);
    Sink sink;
    page(program).render(context, sink);
    return context.places();
  }
};

Page::Page(const Tokens& tokens, const Texts::Reader& texts, std::uint64_t generation, std::size_t number) {
  auto program = std::make_unique<Program>(texts, generation, number);
  program->build(tokens);
  program->fault = mustache::mustache(program->source).error_message();
  program_ = std::move(program);
}

Page::~Page() = default;

const std::string& Page::fault() const { return program_->fault; }

const std::vector<std::size_t>& Page::write(Out& out, std::initializer_list<ValueRef> roots) const {
  thread_local Renderer renderer;
  return renderer.write(*program_, out, roots);
}

}  // namespace gongting::host::view
