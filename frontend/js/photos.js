/* Photos in forms: taken in place, made small, sent while one types (safety/files).

   What cannot be sent now goes with the form, through the plain choice of files that
   is there without this script. */
import Compressor from "compressorjs";
import { hashOf, number } from "./number.js";

const SHRUNK = { maxWidth: 1600, maxHeight: 1600, quality: 0.8, retainExif: true };
const PAUSES = [500, 2000]; // ms before another try
const sending = new Set();

const small = (file) =>
  new Promise((done) => {
    const asItIs = () => done(file); // HEIC and the like: the server reads it
    new Compressor(file, { ...SHRUNK, success: done, error: asItIs });
  });

const wait = (pause) => new Promise((done) => setTimeout(done, pause));

/* The answer; nothing when there is no line, or the log-in has run out. */
const send = async (place, blob) => {
  // Whoever has no account sends nothing before.
  if (!place.dataset.to || !navigator.onLine) return null;
  const body = new FormData();
  body.set("photo", blob, "photo");
  body.set("sha256", await hashOf(blob));
  body.set("request_id", number());
  const token = place.closest("form").elements.csrfmiddlewaretoken.value;
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  for (const pause of [...PAUSES, null]) {
    try {
      const answer = await fetch(place.dataset.to, { method: "POST", body, headers });
      const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (answer.status < 500) return isOurs ? await answer.json() : null;
    } catch {
      /* no line */
    }
    if (pause) await wait(pause);
  }
  return null;
};

const tell = (place, words) => {
  const line = place.querySelector("[role=alert]");
  line.textContent = words;
  line.hidden = !words;
};

const plainOf = (place) => place.querySelector(`input[type=file][name]`);

/* Put a photo with those, or take it from those, that go with the form. */
const carry = (place, blob, wanted) => {
  const files = new DataTransfer();
  const old = [...plainOf(place).files].filter((file) => file !== blob);
  for (const file of wanted ? [...old, blob] : old) files.items.add(file);
  plainOf(place).files = files.files;
};

const removal = (place, tile, undo) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "az-ib az-off";
  button.ariaLabel = place.dataset.remove;
  button.textContent = "×";
  button.addEventListener("click", () => {
    tile.remove();
    undo?.();
    tell(place, "");
  });
  return button;
};

const picture = (place, src) => {
  const image = document.createElement("img");
  image.src = src;
  image.alt = place.dataset.alt;
  return image;
};

const isHere = (place, tile, told, blob) => {
  const key = document.createElement("input");
  key.type = "hidden";
  key.name = place.dataset.name;
  key.value = told.key;
  key.blob = blob; // for a form that is kept on the phone
  tile.replaceChildren(picture(place, told.thumbnail), key, removal(place, tile));
};

/* Of a form that goes by itself when its photos are there. */
const showButton = (place, isShown) => {
  const button = place.closest("form[data-now]")?.querySelector("button:not([type])");
  if (button) button.hidden = !isShown;
};

const goesWithTheForm = (place, tile, file) => {
  carry(place, file, true);
  tile.replaceChildren(
    picture(place, URL.createObjectURL(file)),
    removal(place, tile, () => carry(place, file, false)),
  );
  tell(place, place.dataset.later);
  showButton(place, true);
};

const add = async (place, chosen) => {
  const tile = document.createElement("span");
  tile.className = "az-thumb";
  tile.ariaBusy = "true";
  place.querySelector(".az-add").before(tile);
  const blob = await small(chosen);
  const told = await send(place, blob);
  tile.ariaBusy = "false";
  if (told?.key) return isHere(place, tile, told, blob);
  if (!told) return goesWithTheForm(place, tile, new File([blob], chosen.name));
  tile.remove();
  return tell(place, told.error ?? place.dataset.failed);
};

const take = async (place, files) => {
  tell(place, "");
  const work = Promise.all([...files].map((file) => add(place, file)));
  sending.add(work);
  await work.finally(() => sending.delete(work));
  const form = place.closest("form");
  const isReady = form.dataset.now !== undefined && !sending.size;
  const isKeptHere = form.closest("[data-walk]"); // frontend/js/offline/walk.js
  if (isReady && (isKeptHere || place.querySelector("[type=hidden]"))) form.requestSubmit();
};

const begin = (place) => {
  if (plainOf(place).hidden) return;
  plainOf(place).hidden = true;
  for (const tile of place.querySelectorAll(".az-add")) {
    const input = tile.querySelector("input");
    tile.hidden = false;
    input.addEventListener("change", () => {
      take(place, input.files);
      input.value = "";
    });
  }
  for (const tile of place.querySelectorAll(".az-thumb")) {
    tile.append(removal(place, tile));
  }
  showButton(place, false);
};

/* A form waits for its photos. */
addEventListener(
  "submit",
  async (event) => {
    if (!sending.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    await Promise.all(sending);
    target.requestSubmit(submitter);
  },
  true,
);

const beginIn = (part) => part.querySelectorAll("[data-photos]").forEach(begin);
addEventListener("htmx:load", (event) => beginIn(event.target));
beginIn(document);
