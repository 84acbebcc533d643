/* What the page says about itself: who reads, where to send, how things are called. */
export const place = document.querySelector("[data-outbox-of]");

/* Only an encrypted line (or this machine itself) lets a browser keep anything. */
export const isAble = Boolean(place && isSecureContext && "serviceWorker" in navigator);

export const said = place?.dataset ?? {};
export const reader = said.outboxOf;

/* Words of the page for a number; # stands for it. */
export const counted = (name, n) =>
  said[n === 1 ? `${name}One` : `${name}Many`].replace("#", n);

export const ask = (text, yes) =>
  new Promise((done) => {
    const dialog = place.querySelector("dialog");
    dialog.querySelector("p").textContent = text;
    dialog.querySelector("[value=yes]").textContent = yes;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
