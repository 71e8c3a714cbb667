// Tells the reader of an open page that its record has changed. The page works without it.
(function () {
  "use strict";
  var box = document.querySelector("[data-live]");
  if (!box || !window.EventSource) return;
  var source = null;
  function show() {
    if (source) source.close();
    source = null;
    box.querySelector("[data-live-news]").hidden = false;
  }
  function listen() {
    source = new EventSource(box.getAttribute("data-live"));
    source.addEventListener("changed", show);
    source.onerror = function () {
      // A break heals by itself; after a refusal (too many pages, service restarting) it is tried again later, and rarely.
      if (!source || source.readyState !== EventSource.CLOSED) return;
      source = null;
      window.setTimeout(function () { if (!document.hidden) listen(); }, 60000);
    };
  }
  // A page that nobody looks at any more gives its place back, and a page that comes back from the cache listens anew.
  window.addEventListener("pagehide", function () { if (source) source.close(); source = null; });
  window.addEventListener("pageshow", function (event) { if (event.persisted && !source) listen(); });
  listen();
})();
