// Makes a picture of each label of a file of ZPL.
// node render.mjs NODE_MODULES FILE WIDTH_MM HEIGHT_MM DOTS_PER_MM OUT

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [modules, file, width, height, dotsPerMm, out] = process.argv.slice(2);
const { ready } = createRequire(join(resolve(modules), "/"))("zpl-renderer-js");
const { api } = await ready;
const zpl = readFileSync(file, "latin1");
const labels = await api.zplToBase64MultipleAsync(zpl, Number(width), Number(height), Number(dotsPerMm));
labels.forEach((label, number) => writeFileSync(join(out, `${number}.png`), Buffer.from(label, "base64")));
// The interpreter waits for more.
process.exit(0);
