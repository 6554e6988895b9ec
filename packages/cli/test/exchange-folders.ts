import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { afterEach, beforeAll, beforeEach } from "vitest";
import { manyPorts } from "./many-ports.ts";

/** Where the folders are. */
export let root = "";
/** The folder of an agency. */
export let ngoB = "";
/** The folder of the other one. */
export let ngoC = "";
/** The first of the ports that the registry lists. */
export let ports = 0;

/** Makes the folders of two agencies before each test of a file, and removes them after it. */
export function makeExchangeForEach(): void {
  beforeAll(async () => {
    ports = await manyPorts();
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "safepassage-commands-"));
    [ngoB = "", ngoC = ""] = makeTestExchange(join(root, "x"), { port: ports });
  });
  afterEach(() => rmSync(root, { recursive: true }));
}

/** The configuration of an agency. */
export const configOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "agency.json"), "utf8"));
