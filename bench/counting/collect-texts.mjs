// Collects the texts that counting is measured on: real code, and real prose with each line once, so that nothing
// repeats.
//
//   mkdir -p /tmp/texts/packages && cd /tmp/texts/packages
//   apt-get download debian-handbook libpython3.11-stdlib manpages-dev manpages manpages-zh manpages-ja \
//     manpages-ja-dev manpages-ru manpages-de manpages-de-dev
//   for package in *.deb; do dpkg-deb -x $package unpacked; done
//   node bench/counting/collect-texts.mjs /tmp/texts/packages/unpacked /tmp/texts
//
// Writes english.txt, chinese.txt, japanese.txt, russian.txt, german.txt, code.txt and mixed.txt: all of the former and
// every other language of the handbook, a few paragraphs of each in turn. Each at most 8 MB.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gunzipSync } from "node:zlib";

const MOST_BYTES = 8_000_000;
const MIXED_PART_BYTES = 2_000;
const HANDBOOK = "usr/share/doc/debian-handbook/html";

const [root, output] = process.argv.slice(2);
if (!output) throw new Error("usage: collect-texts.mjs <folder of unpacked packages> <output folder>");

/** All files below a folder, in an order that does not depend on the file system. */
function* filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

function textOfHtml(html) {
  return html
    .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
    .replace(/<\/?(p|div|li|h\d|tr|pre|dt|dd)\b[^>]*>/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)))
    .replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
}

/** A manual page without its comments and formatting: requests, fonts, escaped signs. */
function textOfRoff(roff) {
  return roff
    .replace(/\\".*$/gm, "")
    .replace(/^[.'].*$/gm, "")
    .replace(/\\f(\[[^\]]*\]|\(..|.)/g, "")
    .replace(/\\\(em/g, "—")
    .replace(/\\\([a-z]q/g, '"')
    .replace(/\\[&%/,|^:]/g, "")
    .replace(/\\[-e]/g, (escape) => (escape === "\\-" ? "-" : "\\"));
}

function* linesOf(folder, extension, textOf) {
  for (const file of filesBelow(join(root, folder))) {
    if (extname(file) !== extension) continue;
    const bytes = readFileSync(file);
    const text = extension === ".gz" ? gunzipSync(bytes) : bytes;
    yield* textOf(text.toString("utf8")).split("\n");
  }
}

const handbook = (language) => linesOf(`${HANDBOOK}/${language}`, ".html", textOfHtml);
const manual = (language) => linesOf(`usr/share/man/${language}`, ".gz", textOfRoff);
const code = () => linesOf("usr/lib/python3.11", ".py", (text) => text);

/** Lines joined, those with letters once only; what is left untranslated, and broken characters, left out. */
function joinUnique(sources, isWanted = () => true, seen = new Set()) {
  const lines = [];
  let bytes = 0;
  for (const source of sources) {
    for (const line of source) {
      const trimmed = line.trim();
      const letters = trimmed.match(/\p{L}/gu)?.length ?? 0;
      if (trimmed.includes("\ufffd") || (letters > 0 && (seen.has(trimmed) || !isWanted(trimmed, letters)))) continue;
      if (trimmed === "" && (lines.at(-1) ?? "") === "") continue;
      seen.add(trimmed);
      lines.push(trimmed);
      bytes += Buffer.byteLength(trimmed) + 1;
      if (bytes > MOST_BYTES) return lines.join("\n");
    }
  }
  return lines.join("\n");
}

/** Whether a line is written in a script: half of its letters are of it. */
const mostly = (script) => (line, letters) => 2 * (line.match(script)?.length ?? 0) >= letters;

/** Parts of a few paragraphs, taken from each text in turn while at least half of the texts last. */
function mix(texts) {
  const parts = texts.map((text) => text.match(new RegExp(`[^]{1,${MIXED_PART_BYTES}}(\\n|$)`, "g")) ?? []);
  const mixed = [];
  const lasting = (index) => parts.filter((of) => of.length > index).length;
  for (let index = 0; lasting(index) > texts.length / 2; index++) {
    for (const of of parts) if (of.length > index) mixed.push(of[index]);
  }
  return mixed.join("");
}

const manuals = ["man1", "man2", "man3", "man4", "man5", "man6", "man7", "man8"];
const english = new Set();
const texts = {
  english: joinUnique([handbook("en-US"), ...manuals.map((section) => manual(section))], undefined, english),
  chinese: joinUnique([handbook("zh-CN"), manual("zh_CN")], mostly(/\p{Script=Han}/gu)),
  japanese: joinUnique(
    [handbook("ja-JP"), manual("ja")],
    mostly(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu),
  ),
  russian: joinUnique([handbook("ru-RU"), manual("ru")], mostly(/\p{Script=Cyrillic}/gu)),
  german: joinUnique([handbook("de-DE"), manual("de")], undefined, new Set(english)),
  code: [...code()].join("\n").slice(0, MOST_BYTES),
};
const alone = ["en-US", "zh-CN", "ja-JP", "ru-RU", "de-DE"];
const others = readdirSync(join(root, HANDBOOK), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !alone.includes(entry.name))
  .map((entry) => joinUnique([handbook(entry.name)], undefined, new Set(english)));
texts.mixed = mix([...Object.values(texts), ...others]);

mkdirSync(output, { recursive: true });
for (const [name, text] of Object.entries(texts)) {
  writeFileSync(join(output, `${name}.txt`), text);
  console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
}
