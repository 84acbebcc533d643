/* Sending what was kept, in its order, when there is a line.

   A record is sent as the same form to the same address as without script, under its
   own number, so that it is done once however often it is sent (safety/journal/once.py).
   Its photos are declared by their hashes and follow one by one. */
import { reader, said } from "./page.js";
import { change, recordsOf, write } from "./store.js";

const DAY = 24 * 3600 * 1000;
const JSON_FIRST = { Accept: "application/json, text/html;q=0.9" };
const LATER = [408, 425, 429];
const WALK = /^\/inspections\/(\d+)\/answer\//;
const UNMADE = /^\/inspections\/[0-9a-f-]{36}\//;
/* What the way to the server is like: "", "cut", "signed out"; and the number of the
   record beside which somebody waits. */
export const line = { state: "", tries: 0, attended: "" };

class Cut extends Error {}
class SignedOut extends Error {}

export const isUnsent = ({ state }) => state === "waiting" || state === "sending";

const ask = async (url, options) => {
  let answer;
  try {
    answer = await fetch(url, options);
  } catch {
    throw new Cut();
  }
  if (answer.status >= 500 || LATER.includes(answer.status)) throw new Cut();
  if (new URL(answer.url).pathname === said.logIn) throw new SignedOut();
  return answer;
};

const isJson = (answer) => answer.headers.get("Content-Type")?.startsWith("application/json");

export const freshToken = async () => {
  const answer = await ask(said.token, { cache: "no-store", headers: JSON_FIRST });
  const told = await answer.json();
  if (String(told.reader) !== reader) throw new SignedOut();
  return told.token;
};

/* Why a page that came back instead of a redirect was not content. */
const sentences = (page) => {
  const found = page.querySelectorAll("[data-error-summary] li, main .az-note[role=alert]");
  const texts = [...found].map((each) => each.textContent.replace(/\s+/g, " ").trim());
  if (texts.length) return [...new Set(texts)].join(" ");
  const error = page.querySelector("main h1");
  const why = page.querySelector("main p");
  return [error, why].map((each) => each?.textContent.trim()).filter(Boolean).join(": ");
};

/* What the page that follows tells: beside whom somebody waits sees it there himself. */
const news = (page) =>
  [...page.querySelectorAll("[data-news]")].map((each) => each.textContent.replace(/\s+/g, " ").trim()).join(" ");

const post = (record, token) => {
  const body = new FormData();
  for (const [name, value] of record.fields) body.append(name, value);
  body.set("request_id", record.id);
  const headers = { ...JSON_FIRST, "X-CSRFToken": token };
  if (line.attended === record.id) headers.Attended = "yes";
  return ask(record.url, { method: "POST", body, headers });
};

const answered = async (record, answer) => {
  if (isJson(answer)) {
    const told = await answer.json();
    if (answer.ok) return { ...record, done: true, told };
    return { ...record, state: "needs", said: told.error, told };
  }
  const at = new URL(answer.url);
  const isThere = answer.ok && answer.redirected && (!record.starts || WALK.test(at.pathname));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (isThere) return { ...record, done: true, to: at.pathname + at.search, said: news(page) };
  const asksWhetherSeen = page.querySelector("[name=repeats]");
  const isAttended = line.attended === record.id;
  if (asksWhetherSeen && !isAttended && !record.fields.some(([name]) => name === "repeats")) {
    // Nobody is there to say: a report that waits helps nobody, and it can be merged.
    return { ...record, fields: [...record.fields, ["repeats", "no"]], again: true };
  }
  return { ...record, state: "needs", said: sentences(page) };
};

const named = (record, begun, key) => {
  const renamed = (text) => text?.replace(begun, key);
  return { ...record, url: renamed(record.url), group: renamed(record.group) };
};

/* A record under the key of its inspection, if it was kept while the server gave it one. */
const called = (record, records) => {
  const start = record && records.find(({ id, to, starts }) => starts && to && record.url.includes(id));
  return start ? named(record, start.id, start.to.match(WALK)?.[1]) : record;
};

/* The record as it is now, taken for sending; nothing when it has to wait.

   What is about an inspection that is begun on the phone waits until the server has it,
   and its end for all that comes before. */
const take = async (n) => {
  const [record] = await change(reader, (records) => {
    const found = called(records.find((each) => each.n === n), records);
    const isOpen = (each) => each.group === found.group && each.n < n && each.state !== "sent";
    const waits = !found || !isUnsent(found) || UNMADE.test(found.url);
    if (waits || (found.isLast && records.some(isOpen))) return [];
    return [{ ...found, state: "sending" }];
  });
  return record;
};

