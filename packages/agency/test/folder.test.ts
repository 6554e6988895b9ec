import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningKey, publicJwk } from "@safepassage/trust";
import { afterAll, describe, expect, it } from "vitest";
import { readAgencyParts, readPublicKey } from "../src/folder/parts.ts";
import { readAgencyFolder } from "../src/node/agency-folder.ts";
import { makeAgencyFolder, makeTestExchange, openAgency } from "../src/node.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Two folders, the first changed. */
function changed(change: (own: string, other: string) => void): string {
  const [own = "", other = ""] = makeTestExchange(mkdtempSync(join(root, "exchange-")));
  change(own, other);
  return own;
}

const rename = (own: string, entity: string): void => {
  const path = join(own, "agency.json");
  const config: object = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...config, entity }));
};

describe("agency.json", () => {
  it("is refused with each place that is wrong, and what is allowed there", async () => {
    const folder = changed((own) =>
      writeFileSync(join(own, "agency.json"), '{ "entity": "ngo-b", "registryMaxAgeDay": 14 }'),
    );
    const error = await openAgency(folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "AGENCY_FOLDER_INVALID" });
    const { details } = error as { details: { file: string; why: string } };
    expect(details.file).toBe("agency.json");
    expect(details.why).not.toContain("\n");
    expect(details.why.split("/entity")).toHaveLength(2);
    expect(details.why).toContain("https://ngo-b.test");
    expect(details.why).toContain("/registry");
    expect(details.why).toContain("registryMaxAgeDays");
  });
});

describe("a folder that is made", () => {
  const make = (folder: string) =>
    makeAgencyFolder(folder, {
      ...{ entity: "https://ngo-a.test", registry: "registry.jwt" },
      registryKey: publicJwk(generateSigningKey("Ed25519")),
    });

  it("has agency.json last, so that what was broken off is no agency", () => {
    const folder = mkdtempSync(join(root, "made-"));
    mkdirSync(join(folder, "README.md"));
    expect(() => make(folder)).toThrow(expect.objectContaining({ code: "EEXIST" }));
    for (const name of ["agency.json", "keys/signing-key.json", "keys/officer.key"]) {
      expect(existsSync(join(folder, name))).toBe(false);
    }
  });

  it.each(["signing-key.json", "officer.key"])("replaces no %s", (name) => {
    const folder = mkdtempSync(join(root, "made-"));
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, "keys", name), "what cannot be made again");
    expect(() => make(folder)).toThrow(expect.objectContaining({ code: "AGENCY_FOLDER_EXISTS" }));
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["keys", `keys/${name}`]);
    expect(readFileSync(join(folder, "keys", name), "utf8")).toBe("what cannot be made again");
  });
});

