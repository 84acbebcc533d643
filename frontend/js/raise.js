/* The form of a hazard opens under its item, filled in with what is proposed there.

   Without this script the same form is a page of its own. */
import { number } from "./number.js";

const fill = (form, proposed) => {
  for (const [name, value] of Object.entries(proposed)) {
    const field = form.querySelector(`[name=${name}]`);
    field.value = value;
    if (field.value !== String(value)) {
      field.add(new Option(value, value, true, true)); // a category of the checklist's own
    }
  }
  form.querySelector("[name=request_id]").value = number();
};

const open = (link) => {
  const source = document.getElementById("raise-form");
  const place = link.closest(".az-raise");
  if (!source || link.hidden) return false;
  const proposed = JSON.parse(place.dataset.proposed);
  const html = source.innerHTML.replaceAll("raise-0-", `raise-${proposed.item}-`);
  place.insertAdjacentHTML("beforeend", html);
  const form = place.lastElementChild;
  fill(form, proposed);
  link.hidden = true;
  htmx.process(form);
  htmx.trigger(form, "htmx:load");
  return true;
};

const openAsked = (root) => {
  for (const link of root.querySelectorAll("[data-raise=now]")) open(link);
};

addEventListener("click", (event) => {
  const link = event.target.closest("[data-raise]");
  if (link && open(link)) event.preventDefault();
  const form = event.target.closest("[data-close]")?.form;
  if (!form) return;
  const closed = form.closest(".az-raise").querySelector("[data-raise]");
  form.remove();
  closed.hidden = false;
  closed.focus();
});

addEventListener("DOMContentLoaded", () => openAsked(document));
addEventListener("htmx:load", (event) => openAsked(event.target));
