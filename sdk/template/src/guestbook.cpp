// A guestbook: who is signed in reads what others wrote, and adds a word.
// [plugin]
#include <gongting/plugin.hpp>

using namespace gongting;

class Guestbook final : public Plugin {
 public:
  void setup(Setup& app) override {
    app.portal.get("/entries", signed_in, list);
    app.portal.post("/entries", "guestbook.sign", sign);
  }

 private:
  // [list]
  static Response list(Request& rq) {
    return rq.render("entries.html", {{"entries", newest(rq)}});
  }
  // [end]
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
  // [end]
  static Rows newest(Request& rq) {
    return rq.db().query("select name, words from entry order by id desc limit 20");
  }
};

GONGTING_PLUGIN(Guestbook)
// [end]
