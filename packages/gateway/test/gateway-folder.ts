import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "../src/node.ts";

/** The folders of two agencies that have gateways, with the registry beside them. */
export interface Folders {
  readonly root: string;
  readonly b: string;
  readonly c: string;
  /** The registry's own: its file, its key, and what it signed. */
  readonly registry: string;
}

/** Makes the folders as the commands do. The system chooses the ports. */
export function makeFolders(port?: number): Folders {
  const root = mkdtempSync(join(tmpdir(), "safepassage-run-"));
  const [b = "", c = ""] = makeTestExchange(root, port === undefined ? {} : { port });
  for (const folder of [b, c]) {
    addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  }
  return { root, b, c, registry: join(root, "registry") };
}

/** A copy of folders, which a test may spoil. */
export function copyFolders({ root }: Folders): Folders {
  const copy = mkdtempSync(join(tmpdir(), "safepassage-run-"));
  cpSync(root, copy, { recursive: true });
  const at = (name: string) => join(copy, name);
  // The copy has the modes of files, and not those of folders.
  for (const name of ["keys", "tokens", "state", "consents", "keys/contents"]) {
    for (const agency of ["ngo-b", "ngo-c"])
      if (existsSync(at(join(agency, name)))) chmodSync(at(join(agency, name)), 0o700);
  }
  return { root: copy, b: at("ngo-b"), c: at("ngo-c"), registry: at("registry") };
}

/** Changes a JSON file. */
export function editJson(path: string, change: (value: never) => void): void {
  const value = JSON.parse(readFileSync(path, "utf8"));
  change(value as never);
  writeFileSync(path, JSON.stringify(value));
}

/** Every file and folder with its mode and content, to see that nothing was made, changed or lost. */
export function pictureOf(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const found = lstatSync(join(folder, name), { throwIfNoEntry: false });
      const mode = found?.mode.toString(8) ?? "gone";
      return [name, `${mode} ${found?.isFile() ? readFileSync(join(folder, name), "hex") : ""}`];
    }),
  );
}
