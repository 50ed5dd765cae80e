// Enhancements only; every page works without this file.
(function () {
  "use strict";
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("focusin", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // A form that was sent is not sent twice by an impatient second click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });

  // What was typed is not lost by leaving without a word.
  let changed = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-keep]")) changed = true; });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  // Ways in that need a script are shown where there is one; a key that fails is explained in words.
  document.querySelectorAll(".needs-script").forEach((part) => { part.hidden = false; });
  document.addEventListener("allauth.error", (event) => {
    const words = document.getElementById("passkey-failed");
    if (!words) return;
    event.preventDefault();
    words.hidden = false;
    words.scrollIntoView({ block: "nearest" });
  });

  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.copied;
    });
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // The page that says what to do without a connection is kept on the device; nothing else is.
  const offline = document.querySelector('meta[name="offline-worker"]');
  if (offline && "serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register(offline.content).catch(() => undefined);
  }
})();
