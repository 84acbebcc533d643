/* Failed forms: the summary takes the focus, its links lead to the fields. */
const focusSummary = () => document.querySelector("[data-error-summary]")?.focus();

addEventListener("DOMContentLoaded", focusSummary);
addEventListener("htmx:afterSettle", focusSummary);

addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  const FIELDS = "input, select, textarea";
  (place.matches(FIELDS) ? place : place.querySelector(FIELDS))?.focus();
  place.scrollIntoView({ block: "center" });
});

/* Today and tomorrow beside a day that is picked, by the clock of who taps. */
addEventListener("click", (event) => {
  const chip = event.target.closest("[data-in-days]");
  if (!chip) return;
  const day = new Date();
  day.setDate(day.getDate() + Number(chip.dataset.inDays));
  chip.parentElement.querySelector("input").value = day.toLocaleDateString("sv");
});

/* A form is sent once: the second tap of an impatient thumb is dropped. */
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
