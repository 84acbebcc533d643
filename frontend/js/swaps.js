/* Parts that htmx replaces say that they are busy, and take the focus that they had. */
let lost = false;

addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target.setAttribute("aria-busy", "true");
});

addEventListener("htmx:beforeSwap", (event) => {
  lost = event.detail.target.contains(document.activeElement);
});

addEventListener("htmx:afterSettle", (event) => {
  const place = event.detail.target;
  place.removeAttribute("aria-busy");
  if (!lost || document.activeElement !== document.body) return;
  const heading = place.querySelector("h1, h2, a, button, input") ?? place;
  if (!heading.matches("a, button, input")) heading.tabIndex = -1;
  heading.focus();
});
