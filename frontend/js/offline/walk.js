/* A walk without a line: all its sections in one page (templates/inspections/whole.html),
   of which one is shown. What is tapped is kept on the phone, drawn, and sent as it comes.
   How an answer is judged and scored here is shown only; the server judges what it is sent. */
import { number } from "../number.js";
import { keep, recordOf } from "./keeping.js";
import { isAble, reader, said } from "./page.js";
import { hundredths, scoreOf } from "./score.js";
import { flush, flushBeside, isUnsent, line } from "./sending.js";
import { change, merge, onChange, recordsOf, write } from "./store.js";

const walk = document.querySelector("[data-walk]");
const UNDO_FOR = 10000; // ms
const LEAST = 1; // lost by a fail until somebody says how much
const TOLD = ["outcome", "deducted", "said", "note"];
const asked = new URLSearchParams(location.search);
const begun = asked.get("start"); // begun here: the number of the request that starts it
let base = walk && `/inspections/${begun ?? walk.dataset.walk}/`;

const all = (selector, root = walk) => [...root.querySelectorAll(selector)];
const cards = () => all("[data-item]");
const cardOf = (item) => walk.querySelector(`[data-item="${item}"]`);
const numberIn = (text) => (text === "" || text === undefined ? null : Number(text));

/* --- what an answer means ----------------------------------------------------- */
const isNumber = (text) => /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/.test(text);

const isOutside = ({ said: text, low, high }) => {
  const [value, least, most] = [Number(text), numberIn(low), numberIn(high)];
  return (least !== null && value < least) || (most !== null && value > most);
};

const judge = (facts) => {
  if (facts.kind === "number") {
    facts.outcome = isNumber(facts.said) ? (isOutside(facts) ? "fail" : "pass") : "";
  }
  if (facts.kind === "choice") {
    facts.outcome = facts.said && (facts.fails.split(" ").includes(facts.said) ? "fail" : "pass");
  }
  const most = numberIn(facts.most) ?? LEAST;
  const told = numberIn(facts.deducted) || LEAST;
  if (facts.kind !== "deduction") return;
  const least = Math.min(LEAST, most);
  facts.deducted = facts.outcome === "fail" ? Math.max(least, Math.min(told, most)) : "";
};

const isAsked = (card) => {
  const { asksIf, asksWhen } = card.dataset;
  if (!asksIf) return true;
  const { version } = card.closest("[data-version]").dataset;
  const earlier = walk.querySelector(`[data-version="${version}"] [data-code="${CSS.escape(asksIf)}"]`);
  if (!earlier || !isAsked(earlier)) return false;
  return [earlier.dataset.outcome, earlier.dataset.said].includes(asksWhen);
};

const isAnswered = ({ dataset: { kind, outcome, said: text }, classList }) =>
  Boolean(outcome || (text && kind !== "number") || (kind === "photo" && classList.contains("has-photos")));

/* What keeps the walk from its end, as `Walk.missing` finds it on the server. */
const lacks = ({ dataset, classList }) => {
  const isOpen = !isAnswered({ dataset, classList });
  if (isOpen && dataset.kind === "number" && dataset.said) return ["number"];
  if (isOpen) return "demanded" in dataset ? ["answer"] : [];
  if (dataset.outcome !== "fail") return [];
  const has = {
    note: dataset.note,
    photo: classList.contains("has-photos") || classList.contains("is-pictured"),
    hazard: classList.contains("has-hazard"),
  };
  return dataset.failedNeeds.split(" ").filter((need) => need && !has[need]);
};

/* --- what is drawn ------------------------------------------------------------ */
const press = (card, name, value) => {
  for (const button of all(`button[name=${name}]`, card)) {
    button.setAttribute("aria-pressed", button.value === value);
  }
  const field = card.querySelector(`input[name=${name}]`);
  if (field && field !== document.activeElement) field.value = value ?? "";
};

const draw = (card) => {
  const { outcome, said: text, note, deducted } = card.dataset;
  const form = card.querySelector("form");
  card.classList.toggle("has-failed", outcome === "fail");
  for (const each of ["pass", "fail", "na"]) form.classList.toggle(each, outcome === each);
  press(card, "outcome", outcome);
  press(card, "said", text);
  press(card, "note", note);
  const output = card.querySelector("output");
  if (!output) return;
  const lost = hundredths(deducted || LEAST);
  output.textContent = lost / 100;
  const [less, more] = all("button[name=deducted]", card);
  less.value = (lost - 100) / 100;
  more.value = (lost + 100) / 100;
};

const sections = () => all("[data-stop]");
const shown = () => sections().findIndex((each) => !each.hidden);

