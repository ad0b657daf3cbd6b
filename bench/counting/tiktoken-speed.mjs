// Counts texts with the npm package `tiktoken` and prints, a JSON line each, the tokens and the best speed.
//
//   (cd bench/counting && npm ci)
//   node bench/counting/tiktoken-speed.mjs <slice bytes> <most bytes> <passes> <encoding,…> <file>…
//
// Each file is counted in slices, as the .NET side does: cut at a character, each slice's best time summed up, in time
// of the processor, so that other work on the machine counts for less.

import { readFileSync } from "node:fs";
import { get_encoding } from "tiktoken";

const [sliceBytes, mostBytes, passes, encodings, ...files] = process.argv.slice(2);

/** As much of a text as is asked for, up to where a character ends. */
function beginningOf(bytes, length) {
  let end = Math.min(length, bytes.length);
  while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

/** The slices of a text that end where a character ends. */
function* slicesOf(bytes, length) {
  for (let start = 0; start < bytes.length; ) {
    const slice = beginningOf(bytes.subarray(start), length);
    yield slice.toString("utf8");
    start += slice.length;
  }
}

for (const name of encodings.split(",")) {
  const encoding = get_encoding(name);
  for (const file of files) {
    const bytes = beginningOf(readFileSync(file), Number(mostBytes));
    const slices = [...slicesOf(bytes, Number(sliceBytes))];
    const best = slices.map(() => Infinity);
    let tokens = 0;
    for (let pass = 0; pass < Number(passes); pass++) {
      tokens = 0;
      slices.forEach((slice, index) => {
        const start = process.cpuUsage();
        tokens += encoding.encode_ordinary(slice).length;
        const { user, system } = process.cpuUsage(start);
        best[index] = Math.min(best[index], user + system);
      });
    }
    const microseconds = best.reduce((sum, time) => sum + time, 0);
    console.log(JSON.stringify({ encoding: name, file, tokens, megabytesPerSecond: bytes.length / microseconds }));
  }
  encoding.free();
}