/* What the server has made of it, and what the records after it have to know of that. */
const finish = (told) => {
  const key = told.starts && told.to?.match(WALK)?.[1];
  const item = ({ fields }) => fields.find(([name]) => name === "item")?.[1];
  const follows = (each) => each.url === told.url && item(each) === item(told) && each.state === "waiting";
  return change(reader, (records) => {
    const [was, later] = [told.told?.was, records.filter(({ n }) => n !== told.n)];
    const rewritten = later.map((each) => {
      if (key && each.url.includes(told.id)) return named(each, told.id, key);
      if (was === undefined || !told.done || !follows(each)) return null;
      return { ...each, fields: [...each.fields.filter(([name]) => name !== "was"), ["was", was]] };
    });
    return [{ ...told, sentAt: Date.now() }, ...rewritten.filter(Boolean)];
  });
};

const sendForm = async (record, token) => {
  let told = await answered(record, await post(record, token));
  if (told.again) told = await answered({ ...told, again: false }, await post(told, token));
  if (told.done && !told.photos.length) told.state = "sent";
  await finish(told);
};

/* Those that were sent while one typed are there, unless that was long ago. */
const sendPhotos = async (record, token) => {
  for (const photo of record.photos) {
    if (photo.here && Date.now() - record.at < DAY) continue;
    const body = new FormData();
    body.set("photo", photo.blob, "photo");
    body.set("sha256", photo.sha256);
    const headers = { ...JSON_FIRST, "X-CSRFToken": token };
    const answer = await ask(said.files, { method: "POST", body, headers });
    if (!answer.ok) {
      const why = isJson(answer) ? (await answer.json()).error : "";
      await write([{ ...record, state: "needs", said: why }]);
      return;
    }
    photo.here = true;
    await write([record]);
  }
  await write([{ ...record, state: "sent", photos: [] }]);
};

/* Once through all that waits; how much of it was sent. What waits for something that
   was sent only now is sent the next time. */
const sendOnce = async (token) => {
  let sent = 0;
  for (const { n, done } of (await recordsOf(reader)).filter(isUnsent)) {
    const record = !done && (await take(n));
    if (!record) continue;
    await sendForm(record, token);
    sent += 1;
  }
  for (const record of (await recordsOf(reader)).filter((each) => each.done && isUnsent(each))) {
    await sendPhotos(record, token);
    sent += 1;
  }
  return sent;
};

const sendAll = async () => {
  if (!(await recordsOf(reader)).some(isUnsent)) return false;
  const token = await freshToken();
  while (await sendOnce(token));
  return true;
};

const oneTab = (work) => (navigator.locks ? navigator.locks.request(`outbox-${reader}`, work) : work());
let timer;

const tryLater = () => {
  const pauses = JSON.parse(said.pauses);
  const pause = pauses[Math.min(line.tries, pauses.length - 1)];
  line.tries += 1;
  clearTimeout(timer);
  timer = setTimeout(flush, pause * 1000);
};

/* Send what waits. Never throws: what cannot be sent now goes later. */
export const flush = async () => {
  try {
    if (await oneTab(sendAll)) dispatchEvent(new Event("az:sent"));
    Object.assign(line, { state: "", tries: 0 });
  } catch (error) {
    if (error instanceof SignedOut) line.state = "signed out";
    else if (error instanceof Cut) line.state = "cut";
    else throw error;
    if (error instanceof Cut) tryLater();
  }
  dispatchEvent(new Event("az:line"));
};

/* The same while somebody waits beside a record, whose next page tells him of it. */
export const flushBeside = async ({ id }) => {
  line.attended = id;
  await flush();
  line.attended = "";
};

/* After the phone was let go in the middle of it: what was on its way may not have come,
   and what was sent long ago is no news. */
export const tidy = () =>
  change(reader, (records) =>
    records.filter(({ state }) => state === "direct").map((each) => ({ ...each, state: "waiting" })),
  );

/* What was sent stays for a day to be seen; of a walk, until its page was fetched anew. */
export const forgetSent = async (began, page) => {
  const records = await recordsOf(reader);
  const isOld = ({ sentAt, group }) =>
    group ? sentAt < began && (!page || page.startsWith(group)) : Date.now() - sentAt > DAY;
  const old = records.filter((each) => each.state === "sent" && isOld(each));
  if (old.length) await write([], old.map(({ n }) => n));
};
