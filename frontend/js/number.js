/* Numbers and hashes as text. */
const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0"));

/* A UUID of one's own: `crypto.randomUUID` wants an encrypted line. */
export const number = () => {
  const digits = hex(crypto.getRandomValues(new Uint8Array(16))).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

/* Only an encrypted line lets a page count hashes. */
export const hashOf = async (blob) => {
  if (!crypto.subtle) return "";
  return hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())).join("");
};
