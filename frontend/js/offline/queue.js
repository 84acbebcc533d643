/* The queue page: each record with its state, and what one can do about it. */
import { ask, isAble, reader, said } from "./page.js";
import { mend } from "./mending.js";
import { onChange, recordsOf, write } from "./store.js";

const queue = document.querySelector("[data-records]");
const lang = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
const TONES = { waiting: "line", sending: "line", needs: "bad", sent: "ok" };

const flush = () => dispatchEvent(new Event("az:flush"));

/* After a conflict one has seen what is there, and overwrites it knowingly. */
const known = ({ fields, told }) =>
  told?.was === undefined ? fields : [...fields.filter(([name]) => name !== "was"), ["was", told.was]];

const again = async (records) => {
  const refused = records.filter(({ state }) => state === "needs");
  await write(refused.map((each) => ({ ...each, fields: known(each), state: "waiting", said: "" })));
  flush();
};

const discard = async (records) => {
  if (!(await ask(queue.dataset.discard, queue.dataset.yes))) return;
  await write([], records.filter(({ state }) => state !== "sent").map(({ n }) => n));
};

const open = async ([record]) => {
  if (record.to) return location.assign(record.to);
  const token = await (await fetch(said.token, { cache: "no-store" })).json();
  return mend(record, token.token);
};

const DO = { again, discard, open };
const OFFERED = { waiting: ["discard"], sending: [], needs: ["again", "open", "discard"], sent: ["open"] };

const STATES = ["needs", "sending", "waiting", "sent"]; // of several, the first there is

/* A record, or all that is said of one walk. */
const drawn = (records) => {
  const row = document.getElementById("queue-row").content.cloneNode(true);
  const put = (name, text) => {
    row.querySelector(`[data-${name}]`).textContent = text;
  };
  const state = STATES.find((each) => records.some((record) => record.state === each)) ?? "waiting";
  const record = records.find((each) => each.state === state) ?? records[0];
  const photos = records.flatMap((each) => each.photos).length;
  put("title", record.title);
  put("when", clock.format(record.at));
  put("state", queue.dataset[state]);
  row.querySelector("[data-state]").classList.add(TONES[state]);
  put("said", record.said ?? "");
  row.querySelector("[data-said]").classList.toggle("az-bad", state !== "sent");
  row.querySelector("[data-grave]").hidden = !records.some(({ grave, done }) => grave && !done);
  put("count", photos ? `${photos} × ` : "");
  row.querySelector("[data-pictures]").hidden = !photos;
  row.querySelector("[data-both]").hidden = !record.told?.theirs;
  put("yours", record.told?.yours ?? "");
  put("theirs", record.told?.theirs ?? "");
  for (const button of row.querySelectorAll("[data-do]")) {
    const does = button.dataset.do;
    const isLost = does === "open" && !record.to && (state === "sent" || record.told);
    button.hidden = !OFFERED[state].includes(does) || Boolean(isLost);
    button.addEventListener("click", () => DO[does](button.closest("li").records));
  }
  // The buttons are about all of them, first the one that is shown.
  row.querySelector("li").records = [record, ...records.filter((each) => each !== record)];
  return row;
};

const show = async () => {
  const records = await recordsOf(reader);
  const groups = new Map();
  for (const record of records) {
    const key = record.group ?? record.n;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  queue.replaceChildren(...[...groups.values()].reverse().map(drawn));
  document.querySelector("[data-empty]").hidden = records.length > 0;
  document.querySelector("[data-tools]").hidden = !records.some(({ state }) => state !== "sent");
};

/* --- what works here without a line ----------------------------------------- */
const showKept = async () => {
  const list = await caches.match(said.kept);
  if (!list) return;
  const { pages } = await list.json();
  const rows = pages.filter(({ title }) => title).map(({ at, title }) => {
    const row = document.getElementById("kept-row").content.cloneNode(true);
    row.querySelector("a").href = at;
    row.querySelector("span").textContent = title;
    return row;
  });
  document.querySelector("[data-kept-pages]").replaceChildren(...rows);
};

const MEGA = 1e6;
const showRoom = async () => {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota === undefined) return;
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
  const text = queue.dataset.room
    .replace("#", number.format(usage / MEGA))
    .replace("#", number.format(quota / MEGA));
  document.querySelector("[data-room]").textContent = text;
};

/* --- a file of what is not sent --------------------------------------------- */
const asText = (blob) =>
  new Promise((done) => {
    const reading = new FileReader();
    reading.onload = () => done(reading.result.split(",")[1]);
    reading.readAsDataURL(blob);
  });

const asBlob = (text) => new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]);

const save = async () => {
  const unsent = (await recordsOf(reader)).filter(({ state }) => state !== "sent");
  const records = await Promise.all(
    unsent.map(async ({ n, ...record }) => ({
      ...record,
      photos: await Promise.all(
        record.photos.map(async (photo) => ({ ...photo, blob: await asText(photo.blob) })),
      ),
    })),
  );
  const content = JSON.stringify({ queue: 1, reader, records });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = `anzhu-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
};

const isRecord = ({ id, url, fields, photos }) =>
  typeof id === "string" && /^\/[\w-]/.test(url) && Array.isArray(fields) && Array.isArray(photos);

const read = (text) => {
  try {
    const { queue: kind, reader: whose, records } = JSON.parse(text);
    if (kind !== 1 || !records.every(isRecord)) return { why: queue.dataset.noQueue };
    return whose === reader ? { records } : { why: queue.dataset.foreign };
  } catch {
    return { why: queue.dataset.noQueue };
  }
};

const load = async (file) => {
  const { records, why } = read(await file.text());
  const told = document.querySelector("[data-loaded]");
  told.textContent = why ?? "";
  told.hidden = !why;
  if (why) return;
  const known = new Set((await recordsOf(reader)).map(({ id }) => id));
  const fresh = records.filter(({ id }) => !known.has(id)).map((record) => ({
    ...record,
    state: record.state === "needs" ? "needs" : "waiting",
    photos: record.photos.map((photo) => ({ ...photo, blob: asBlob(photo.blob) })),
  }));
  await write(fresh);
  flush();
};

if (isAble && queue) {
  onChange(show);
  addEventListener("az:kept", showKept);
  document.querySelector("[data-save-queue]").addEventListener("click", save);
  const chosen = document.querySelector("[data-load-queue]");
  chosen.addEventListener("change", () => load(chosen.files[0]));
  document.querySelector("[data-send]").addEventListener("click", flush);
  show();
  showKept();
  showRoom();
}
