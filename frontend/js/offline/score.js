/* What answers are worth, for a walk without a line: inspections/scoring.py once more.

   Amounts are whole hundredths and results are exact fractions [number, of how many], so
   that the phone shows the server's figure. What is recorded the server counts itself. */
const FULL = 100n;
const HUNDREDTHS = 100n;
const ZERO = [0n, 1n];

export const hundredths = (text) => Math.round(Number(text) * 100);

const exact = (text) => BigInt(hundredths(text));
const plus = ([a, b], [c, d]) => [a * d + c * b, b * d];
const sum = (lines, name) => lines.reduce((all, line) => all + line[name], 0n);
const share = (lines) => [sum(lines, "got") * FULL, sum(lines, "most")];

/* What a card got of its most points; nothing where it is absent, or not answered. */
const lineOf = ({ hidden, dataset: { kind, part, most, outcome, deducted } }) => {
  const isScored = kind === "check" || kind === "deduction";
  if (hidden || !isScored || !outcome || outcome === "na") return [];
  const full = exact(most || 1);
  const lost = kind === "deduction" && deducted ? exact(deducted) : full;
  return [{ part, most: full, got: outcome === "pass" ? full : full - lost }];
};

const points = (lines) => {
  if (lines.some(({ part, got }) => part === "veto" && !got)) return ZERO;
  const counted = lines.filter(({ part }) => part === "general" || part === "guarantee");
  const bonus = lines.filter(({ part }) => part === "bonus");
  return counted.length ? plus(share(counted), [sum(bonus, "got"), HUNDREDTHS]) : null;
};

const table = (lines, { least_guarantee: least, full_guarantee: full }) => {
  const guarantee = lines.filter(({ part }) => part === "guarantee");
  const isLittle = sum(guarantee, "got") * exact(full) < sum(guarantee, "most") * exact(least);
  if (isLittle || guarantee.some(({ got }) => !got)) return ZERO;
  return lines.length ? share(lines) : null;
};

/* Categories by their weights; each is the mean of its tables. */
const total = (tables, { weights, excellent, qualified }) => {
  let [got, whole, isZeroed] = [ZERO, 0n, false];
  for (const [category, scores] of tables) {
    const weight = exact(weights[category]);
    const [all, of] = scores.reduce(plus, ZERO);
    got = plus(got, [all * weight, of * BigInt(scores.length)]);
    whole += weight;
    isZeroed ||= scores.some(([n]) => !n);
  }
  if (!whole) return {};
  const score = [got[0], got[1] * whole];
  const isFrom = (least) => score[0] * HUNDREDTHS >= exact(least) * score[1];
  const isGood = !isZeroed && isFrom(qualified);
  return { score, grade: isGood ? (isFrom(excellent) ? "excellent" : "qualified") : "unqualified" };
};

/* Half a hundredth is one. */
const shown = ([n, of]) => {
  const rounded = (n * HUNDREDTHS * 2n + of) / (of * 2n);
  return (Number(rounded) / 100).toLocaleString("en", { maximumFractionDigits: 2 });
};

/* The score of sections in words, and its grade; nothing where nothing is scored. */
export const scoreOf = (sections) => {
  const versions = new Map();
  for (const section of sections) {
    const { version } = section.dataset;
    const known = versions.get(version) ?? { ...section.dataset, lines: [] };
    known.lines.push(...[...section.querySelectorAll("[data-item]")].flatMap(lineOf));
    versions.set(version, known);
  }
  const [all, tables] = [[...versions.values()], new Map()];
  const graded = all.filter(({ scoring }) => scoring === "jgj59");
  const pointed = all.filter(({ scoring }) => scoring === "points");
  const rules = graded.length ? JSON.parse(graded[0].rules || "null") : {};
  if (!rules || (!graded.length && !pointed.length)) return null;
  for (const { category, lines } of graded) {
    const score = category in rules.weights && table(lines, rules);
    if (score) tables.set(category, [...(tables.get(category) ?? []), score]);
  }
  const { score, grade } = graded.length
    ? total(tables, rules)
    : { score: points(pointed.flatMap(({ lines }) => lines)) };
  return { score: score ? shown(score) : "–", grade };
};
