/* What the server refused opens in its form, and is kept anew from there. */
export const MENDING = "mending";

/* Show a record in its form again, as the server has it, so that it can be mended. */
export const mend = (record, token) => {
  sessionStorage.setItem(MENDING, record.n);
  const form = document.createElement("form");
  form.method = "post";
  form.action = record.url;
  for (const [name, value] of [...record.fields, ["csrfmiddlewaretoken", token]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
};
