/* A signature drawn with a finger: [data-sign] has a canvas and the field it goes into.

   Without this script the place stays hidden, and the form says why nobody signs. */
const PEN = 3;

const begin = (place) => {
  const canvas = place.querySelector("canvas");
  const field = place.querySelector("input");
  const pen = canvas.getContext("2d");

  /* Either a drawing and a name, or a reason; a form without novalidate waits for it. */
  const ask = () => {
    const isDrawn = Boolean(field.value);
    for (const other of place.closest("form").querySelectorAll("[name=name], [name=why_not]")) {
      other.required = isDrawn === (other.name === "name");
    }
  };
  const clear = () => {
    Object.assign(pen, { fillStyle: "#fff", lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    pen.fillRect(0, 0, canvas.width, canvas.height);
    field.value = "";
    ask();
  };
  const to = ({ offsetX, offsetY }) => {
    const wide = canvas.width / canvas.clientWidth;
    pen.lineTo(offsetX * wide, offsetY * wide);
    pen.stroke();
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    to(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) to(event);
  });
  canvas.addEventListener("pointerup", (event) => {
    to(event);
    field.value = canvas.toDataURL("image/png");
    ask();
  });
  place.querySelector("button").addEventListener("click", clear);
  place.hidden = false;
  clear();
};

document.querySelectorAll("[data-sign]").forEach(begin);
