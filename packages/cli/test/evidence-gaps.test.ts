import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";
import { certifyIn, exchangeIn, leavesOf } from "./evidence-world.ts";

const REGISTRY = ["--registry", "registry.json"];

let world: ReturnType<typeof createCaller>;
const receipt = (...args: string[]) => world.call("receipt", ...args, ...REGISTRY);
const lines = (printed: string) =>
  printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeEach(() => {
  world = createCaller();
});

/** Two messages in each of these folders. Returns the digest of the first, and what its recipient certifies of it. */
async function inFolders(...folders: readonly string[]) {
  for (const name of ["one", "two"]) {
    const { jwt, receipts } = await exchangeIn(world, name);
    for (const folder of folders) {
      world.files.set(`${folder}/${name}.json`, JSON.stringify({ jwt, receipts }));
    }
  }
  const { digest, disclosureDigests } = JSON.parse(world.files.get("one.kept") ?? "");
  const certificate = certifyIn(world, leavesOf(digest, disclosureDigests));
  return { digest, certificate: JSON.stringify({ ...certificate, receipts: [] }) };
}

describe("what was left out of what an agency hands over", () => {
  it("is a message that a certificate names, and that nobody shows", async () => {
    const { digest, certificate } = await inFolders("all");
    world.files.set("all/certificate.json", certificate);
    expect((await receipt("all")).text).not.toContain("not shown");
    world.files.delete("all/one.json");
    const { exit, text } = await receipt("all");
    expect(exit).toBe(EXIT.done);
    expect(text).toContain("not shown  1 message that a certificate says was erased:");
    expect(text).toContain(digest);
    expect(lines((await receipt("all", "--json")).text)).toContainEqual({
      notShown: digest,
      certificate: "all/certificate.json",
    });
  });

  it("is a message that one folder has and another has not", async () => {
    const { digest } = await inFolders("ngo-b", "ngo-c");
    const same = await receipt("ngo-b", "ngo-c");
    expect(same.text).not.toContain("not in");
    world.files.delete("ngo-c/one.json");
    const { exit, text } = await receipt("ngo-b", "ngo-c");
    expect(exit).toBe(EXIT.done);
    expect(text).toContain("2 messages: 2 good, 0 refused");
    expect(text).toContain("not in     ngo-c: 1 message that another folder has:");
    expect(text).toContain(digest);
    const shown = lines((await receipt("ngo-b", "ngo-c", "--json")).text);
    expect(shown).toContainEqual({ notIn: "ngo-c", digest });
    // A file of its own is no side.
    expect((await receipt("ngo-c", "ngo-b/one.json")).text).not.toContain("not in");
  });

  it("is no message that another folder has and that nobody signed", async () => {
    await inFolders("ngo-b", "ngo-c");
    const [one = "", two = ""] = ["one", "two"].map((name) =>
      world.files.get(`ngo-b/${name}.json`),
    );
    const jwt = (text: string): string => JSON.parse(text).jwt;
    const [head, payload] = jwt(one).split(".");
    const forged = [head, payload, jwt(two).split(".")[2]].join(".");
    world.files.set("ngo-b/forged.json", JSON.stringify({ jwt: forged, receipts: [] }));
    const { exit, text } = await receipt("ngo-b", "ngo-c");
    expect(exit).toBe(EXIT.refused);
    expect(text).toContain("3 messages: 2 good, 1 refused");
    expect(text).not.toContain("not in");
  });

  it("is all that another folder has, of a folder without a message", async () => {
    const { digest } = await inFolders("ngo-b", "ngo-c");
    world.files.delete("ngo-c/one.json");
    world.files.set("ngo-c/two.json", "{");
    const { exit, text } = await receipt("ngo-b", "ngo-c");
    expect(exit).toBe(EXIT.refused);
    expect(text).toContain("not in     ngo-c: 2 messages that another folder has:");
    expect(text).toContain(digest);
    expect(text).not.toContain("not in     ngo-b");
  });

  it("is a file that is cut off, also where it is the only one", async () => {
    await inFolders("all");
    world.files.delete("all/two.json");
    world.files.set("all/one.json", (world.files.get("all/one.json") ?? "").slice(0, 300));
    const { exit, text } = await receipt("all");
    expect(exit).toBe(EXIT.refused);
    expect(text).toContain("left out   cannot be read: all/one.json");
  });
});
