/* <button class="twig" aria-expanded> shows and hides the list of its item. */
addEventListener("click", (event) => {
  const twig = event.target.closest("button.twig");
  if (!twig) return;
  const opens = twig.getAttribute("aria-expanded") !== "true";
  twig.setAttribute("aria-expanded", String(opens));
  twig.closest("li").querySelector("ul").hidden = !opens;
});
