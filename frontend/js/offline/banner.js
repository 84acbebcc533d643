/* What waits, said on every page; signing out with something unsent asks first. */
import { ask, counted, isAble, place, reader, said } from "./page.js";
import { flush, line, tidy } from "./sending.js";
import { onChange, recordsOf } from "./store.js";

const SPARE = 50e6; // bytes of room under which the phone is called nearly full
let unsent = 0;

const isFull = async () => {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  return quota !== undefined && quota - usage < SPARE;
};

/* Two lines: what is so, and what comes of it. */
const words = ({ waiting, needs, full }) => {
  if (full) return [said.full, said.fullMore];
  if (line.state === "signed out" && waiting) return [counted("waiting", waiting), said.signIn];
  const isCut = !navigator.onLine || line.state === "cut";
  if (isCut) return [waiting ? counted("offline", waiting) : said.offline, said.sends];
  if (needs) return [counted("needs", needs), said.needsMore];
  return waiting ? [counted("waiting", waiting), said.sendsNow] : [];
};

const show = async () => {
  const records = await recordsOf(reader);
  // The answers of a walk are one record.
  const count = (...states) =>
    new Set(records.filter(({ state }) => states.includes(state)).map(({ n, group }) => group ?? n)).size;
  const waiting = count("waiting", "sending");
  const needs = count("needs");
  unsent = waiting + needs;
  const [first, second] = words({ waiting, needs, full: await isFull() });
  const banner = place.querySelector("[data-banner]");
  banner.hidden = !first;
  banner.querySelector("b").textContent = first ?? "";
  banner.querySelector("span").textContent = second ?? "";
};

const sayFull = () => {
  const banner = place.querySelector("[data-banner]");
  banner.hidden = false;
  banner.querySelector("b").textContent = said.noRoom;
  banner.querySelector("span").textContent = said.fullMore;
  banner.scrollIntoView({ block: "center" });
};

const guardSignOut = (event) => {
  const form = event.target;
  if (new URL(form.action, location).pathname !== said.logOut) return;
  if (!unsent || form.dataset.asked) {
    navigator.serviceWorker.controller?.postMessage("forget");
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(counted("unsent", unsent), said.signOut).then((yes) => {
    if (!yes) return;
    form.dataset.asked = "yes";
    form.requestSubmit();
  });
};

if (isAble) {
  onChange(show);
  addEventListener("az:line", show);
  addEventListener("az:full", sayFull);
  addEventListener("offline", show);
  addEventListener("online", flush);
  addEventListener("az:flush", flush);
  addEventListener("submit", guardSignOut, true);
  tidy().then(show).then(flush);
} else if (place) {
  const isForm = document.querySelector("form[data-outbox]");
  if (isForm) place.querySelector("[data-unable]").hidden = false;
}
