/* "Dense" hides the second lines of lists; theme.js restores it before the first paint. */
const root = document.documentElement;

const show = () => {
  for (const button of document.querySelectorAll("[data-dense-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String("dense" in root.dataset));
  }
};

addEventListener("click", (event) => {
  if (!event.target.closest("[data-dense-switch]")) return;
  if ("dense" in root.dataset) {
    delete root.dataset.dense;
    localStorage.removeItem("dense");
  } else {
    root.dataset.dense = "yes";
    localStorage.setItem("dense", "yes");
  }
  show();
});
addEventListener("DOMContentLoaded", show);
addEventListener("htmx:afterSwap", show);