const drawTicks = () => {
  for (const [at, tick] of all(".az-ticks a").entries()) {
    const own = all("[data-item]:not([hidden])", sections()[at]);
    const isBad = own.some((card) => card.dataset.outcome === "fail");
    const state = isBad ? "f" : own.length && own.every(isAnswered) ? "d" : "";
    tick.className = at === shown() ? "n" : state;
    tick.toggleAttribute("aria-current", at === shown());
  }
};

const drawScore = (isWhole) => {
  const place = walk.querySelector("[data-score]");
  const told = scoreOf(all("[data-version]"));
  place.hidden = !told;
  if (!told) return;
  place.querySelector("b").textContent = told.score;
  const [tag] = all(".az-tag", place);
  tag.textContent = (isWhole && tag.dataset[told.grade]) || "";
  tag.hidden = !tag.textContent;
};

const drawBar = () => {
  const demanded = cards().filter((card) => !card.hidden && "demanded" in card.dataset);
  const done = demanded.filter(isAnswered).length;
  const counts = walk.querySelector("[data-counts]");
  counts.textContent = counts.dataset.counts.replace("#", done).replace("#", demanded.length);
  drawScore(done === demanded.length);
};

const drawMissing = () => {
  const place = walk.querySelector("[data-missing]");
  const row = place.querySelector("template").content;
  const rows = all("[data-item]:not([hidden])").flatMap((card) =>
    lacks(card).map((what) => {
      const made = row.cloneNode(true);
      made.querySelector("a").href = `#item-${card.dataset.item}`;
      made.querySelector("b").textContent = card.querySelector(".az-b").textContent;
      made.querySelector(".az-muted").textContent = place.dataset[what];
      return made;
    }),
  );
  place.hidden = !rows.length;
  place.querySelector("ul").replaceChildren(...rows);
  walk.querySelector("[data-finish]").hidden = rows.length > 0;
};

const drawAll = () => {
  for (const card of cards()) {
    card.hidden = !isAsked(card);
    draw(card);
  }
  drawTicks();
  drawBar();
  drawMissing();
};

const show = (at) => {
  const last = sections().length - 1;
  for (const [each, section] of sections().entries()) section.hidden = each !== Math.min(at, last);
  walk.querySelector("[data-next]").hidden = at >= last;
  drawTicks();
  asked.set("at", at < last ? at + 1 : "end");
  history.replaceState(null, "", `?${asked}`);
  scrollTo(0, 0);
};

/* --- what is kept on the phone ------------------------------------------------ */
const itemOf = ({ fields }) => fields.find(([name]) => name === "item")?.[1];
const isAnswer = ({ url }) => url === `${base}answer/`;

const drawRaised = (record) => {
  const card = cardOf(itemOf(record));
  const place = card?.querySelector(".az-raise");
  if (!place) return;
  card.classList.add("has-hazard");
  card.classList.toggle("is-pictured", record.photos.length > 0);
  place.replaceChildren(document.getElementById("raised-here").content.cloneNode(true));
  place.querySelector("[data-grave]").hidden = !record.grave;
};

const drawPhotos = (record) => {
  const card = cardOf(itemOf(record));
  const form = card?.querySelector(".az-shots form[data-now]");
  if (!form || card.querySelector(`[data-kept="${record.id}"]`)) return;
  const kept = document.createElement("div");
  kept.className = "az-thumbs";
  kept.dataset.kept = record.id;
  for (const { blob } of record.photos) {
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    image.alt = form.querySelector("[data-alt]").dataset.alt;
    const tile = document.createElement("span");
    tile.className = "az-thumb";
    tile.append(image);
    kept.append(tile);
  }
  form.before(kept);
  form.reset();
  for (const tile of all(".az-thumb", form)) tile.remove();
  card.classList.add("has-photos");
};

const takeOff = (thumb) => {
  const card = thumb.closest("[data-item]");
  thumb.remove();
  card.classList.toggle("has-photos", Boolean(card.querySelector(".az-shots > .az-thumbs .az-thumb")));
};

/* What hangs on an item beside its answer. */
const drawBeside = (record) => {
  if (record.url === `${base}void-photo/`) {
    const [, photo] = record.fields.find(([name]) => name === "photo");
    const thumb = walk.querySelector(`[name=photo][value="${photo}"]`)?.closest(".az-thumb");
    if (thumb) takeOff(thumb);
  }
  if (record.url === `${base}raise-hazard/`) drawRaised(record);
  if (record.url === `${base}add-photos/`) drawPhotos(record);
};

/* --- weather, place, scope and members ------------------------------------------ */
const about = walk?.querySelector("[data-about]");
let described; // what was said of them last
const SHOWN = "initial-";
const isShown = ([name]) => name.startsWith(SHOWN);
const isTold = (field) => !isShown(field);

