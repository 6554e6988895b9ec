// Writes the vector file again:
// node --conditions=@safepassage/source packages/disclosure/test/write-vectors.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { buildVerifyVectors } from "./reject-vectors.ts";

const folder = new URL("../../vectors/data/disclosure/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("verify.json", folder),
  `${JSON.stringify(buildVerifyVectors(), undefined, 2)}\n`,
);
