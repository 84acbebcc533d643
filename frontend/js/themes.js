/* Switching the appearance without a new page; the form does it without script. */
const YEAR = 365 * 24 * 3600;

const show = (theme) => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = theme;
  root.dataset.bsTheme = theme === "system" ? (dark ? "dark" : "light") : theme;
  dispatchEvent(new Event("az:theme"));
};

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]")) return;
  event.preventDefault();
  delete form.dataset.sent;
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  show(theme);
  for (const button of form.querySelectorAll("button[name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
});