const drawAbout = (records) => {
  const [latest] = records.filter(({ url }) => url === `${base}describe/`).slice(-1);
  if (described || !latest) return;
  described = latest.fields.filter(isTold);
  for (const field of about.elements) {
    const values = described.filter(([name]) => name === field.name).map(([, value]) => value);
    if ("checked" in field && /radio|checkbox/.test(field.type)) field.checked = values.includes(field.value);
    else if (field.type === "text") [field.value] = values;
  }
};

/* All of it is told each time, with what was known before: the server changes the rest. */
const describe = async () => {
  const made = await recordOf(about);
  const title = `${walk.dataset.title} · ${made.title}`;
  const record = { ...made, url: `${base}describe/`, title, group: base };
  const before = described?.map(([name, value]) => [SHOWN + name, value]) ?? made.fields.filter(isShown);
  described = made.fields.filter(isTold);
  const kept = change(reader, (records) => {
    const [last] = records.filter(({ url }) => url === record.url).slice(-1);
    const isOpen = last?.state === "waiting" || last?.state === "needs";
    const fields = [...described, ...(isOpen ? last.fields.filter(isShown) : before)];
    return [isOpen ? { ...record, fields, n: last.n } : { ...record, fields }];
  });
  await kept.catch((error) => dispatchEvent(new CustomEvent("az:full", { detail: error })));
  flush();
};

/* What the phone knows beyond what the page says. */
const overlay = async () => {
  const records = await recordsOf(reader);
  const start = begun && records.find(({ id }) => id === begun);
  if (start?.to) base = start.to.replace(/answer\/.*/, "");
  drawAbout(records);
  for (const record of records.filter((each) => !each.shown && each.url.startsWith(base))) {
    const card = cardOf(itemOf(record));
    if (isAnswer(record) && card) {
      for (const [name, value] of record.fields) if (TOLD.includes(name)) card.dataset[name] = value;
      if (record.told?.was !== undefined) card.dataset.was = record.told.was;
      judge(card.dataset);
    } else drawBeside(record);
  }
  drawAll();
};

/* What a fail loses is told with it: a pass between two fails forgets what was lost. */
const fieldsOf = (card, told) => {
  const { item, was, deducted } = card.dataset;
  const lost = deducted && "outcome" in told ? { deducted } : {};
  return [["item", item], ...Object.entries({ ...told, ...lost }), ["was", was]];
};

/* A later word on an item that is still unsent joins the earlier one. */
const joined = (earlier, record) => {
  const fields = new Map([...record.fields.filter(([name]) => name !== "was")]);
  const kept = earlier.fields.filter(([name]) => !fields.has(name));
  return { ...earlier, id: record.id, fields: [...kept, ...fields], at: record.at };
};

const answer = async (card, told) => {
  Object.assign(card.dataset, told);
  judge(card.dataset);
  const draft = { id: number(), reader, group: base, title: walk.dataset.title, url: `${base}answer/` };
  const record = {
    ...draft,
    fields: fieldsOf(card, told),
    photos: [],
    at: Date.now(),
    state: "waiting",
  };
  draw(card); // at once; the bar counts it as soon as it is kept
  const isSame = (each) =>
    each.state === "waiting" && each.url === record.url && itemOf(each) === card.dataset.item;
  await merge(record, isSame, joined).catch((error) =>
    dispatchEvent(new CustomEvent("az:full", { detail: error })),
  );
};

const tellItem = async (form, submitter) => {
  const card = form.closest("[data-item]");
  const told = {};
  for (const [name, value] of new FormData(form)) if (TOLD.includes(name)) told[name] = value;
  if (submitter?.name) told[submitter.name] = submitter.value;
  if (card.dataset.outcome !== "fail" && told.outcome !== "fail") delete told.note;
  await answer(card, told);
  flush();
};

const passAll = async (section) => {
  const open = all("[data-item]:not([hidden])[data-passes]", section).filter((card) => !isAnswered(card));
  for (const card of open) await answer(card, { outcome: "pass" });
  const undo = section.querySelector("[data-undo]");
  undo.hidden = !open.length;
  undo.querySelector("span").textContent = undo.dataset.undo.replace("#", open.length);
  // Until then it is not sent, and can be taken back.
  setTimeout(() => {
    undo.hidden = true;
    flush();
  }, UNDO_FOR);
  undo.querySelector("button").onclick = async () => {
    const items = open.map((card) => card.dataset.item);
    const unsent = (await recordsOf(reader)).filter(
      (each) => isAnswer(each) && each.state === "waiting" && items.includes(itemOf(each)),
    );
    await write([], unsent.map(({ n }) => n));
    for (const record of unsent) cardOf(itemOf(record)).dataset.outcome = "";
    undo.hidden = true;
    drawAll();
  };
};