describe("the folder of an agency", () => {
  it.each<[string, string, (own: string, other: string) => void]>([
    [
      "another agency's key",
      "keys/signing-key.json",
      (own, other) => cpSync(join(other, "keys"), join(own, "keys"), { recursive: true }),
    ],
    ["another agency's id", "keys/signing-key.json", (own) => rename(own, "https://ngo-c.test")],
    ["an id that nobody has", "agency.json", (own) => rename(own, "https://nobody.test")],
    [
      "epochs that are no JSON",
      "keys/epochs.json",
      (own) => writeFileSync(join(own, "keys/epochs.json"), "{", { mode: 0o600 }),
    ],
    [
      "epochs of another shape",
      "keys/epochs.json",
      (own) => writeFileSync(join(own, "keys/epochs.json"), "[1]", { mode: 0o600 }),
    ],
    [
      "epochs that others can read",
      "keys/epochs.json",
      (own) => {
        writeFileSync(join(own, "keys/epochs.json"), "[]");
        chmodSync(join(own, "keys/epochs.json"), 0o644);
      },
    ],
    ["no place for its state", "state", (own) => rmSync(join(own, "state"), { recursive: true })],
    [
      "an agreement that is no JSON",
      "agreements/notes.txt",
      (own) => writeFileSync(join(own, "agreements/notes.txt"), "to do"),
    ],
    [
      "an agreement that is no text",
      "agreements/x",
      (own) => writeFileSync(join(own, "agreements/x"), Uint8Array.of(0xff)),
    ],
    [
      "a folder among agreements",
      "agreements/old",
      (own) => mkdirSync(join(own, "agreements/old")),
    ],
    [
      "a link to nothing among agreements",
      "agreements/agr.json",
      (own) => symlinkSync("../gone.json", join(own, "agreements/agr.json")),
    ],
    [
      "a file in the place of agreements",
      "agreements",
      (own) => {
        rmSync(join(own, "agreements"), { recursive: true });
        writeFileSync(join(own, "agreements"), "");
      },
    ],
  ])("with %s is refused, and named", async (_, file, change) => {
    const folder = changed(change);
    // Twice: a refused folder leaves no lock behind.
    for (const __ of [1, 2]) {
      await expect(openAgency(folder)).rejects.toMatchObject({
        code: "AGENCY_FOLDER_INVALID",
        details: { file },
      });
    }
  });

  it("with mistakes in several files is refused with all of them, each with its place and what to do", async () => {
    const folder = changed((own) => {
      writeFileSync(join(own, "agency.json"), '{\n  "entity": "https://ngo-b.test",\n}');
      chmodSync(join(own, "keys/officer.key"), 0o640);
      writeFileSync(join(own, "keys/signing-key.json"), "");
      writeFileSync(join(own, "agreements/notes.txt"), "to do");
    });
    const { message, details } = await openAgency(folder).catch((thrown) => thrown);
    const faults = details.faults as readonly Record<string, string>[];
    expect(faults.map(({ code, file, place }) => [code, file, place])).toEqual([
      ["JSON_MALFORMED", "agency.json", "line 3, column 1"],
      ["FILE_EMPTY", "keys/signing-key.json", undefined],
      ["JSON_MALFORMED", "agreements/notes.txt", undefined],
      ["OPEN_TO_OTHERS", "keys/officer.key", undefined],
    ]);
    for (const { file = "" } of faults) expect(message).toContain(`\n${file} `);
    expect(faults.at(-1)?.["fix"]).toBe("chmod go= keys/officer.key");
    expect(message).not.toContain("to do");
  });

  it.each([
    ["agency.json", "A whole new folder is made with: safepassage init agency."],
    ["registry-key.json", "as it gave it to you"],
    ["public-key.json", "safepassage keys public keys/signing-key.json > public-key.json"],
    [
      "keys/signing-key.json",
      "safepassage keys generate --alg Ed25519 --out keys/signing-key.json",
    ],
    ["keys/officer.key", "head -c 32 /dev/urandom > keys/officer.key"],
  ])("says what to do where %s is missing", (file, expected) => {
    const folder = changed((own) => rmSync(join(own, file)));
    const parts = { ...readAgencyParts(folder), publicKey: readPublicKey(folder) };
    const faults = Object.values(parts).flatMap((part) => part.faults);
    expect(faults).toMatchObject([{ code: "FILE_MISSING", file }]);
    expect(faults[0]?.fix).toContain(expected);
  });

  it("advises no new folder where a file is missing that agency.json names", async () => {
    const folder = changed((own) => {
      const path = join(own, "agency.json");
      const config: object = JSON.parse(readFileSync(path, "utf8"));
      const store = { engine: "postgres", host: "/none", database: "a", user: "a" };
      writeFileSync(path, JSON.stringify({ ...config, store: { ...store, passwordFile: "pw" } }));
    });
    const { details } = await openAgency(folder).catch((thrown) => thrown);
    expect(details.faults).toMatchObject([{ file: "pw", fix: "Put it there." }]);
  });

  it("never opens a pipe in the place of a file", async () => {
    const folder = changed((own) => {
      rmSync(join(own, "agency.json"));
      execFileSync("sh", ["-c", 'mkfifo "$0"', join(own, "agency.json")]);
    });
    await expect(openAgency(folder)).rejects.toMatchObject({
      details: { faults: [{ code: "NOT_A_FILE", file: "agency.json" }] },
    });
  });

  it("with a registry that is not yet valid is refused, and named", async () => {
    const folder = changed(() => {});
    const clock = { now: () => new Date(Date.now() - 86_400_000) };
    await expect(openAgency(folder, { clock })).rejects.toMatchObject({
      code: "AGENCY_FOLDER_INVALID",
      details: { file: expect.stringContaining("registry.jwt") },
    });
  });

  it("may have an agreement by a link", async () => {
    const folder = changed((own) => {
      cpSync(join(own, "agreements/agr-assist.json"), join(own, "agreed.json"));
      rmSync(join(own, "agreements/agr-assist.json"));
      symlinkSync("../agreed.json", join(own, "agreements/agr-assist.json"));
    });
    expect((await readAgencyFolder(folder, fetch)).agreements).toHaveLength(1);
  });

  it("may be closed twice", async () => {
    const agency = await openAgency(changed(() => {}));
    await Promise.all([agency.close(), agency.close()]);
    await expect(agency.close()).resolves.toBeUndefined();
  });
});
