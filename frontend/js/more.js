/* What only some pages need comes when a page has it: data-photos names its script. */
let isHere = false;

const look = () => {
  const place = !isHere && document.querySelector("[data-photos]");
  if (!place) return;
  isHere = true;
  const script = document.createElement("script");
  script.src = place.dataset.photos;
  document.head.append(script);
};

addEventListener("htmx:load", look);
look();