const keepForm = async (form, submitter) => {
  const isLast = form.matches("[data-finish]");
  const made = await recordOf(form, submitter);
  const title = [walk.dataset.title, made.title].filter(Boolean).join(" · ");
  const kept = await keep({ ...made, url: made.url.replace("/inspections/0/", base), title, group: base, isLast });
  if (!kept) return;
  drawBeside(kept);
  drawAll();
  if (!isLast) return flush();
  await flushBeside(kept);
  const now = (await recordsOf(reader)).find(({ n }) => n === kept.n);
  location.assign(now?.to ?? said.queue);
};

/* With a line again, and nothing left to send, the server's own pages go on. */
const goOn = async (at) => {
  const unsent = (await recordsOf(reader)).some((each) => each.url.startsWith(base) && each.state !== "sent");
  const isMade = /^\/inspections\/\d+\/$/.test(base);
  if (navigator.onLine && !line.state && !unsent && isMade) {
    location.assign(`${base}answer/?at=${at < sections().length - 1 ? at + 1 : "end"}`);
  } else show(at);
};

const begin = () => {
  // What htmx would send at once goes through the store here.
  const forms = [...document.querySelectorAll("template")].flatMap(({ content }) => all("form", content));
  for (const form of [...all("form"), ...forms]) form.removeAttribute("hx-post");
  walk.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const form = event.target;
      if (form === about) describe();
      else if (form.matches("[id^=answer-]")) tellItem(form, event.submitter);
      else keepForm(form, event.submitter);
    },
    true,
  );
  walk.addEventListener("change", ({ target }) => {
    if (target.form === about) describe();
    else if (target.matches("input[name=said], input[name=note]")) tellItem(target.form);
  });
  walk.addEventListener("click", (event) => {
    const { target } = event;
    const tick = target.closest(".az-ticks a");
    const lacking = target.closest("[data-missing] a");
    if (target.closest("[data-next]")) goOn(shown() + 1);
    else if (tick) goOn(all(".az-ticks a").indexOf(tick));
    else if (lacking) show(sections().indexOf(walk.querySelector(lacking.hash).closest("[data-stop]")));
    else if (target.closest("[data-pass-all]")) passAll(target.closest("[data-stop]"));
    if (tick) event.preventDefault();
  });
  const at = asked.get("at") ?? 1;
  show(at === "end" ? sections().length : at - 1);
  overlay();
  onChange(overlay);
};

/* Several checklists of a walk that is begun here: each is kept as a page of its own. */
const gather = async () => {
  const [, ...others] = asked.getAll("version");
  for (const version of others) {
    const address = new URL(location.pathname, location);
    address.search = new URLSearchParams({ unit: asked.get("unit"), version });
    const page = new DOMParser().parseFromString(await (await caches.match(address)).text(), "text/html");
    const [last] = sections().slice(-1);
    walk.dataset.title += `, ${page.querySelector("[data-walk]").dataset.title}`;
    const more = all("[data-stop]:not([data-last])", page);
    for (const section of more) last.before(document.importNode(section, true));
    const [end] = all(".az-ticks a").slice(-1);
    for (const tick of all(".az-ticks a:not([data-last])", page)) end.before(document.importNode(tick, true));
  }
  document.querySelector("h1").textContent = walk.dataset.title;
};

if (isAble && walk) gather().finally(begin);

/* --- the server's own pages, where htmx sends an answer at once ---------------- */
const sentNow = new WeakMap(); // what is on its way, by its request

const keepFirst = (event) => {
  const { xhr, elt } = event.detail;
  if (walk || !elt.matches(".az-answer form") || elt.enctype.startsWith("multipart")) return;
  const own = [...event.detail.requestConfig.formData].filter(([name]) => name !== "csrfmiddlewaretoken");
  const fields = [...own, ["was", elt.dataset.was]];
  const url = elt.getAttribute("hx-post");
  const { title } = document.querySelector(".az-walk").dataset;
  const group = url.replace(/answer\/$/, "");
  const record = { id: number(), reader, group, title, url, fields, photos: [], at: Date.now() };
  const kept = write([{ ...record, state: "direct" }]);
  sentNow.set(xhr, kept.then(([n]) => ({ ...record, n })));
};

/* The server's answer names its reader; after the log-in has run out it names none. */
const settle = async (event) => {
  const { xhr } = event.detail;
  const record = await sentNow.get(xhr);
  if (!record) return;
  const isDone = xhr.status >= 200 && xhr.status < 500 && xhr.getResponseHeader("Reader") === reader;
  const was = xhr.getResponseHeader("Stamp");
  // The kept page does not know of it yet.
  if (isDone && was) return write([{ ...record, state: "sent", done: true, told: { was }, sentAt: Date.now() }]);
  if (isDone) return write([], [record.n]);
  await write([{ ...record, state: "waiting" }]);
  if (!xhr.status) location.reload(); // the kept page of the whole walk goes on
};

if (isAble) {
  addEventListener("htmx:beforeSend", keepFirst);
  addEventListener("htmx:afterRequest", settle);
}
