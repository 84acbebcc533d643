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
