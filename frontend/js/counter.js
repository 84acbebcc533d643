/* What the ticked cards of a counter come to, and what is left in the wallet;
   goods cost no more, and the rest is paid in money. */
const fen = (yuan) => Math.round(Number(yuan) * 100);
const written = (amount) =>
  (amount / 100).toLocaleString("en", { minimumFractionDigits: amount % 100 ? 2 : 0 });

const count = (form) => {
  const ticked = [...form.querySelectorAll("[name=serials]:checked")];
  const sum = ticked.reduce((all, box) => all + fen(box.dataset.yuan), 0);
  const left = fen(form.dataset.counter) - sum;
  const fill = (shape, amount) =>
    shape.replace("{sum}", written(amount)).replace("{n}", ticked.length);
  for (const place of document.querySelectorAll("[data-said]")) {
    place.textContent = fill(place.dataset.said, sum);
  }
  const goods = [...form.querySelectorAll("[data-price]")];
  const cost = goods.reduce((all, each) => all + fen(each.dataset.price) * Number(each.value), 0);
  for (const place of document.querySelectorAll("[data-rest]")) {
    place.textContent = cost ? fill(place.dataset.rest, sum - cost) : "";
  }
  for (const place of document.querySelectorAll("[data-left]")) {
    place.textContent = fill(place.dataset.left, left);
  }
  for (const button of document.querySelectorAll("[data-pays]")) {
    button.disabled = !ticked.length || cost > sum;
  }
};

const form = document.querySelector("[data-counter]");
if (form) {
  for (const event of ["change", "input"]) form.addEventListener(event, () => count(form));
  count(form);
}
