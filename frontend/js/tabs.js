/* Tabs that do not fit beside each other scroll: the current one is in sight. */
addEventListener("DOMContentLoaded", () => {
  for (const tab of document.querySelectorAll(".az-tabs [aria-current]")) {
    const row = tab.parentElement;
    const beyond = tab.getBoundingClientRect().right - row.getBoundingClientRect().right;
    if (beyond > 0) row.scrollLeft += beyond + 40;
  }
});
