/* The queue page: each record with its state, and what one can do about it. */
import { ask, isAble, reader, said } from "./page.js";
import { flush, freshToken } from "./sending.js";
import { mend } from "./keeping.js";
import { onChange, recordsOf, write } from "./store.js";

const queue = document.querySelector("[data-records]");
const lang = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
const TONES = { waiting: "line", sending: "line", needs: "bad", sent: "ok" };

const again = async (record) => {
  await write([{ ...record, state: "waiting", said: "" }]);
  await flush();
};

const discard = async ({ n }) => {
  if (await ask(queue.dataset.discard, queue.dataset.yes)) await write([], [n]);
};

const open = async (record) => {
  if (record.to) location.assign(record.to);
  else mend(record, await freshToken());
};

const DO = { again, discard, open };
const OFFERED = { waiting: ["discard"], sending: [], needs: ["again", "open", "discard"], sent: ["open"] };

const drawn = (record) => {
  const row = document.getElementById("queue-row").content.cloneNode(true);
  const put = (name, text) => {
    row.querySelector(`[data-${name}]`).textContent = text;
  };
  const { state } = record;
  put("title", record.title);
  put("when", clock.format(record.at));
  put("state", queue.dataset[state]);
  row.querySelector("[data-state]").classList.add(TONES[state]);
  put("said", record.said ?? "");
  row.querySelector("[data-grave]").hidden = !(record.grave && !record.done);
  put("count", record.photos.length ? `${record.photos.length} × ` : "");
  row.querySelector("[data-pictures]").hidden = !record.photos.length;
  for (const button of row.querySelectorAll("[data-do]")) {
    const does = button.dataset.do;
    button.hidden = !OFFERED[state].includes(does) || (does === "open" && state === "sent" && !record.to);
    button.addEventListener("click", () => DO[does](record));
  }
  return row;
};

const show = async () => {
  const records = await recordsOf(reader);
  queue.replaceChildren(...records.reverse().map(drawn));
  document.querySelector("[data-empty]").hidden = records.length > 0;
  document.querySelector("[data-tools]").hidden = !records.some(({ state }) => state !== "sent");
};

/* --- what works here without a line ----------------------------------------- */
const showKept = async () => {
  const list = await caches.match(said.kept);
  if (!list) return;
  const { pages } = await list.json();
  const rows = pages.filter(({ listed }) => listed).map(({ url, title }) => {
    const row = document.getElementById("kept-row").content.cloneNode(true);
    row.querySelector("a").href = url;
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
  typeof id === "string" && url?.startsWith("/") && Array.isArray(fields) && Array.isArray(photos);

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
  await flush();
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
