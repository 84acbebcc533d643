/* A form with data-outbox is kept on the phone first, and then sent.

   With a line nothing looks different: the next page follows, or the form with what is
   to be mended. Without one the record waits, and the queue is shown. */
import { hashOf, number } from "../number.js";
import { MENDING } from "./mending.js";
import { isAble, reader, said } from "./page.js";
import { flushBeside } from "./sending.js";
import { recordAt, write } from "./store.js";

const OWN = ["csrfmiddlewaretoken", "request_id"];

/* A photo that was sent while one typed is in a hidden field, which holds its bytes. */
const bytesOf = (form, name, value) =>
  [...form.elements].find((each) => each.name === name && each.value === value)?.blob;

const titleOf = (form) => {
  const named = form.elements[form.dataset.outboxTitle]?.value?.trim();
  const chosen = [...form.querySelectorAll("[name=versions]:checked")];
  const lists = chosen.map((box) => box.labels[0].textContent.trim());
  return [form.dataset.outbox, named, ...lists].filter(Boolean).join(" · ");
};

/* Level I, or what makes a hazard major. */
const isGrave = (fields) =>
  fields.some(([name, value]) => (name === "risk" && value === "1") || (name === "criterion" && value));

export const recordOf = async (form, submitter) => {
  const entries = [...new FormData(form)].filter(([name]) => !OWN.includes(name));
  if (submitter?.name) entries.push([submitter.name, submitter.value]);
  const at = Date.now();
  const fields = [];
  const photos = [];
  for (const [name, value] of entries) {
    const sent = typeof value === "string" && bytesOf(form, name, value);
    const blob = sent || (value instanceof File && value);
    // A form that asks when it was kept is told; what is mended keeps its moment.
    if (!blob) fields.push([name, name === "kept_at" && !value ? new Date(at).toISOString() : value]);
    if (!blob || !blob.size) continue;
    const sha256 = await hashOf(blob);
    fields.push([`${name}-sha256`, sha256]);
    photos.push({ sha256, blob, here: Boolean(sent) });
  }
  const url = form.getAttribute("action") || location.pathname + location.search;
  const id = number();
  const title = titleOf(form);
  const starts = "begins" in form.dataset;
  const grave = isGrave(fields);
  return { id, reader, title, url, fields, photos, at, state: "waiting", grave, starts };
};

/* Keep it; false when the phone has no room, which the page then says. */
export const keep = async (made) => {
  const mended = Number(sessionStorage.getItem(MENDING));
  sessionStorage.removeItem(MENDING);
  navigator.storage?.persist?.();
  try {
    const old = mended && (await recordAt(mended));
    // What was begun on the phone goes on under its number.
    const record = old?.starts ? { ...made, id: old.id } : made;
    const [n] = await write([record], old ? [mended] : []);
    return { ...record, n };
  } catch (error) {
    dispatchEvent(new CustomEvent("az:full", { detail: error }));
    return null;
  }
};

/* As without script: the server says beside the fields what is to be mended. */
const submitPlainly = async (form, record) => {
  await write([], [record.n]);
  const own = form.elements.request_id;
  if (own) own.value = record.id;
  form.submit();
};

/* The page that goes on without the server: the queue, or the walk that is begun here. */
const nextHere = (form, { id, starts }) => {
  if (!starts) return said.queue;
  const address = new URL(form.dataset.begins, location);
  for (const box of form.querySelectorAll("[name=versions]:checked")) {
    address.searchParams.append("version", box.value);
  }
  address.searchParams.set("start", id);
  return address;
};

const sendNow = async (form, record) => {
  await flushBeside(record);
  const now = await recordAt(record.n);
  if (now.to) location.assign(now.to);
  else if (now.state === "needs") await submitPlainly(form, now);
  else location.assign(nextHere(form, record));
};

const take = async (form, submitter) => {
  const record = await keep(await recordOf(form, submitter));
  if (!record) delete form.dataset.sent;
  else await sendNow(form, record);
};

if (isAble) {
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-outbox]") || event.defaultPrevented) return;
    event.preventDefault();
    take(form, event.submitter);
  });
}
