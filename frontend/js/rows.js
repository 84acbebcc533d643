/* Rows of a list: tick one, all or those between two; j and k go down and up, x ticks. */
import { typing } from "./keys.js";

const boxes = () => [...document.querySelectorAll("input[name='row'][form='chosen']")];
const all = () => document.querySelector("[data-tick-all]");
let last = null;

const count = () => {
  const said = document.querySelector("[data-ticked]");
  if (!said) return;
  const ticked = boxes().filter((box) => box.checked).length;
  said.textContent = said.dataset.ticked.replace("{n}", ticked);
  all().checked = ticked === boxes().length;
  all().indeterminate = ticked > 0 && !all().checked;
};

const start = () => {
  if (all()) all().hidden = false;
  last = null;
  count();
};

addEventListener("click", (event) => {
  if (!event.target.matches("input[name='row'][form='chosen']")) return;
  const rows = boxes();
  const [from, to] = [rows.indexOf(last), rows.indexOf(event.target)];
  if (event.shiftKey && from >= 0) {
    for (const box of rows.slice(Math.min(from, to), Math.max(from, to))) {
      box.checked = event.target.checked;
    }
    last.checked = event.target.checked;
  }
  last = event.target;
  count();
});
addEventListener("change", (event) => {
  if (!event.target.matches("[data-tick-all]")) return;
  for (const box of boxes()) box.checked = event.target.checked;
  count();
});
// The boxes are emptied when the event is over.
addEventListener("reset", () => setTimeout(count));
addEventListener("pageshow", start);
addEventListener("htmx:afterSettle", count);

const STEPS = { j: 1, k: -1 };
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const links = [...document.querySelectorAll(".az-rows tbody a.t")];
  const row = document.activeElement.closest(".az-rows tbody tr");
  const at = links.findIndex((link) => row?.contains(link));
  if (event.key in STEPS && links.length) {
    const next = Math.min(Math.max(at + STEPS[event.key], 0), links.length - 1);
    links[next].focus();
  } else if (event.key === "x" && row) {
    row.querySelector("input[name='row']")?.click();
  } else return;
  event.preventDefault();
});
