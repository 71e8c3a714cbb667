// A guestbook: who is signed in reads what others wrote, and adds a word.
#include <gongting/plugin.hpp>

using namespace gongting;

class Guestbook final : public Plugin {
 public:
  // [setup]
  void setup(Setup& app) override {
    app.portal.get("/entries", signed_in, list);
    app.portal.post("/entries", "guestbook.sign", sign);
    app.command("newest", [](Request& rq, const Arguments& with) { return Fields{{"entries", newest(rq, with.integer("number"))}}; });
  }
  // [/setup]

 private:
  // [list]
  static Response list(Request& rq) { return rq.render("entries.html", {{"entries", newest(rq)}}); }

  static Rows newest(Request& rq, std::int64_t number = 20) {
    return rq.db().query("select name, words from entry order by id desc limit :number", {{"number", number}});
  }
  // [/list]
  // [sign]
  static Response sign(Request& rq) {
    Form& form = rq.form();
    const std::string words = form.text("words", {.max = 280});
    if (!form.ok())
      return rq.render("entries.html", {{"entries", newest(rq)}, {"form", form.values()}, {"errors", form.errors()}},
                       {.status = 422});
    rq.db().insert("entry", {{"name", rq.user().name()}, {"words", words}});
    return see_other("/entries");
  }
  // [/sign]
};

GONGTING_PLUGIN(Guestbook)
