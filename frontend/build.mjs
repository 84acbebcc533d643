// Builds dist/: styles, scripts, font and icons. `npm ci --ignore-scripts && node build.mjs`
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const dist = join(here, "dist");
const LETTERS =
  String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i)) +
  " ·×÷°±–—‘’“”…−≤≥";

/** Our own scripts and styles, bundled. The font stays a file of its own. */
async function bundle() {
  await build({
    absWorkingDir: here,
    entryPoints: [
      ...["js/theme.js", "js/anzhu.js", "js/charts.js", "js/photos.js"],
      "js/offline/queue.js",
      "css/anzhu.css",
    ],
    entryNames: "[name]",
    outdir: "dist",
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome88", "firefox90", "safari15"],
    external: ["*.woff2"],
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The service worker, named after all else that is built: it keeps files of one build. */
async function worker() {
  const hash = createHash("sha256");
  for (const name of (await readdir(dist)).sort()) hash.update(await readFile(join(dist, name)));
  const BUILD = JSON.stringify(hash.digest("hex").slice(0, 16));
  await build({
    absWorkingDir: here,
    entryPoints: ["js/sw.js"],
    outdir: "dist",
    minify: true,
    define: { BUILD },
    target: ["chrome88", "firefox90", "safari15"],
    logLevel: "warning",
  });
}

/** Tabler as it is, without the map that the manifest of static files would look for. */
async function tabler() {
  const css = await readFile(join(packages, "@tabler/core/dist/css/tabler.min.css"), "utf8");
  await writeFile(join(dist, "tabler.css"), css.replace(/\/\*# sourceMappingURL=.*?\*\//g, ""));
}

/** Plex cut to ASCII, digits and punctuation, weights 400 to 600. */
async function font() {
  const name = "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2";
  const whole = await readFile(join(packages, name));
  const cut = await subsetFont(whole, LETTERS, {
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 600, default: 400 } },
    keepFeatures: ["kern", "tnum"],
  });
  await writeFile(join(dist, "plex-sans.woff2"), cut);
}

/** A sprite of the icons named in icons.txt (a test compares it with the templates). */
async function icons() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).trim().split("\n");
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(
    join(dist, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`,
  );
}

async function symbol(name) {
  const file = join(packages, "@tabler/icons/icons/outline", `${name}.svg`);
  const svg = await readFile(file, "utf8").catch(() => {
    throw new Error(`There is no icon "${name}" in @tabler/icons.`);
  });
  const shapes = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none"[^>]*>/, "")
    .replace(/\s+/g, " ");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.trim()}</symbol>`;
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([bundle(), tabler(), font(), icons()]);
await writeFile(join(dist, "mark.svg"), await readFile(join(here, "mark.svg")));
await worker();
