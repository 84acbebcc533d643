/* Before the first paint: light or dark as the device says (unless the server knows
   better), and dense lists where they were chosen. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (root.dataset.theme !== "system") return;
    root.dataset.bsTheme = dark.matches ? "dark" : "light";
    dispatchEvent(new Event("az:theme"));
  };
  apply();
  dark.addEventListener("change", apply);
  if (localStorage.getItem("dense")) root.dataset.dense = "yes";
})();
