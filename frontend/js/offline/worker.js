/* The service worker of this site, and when it fetches anew what it keeps. */
import { isAble, reader, said } from "./page.js";
import { forgetSent } from "./sending.js";

const FRESH_FOR = 10 * 60 * 1000;
const FILLED = "filled";

/* Kept pages are for one reader, in one language and theme. */
const which = () => [reader, document.documentElement.lang, document.documentElement.dataset.theme].join();

const isFresh = () => {
  const [what, at] = JSON.parse(localStorage.getItem(FILLED) ?? "[]");
  return what === which() && Date.now() - at < FRESH_FOR;
};

/* Fetch anew what works without a line: all of it, or the page of one address. What was
   sent before is in these pages. */
const fill = async (only) => {
  const { active } = await navigator.serviceWorker.ready;
  const began = Date.now();
  const done = await new Promise((answer) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => answer(data);
    active.postMessage({ fill: true, only }, [port2]);
  });
  if (!done) return;
  if (done === "all") localStorage.setItem(FILLED, JSON.stringify([which(), began]));
  await forgetSent(began, done === "one" ? only : "");
  dispatchEvent(new Event("az:kept"));
};

/* The next page fetches all anew, if this one is left before it has. */
const fillAgain = () => {
  localStorage.removeItem(FILLED);
  fill();
};

if (isAble) {
  navigator.serviceWorker.register(said.worker);
  addEventListener("az:sent", fillAgain);
  const isWalk = document.querySelector(".az-walk:not(.az-whole)");
  if (navigator.onLine && !isFresh()) fill();
  else if (navigator.onLine && isWalk) fill(location.pathname);
}
