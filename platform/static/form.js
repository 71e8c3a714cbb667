// Shows a field when what it hangs on is chosen, and saves a draft by itself. Every page works without it.
(() => {
  "use strict";
  const k_every_ms = 30000;
  const form = document.querySelector("form[data-gt-draft]");
  if (!form) return;

  const value_of = (name) => {
    const value = new FormData(form).get(name);
    const box = form.querySelector(`input[type=checkbox][name="${CSS.escape(name)}"]`);
    return value === null && box ? "0" : value || "";
  };
  const show = () => {
    for (const part of form.querySelectorAll("[data-gt-when]")) {
      const value = value_of(part.dataset.gtWhen);
      const only = part.querySelector("[data-gt-only]");
      if (only) only.hidden = value !== "";
      part.hidden = !part.dataset.gtIs.split(" ").includes(value);
    }
  };
  form.addEventListener("change", show);
  show();

  let saved = new URLSearchParams(new FormData(form)).toString();
  let busy = false;
  const status = form.querySelector("[data-gt-saved]");
  const save = async () => {
    const body = new URLSearchParams(new FormData(form));
    const now = body.toString();
    if (busy || now === saved) return;
    busy = true;
    body.set("save_only", "1");
    body.set("by_itself", "1");
    try {
      const answer = await fetch(form.action, {method: "POST", body, redirect: "manual", credentials: "same-origin"});
      if (!answer.ok) throw new Error(String(answer.status));
      const {version, at} = await answer.json();
      form.elements.version.value = version;
      saved = new URLSearchParams(new FormData(form)).toString();
      status.textContent = status.dataset.gtSaved + at;
    } catch {
      status.textContent = status.dataset.gtLost;
    } finally {
      busy = false;
    }
  };
  setInterval(save, k_every_ms);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
})();
