/* Menus are <details class="az-menu">: Esc and a click elsewhere close them. */
const openMenus = () => document.querySelectorAll("details.az-menu[open]");

const emptyFound = () => {
  const found = document.getElementById("found");
  if (found) found.replaceChildren();
};

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  emptyFound();
  for (const menu of openMenus()) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
});

addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!event.target.closest(".az-find")) emptyFound();
});

/* A menu filled by htmx puts the keyboard into its search box. */
addEventListener("htmx:afterSwap", (event) => {
  const menu = event.target.closest?.("details.az-menu[open]");
  const box = menu?.querySelector("input[type=search]");
  if (box && !menu.contains(document.activeElement?.closest("input"))) box.focus();
});
