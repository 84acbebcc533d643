/* A tapped answer looks chosen at once; what the server keeps replaces the card. */
addEventListener("click", (event) => {
  const button = event.target.closest(".az-answer form [aria-pressed]");
  if (!button) return;
  for (const other of button.parentElement.querySelectorAll("[aria-pressed]")) {
    other.setAttribute("aria-pressed", other === button);
  }
});
