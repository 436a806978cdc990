// Keyboard on lists (j, k, x, Enter, ?), dialogs, and what htmx needs to be told. Pages work without it.
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  function select(row) {
    rows().forEach((other) => other.setAttribute("aria-selected", String(other === row)));
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a")?.focus({ preventScroll: true });
  }

  const keys = {
    j: (all, at) => select(all[Math.min(at + 1, all.length - 1)]),
    k: (all, at) => select(all[Math.max(at - 1, 0)]),
    x: (all, at) => at >= 0 && all[at].querySelector("input[type=checkbox]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "?") {
      document.getElementById("shortcuts")?.showModal();
      event.preventDefault();
      return;
    }
    const all = rows();
    if (!all.length || !(event.key in keys)) return;
    keys[event.key](all, all.findIndex((row) => row.getAttribute("aria-selected") === "true"));
    event.preventDefault();
  });

  // in a grid of fields, Enter and the arrows go to the same column of another row
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-cells] [data-cell]");
    const steps = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 };
    if (!cell || !(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = [...cell.form.querySelectorAll(`[data-cell="${cell.dataset.cell}"]`)];
    const next = column[column.indexOf(cell) + steps[event.key]];
    next?.focus();
    next?.select();
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  });

  // autosave made another draft of what this page shows: its other forms speak of that one from now on
  document.addEventListener("draft-saved", (event) => {
    document.querySelectorAll("input[name=shown]").forEach((input) => (input.value = event.detail.number));
  });

  // one press, one decision: a form that is on its way is not sent again
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "post" && !form.hasAttribute("data-hx-post")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
