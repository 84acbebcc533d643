/* Photos open over the page: a[data-photo] in the dialog [data-lightbox]. What the
   attribute says is where the photo is taken off. */
const links = () => [...document.querySelectorAll("a[data-photo]")];
let shown = null;

const show = (dialog, link) => {
  const image = dialog.querySelector("img");
  shown = link;
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  const words = link.closest("figure")?.querySelector("figcaption");
  dialog.querySelector("figcaption").textContent = words?.textContent ?? "";
  const off = dialog.querySelector("[data-off]");
  off.hidden = !link.dataset.photo;
  off.href = link.dataset.photo;
  for (const button of dialog.querySelectorAll("[data-step]")) {
    button.hidden = button.dataset.step !== "0" && links().length < 2;
  }
};

const step = (dialog, by) => {
  const all = links();
  show(dialog, all[(all.indexOf(shown) + by + all.length) % all.length]);
};

addEventListener("click", (event) => {
  const dialog = document.querySelector("[data-lightbox]");
  if (!dialog?.showModal) return;
  const link = event.target.closest("a[data-photo]");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    show(dialog, link);
    dialog.showModal();
  }
  const button = event.target.closest("[data-step]");
  if (event.target === dialog || button?.dataset.step === "0") dialog.close();
  else if (button) step(dialog, Number(button.dataset.step));
});

addEventListener("keydown", (event) => {
  const dialog = document.querySelector("[data-lightbox][open]");
  if (!dialog) return;
  if (event.key === "ArrowLeft") step(dialog, -1);
  if (event.key === "ArrowRight") step(dialog, 1);
});
