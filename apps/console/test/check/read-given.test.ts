import { describe, expect, it } from "vitest";
import { MOST_OCTETS, readFile, readGiven } from "../../src/pages/check/judge/read-given.ts";
import { refusalOf } from "../../src/pages/check/judge/refusal.ts";
import { sample, vector, whole, world } from "./vectors.ts";

const kindOf = (text: string): string => {
  try {
    return readGiven("", text).thing.kind;
  } catch (error) {
    return refusalOf(error).code;
  }
};

describe("a text", () => {
  const key = JSON.parse(sample("registry-key.json"));
  const receipts = sample("receipts.txt").trimEnd().split("\n");
  const gateway = JSON.stringify({
    digest: whole.digest,
    jwt: sample("message.jwt").trim(),
    receipts: receipts.map((jwt) => ({ jwt, claims: {} })),
  });

  it.each([
    ["a draft", JSON.stringify(whole.draft), "draft"],
    ["a draft of many lines", JSON.stringify(whole.draft, null, 2), "draft"],
    ["a message as opened", JSON.stringify(whole.opened), "message"],
    ["a signed message", `\n${whole.sdJwt}\r\n`, "signed"],
    ["a signed message in quotes", JSON.stringify(whole.sdJwt), "signed"],
    ["a sealed message", whole.sealed, "CHECK_SEALED"],
    ["a receipt", receipts[0] ?? "", "evidence"],
    ["receipts, one a line", sample("receipts.txt"), "evidence"],
    ["the signed part of a message", sample("message.jwt"), "evidence"],
    ["evidence as the command writes it", sample("evidence.json"), "evidence"],
    ["evidence as a gateway answers it", gateway, "evidence"],
    ["evidence of several messages, one a line", `${gateway}\n\n${gateway}`, "evidence"],
    ["a list of evidence", JSON.stringify([JSON.parse(gateway), JSON.parse(gateway)]), "evidence"],
    [
      "a list of evidence, of many lines",
      JSON.stringify([JSON.parse(gateway)], null, 2),
      "evidence",
    ],
    ["a list on a line of its own", `[${gateway}]\n`, "evidence"],
    ["a list of messages", `[{"clear":{}},{"clear":{}}]`, "CHECK_SEVERAL_MESSAGES"],
    ["a list of nothing", "[]", "CHECK_KIND_UNKNOWN"],
    ["receipts of which there are none", '{"receipts":[]}', "CHECK_EMPTY"],
    ["several messages, one a line", `{"clear":{}}\n{"clear":{}}`, "CHECK_SEVERAL_MESSAGES"],
    ["a registry", sample("registry.json"), "registry"],
    ["a signed registry", sample("registry.jwt"), "signedRegistry"],
    ["a key", JSON.stringify(key), "registryKey"],
    ["a private key", JSON.stringify(world.keys["ngo-b"]), "CHECK_PRIVATE_KEY"],
    ["an agreement", whole.agreementJws, "agreement"],
    ["a draft request", '{"recipient":"","messageType":""}', "CHECK_DRAFT_REQUEST"],
    ["a request for one case", vector("htcds/ngo-b.request.json"), "CHECK_KIND_UNKNOWN"],
    ["another signed text", `${btoa('{"typ":"spp-epochs+jwt"}')}.e30.AA`, "CHECK_OTHER_SIGNED"],
    ["a text that only looks signed", "eyes and ears", "evidence"],
    ["a word that only looks signed", "eyes", "CHECK_KIND_UNKNOWN"],
    ["nothing", " \n\t", "CHECK_EMPTY"],
    ["a number", "7", "CHECK_KIND_UNKNOWN"],
    ["a web page", "<!doctype html>", "JSON_MALFORMED"],
  ])("is told by what it holds: %s", (_, text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe("the bounds", () => {
  it("refuse a file by its size, before an octet is read", async () => {
    let wasRead = false;
    const file = {
      name: "case.json",
      size: 100_000_000,
      arrayBuffer: async () => {
        wasRead = true;
        return new ArrayBuffer(0);
      },
    };
    await expect(readFile(file)).rejects.toMatchObject({ code: "CHECK_FILE_TOO_LARGE" });
    expect(wasRead).toBe(false);
  });

  it("take a file as large as they are, and no octet more", async () => {
    const blank = (size: number) => new File([" ".repeat(size)], "blank.json");
    const refused = (size: number) => readFile(blank(size)).catch((error) => refusalOf(error).code);
    expect(await refused(MOST_OCTETS)).toBe("CHECK_EMPTY");
    expect(await refused(MOST_OCTETS + 1)).toBe("CHECK_FILE_TOO_LARGE");
    expect(kindOf(" ".repeat(MOST_OCTETS + 1))).toBe("CHECK_FILE_TOO_LARGE");
  });

  it.each([
    ["depth", "[".repeat(100_000)],
    ["depth of objects", '{"a":'.repeat(50_000)],
    ["a million values", `[${"1,".repeat(1_000_000)}1]`],
    ["a million lines", "1\n".repeat(1_000_000)],
    ["a million words that look signed", "ey ".repeat(1_000_000)],
    ["4 MiB of one text", `"${"x".repeat(4_000_000)}"`],
    ["4 MiB of dots", `ey${".".repeat(4_000_000)}`],
    ["4 MiB of tildes", `ey${"~".repeat(4_000_000)}`],
  ])("keep garbage from taking long: %s", (_, text) => {
    const begun = performance.now();
    expect(kindOf(text)).toMatch(/^(?:JSON_|CHECK_|signed$)/);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it("take 200 signed texts, and not one more", () => {
    const [receipt = ""] = sample("receipts.txt").split("\n");
    expect(kindOf(`${receipt}\n`.repeat(200))).toBe("evidence");
    expect(kindOf(`${receipt}\n`.repeat(201))).toBe("CHECK_TOO_MANY_SIGNED");
  });

  it("name a file that cannot be read, and one that is no UTF-8", async () => {
    const gone = {
      name: "gone.json",
      size: 3,
      arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")),
    };
    await expect(readFile(gone)).rejects.toMatchObject({ code: "CHECK_FILE_UNREADABLE" });
    const picture = new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff)], "picture.png");
    await expect(readFile(picture)).rejects.toMatchObject({ code: "JSON_BAD_TEXT" });
  });
});
