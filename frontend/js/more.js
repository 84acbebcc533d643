/* What only some pages need comes when a page has it: data-photos names its script. */
const place = document.querySelector("[data-photos]");
if (place) {
  const script = document.createElement("script");
  script.src = place.dataset.photos;
  document.head.append(script);
}
