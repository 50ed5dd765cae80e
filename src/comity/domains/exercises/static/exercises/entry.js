// Saving while typing: says when it did not work, and warns before what is not saved is left behind.
(function () {
  "use strict";
  const form = document.getElementById("entry");
  const saved = document.getElementById("saved");
  if (!form || !saved) return;
  let unsaved = false;
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  const lost = () => { saved.textContent = saved.dataset.lost; saved.classList.add("not-saved"); };
  document.body.addEventListener("htmx:sendError", lost);
  document.body.addEventListener("htmx:responseError", lost);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== saved) return;
    unsaved = false;
    saved.classList.remove("not-saved");
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
