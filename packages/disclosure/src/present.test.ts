import { createFixedClock } from "@safepassage/core";
import { describe, expect, test } from "vitest";
import { createTestSigner } from "../test/keys.ts";
import { AUDIENCE, digestOf, NONCE, NOW, SECRET_KEYS } from "../test/signed-texts.ts";
import { disclosable } from "./disclosable.ts";
import { issueSdJwt } from "./issue.ts";
import { presentSdJwt, type Selection, toPointer } from "./present.ts";
import { readSdJwt } from "./read.ts";
import { pathsOf, reveal } from "./reveal.ts";

const { sdJwt } = issueSdJwt({
  claims: {
    clear: 1,
    name: disclosable("Ana"),
    address: disclosable({ city: disclosable("Bern"), "a/b~c": disclosable("x") }),
    list: [disclosable("DE"), "FR", disclosable({ deep: disclosable(true) })],
  },
  header: { typ: "example+sd-jwt" },
  signer: createTestSigner(SECRET_KEYS.issuer),
  decoys: { count: () => 1, random: nextDecoy() },
});
const held = readSdJwt(sdJwt);

describe("presentSdJwt", () => {
  test.each<[string, Selection, object]>([
    ["nothing", [], { clear: 1, list: ["FR"] }],
    ["one member", ["/name"], { clear: 1, name: "Ana", list: ["FR"] }],
    ["an outer value alone", ["/address"], { clear: 1, address: {}, list: ["FR"] }],
    [
      "an inner value with what is around it",
      ["/address/city"],
      { clear: 1, address: { city: "Bern" }, list: ["FR"] },
    ],
    [
      "a name with escapes",
      ["/address/a~1b~0c"],
      {
        clear: 1,
        address: { "a/b~c": "x" },
        list: ["FR"],
      },
    ],
    ["an element", ["/list/0"], { clear: 1, list: ["DE", "FR"] }],
    [
      "what is inside an element, by its place in the full claims",
      ["/list/2/deep"],
      { clear: 1, list: ["FR", { deep: true }] },
    ],
    [
      "by a function of the path",
      ([first]) => first === "name",
      {
        clear: 1,
        name: "Ana",
        list: ["FR"],
      },
    ],
    [
      "by a function of the disclosure",
      (_, { disclosure }) => disclosure.name === undefined,
      {
        clear: 1,
        list: ["DE", "FR", {}],
      },
    ],
    [
      "everything",
      () => true,
      {
        clear: 1,
        name: "Ana",
        address: { city: "Bern", "a/b~c": "x" },
        list: ["DE", "FR", { deep: true }],
      },
    ],
  ])("discloses %s", (_, select, claims) => {
    const presented = readSdJwt(presentSdJwt(held, select));
    expect(reveal(presented).claims).toStrictEqual(claims);
    expect(presented.jwt).toBe(held.jwt);
  });

  test.each(["/clear", "/nothing", "/list/1", "/list/3", "name", "", "/address/a/b~c"])(
    "refuses the path %j, which names no disclosure",
    (pointer) => {
      expect(() => presentSdJwt(held, ["/name", pointer])).toThrow(
        expect.objectContaining({ code: "DISCLOSURE_SELECTION_UNKNOWN" }),
      );
    },
  );

  test("tells of each disclosure where it is and what holds it", () => {
    const revealed = reveal(held);
    const digests = new Map(
      [...pathsOf(revealed)].map(([digest, path]) => [toPointer(path), digest]),
    );
    const pointers = [...digests.keys()];
    expect(pointers.toSorted()).toStrictEqual([
      "/address",
      "/address/a~1b~0c",
      "/address/city",
      "/list/0",
      "/list/2",
      "/list/2/deep",
      "/name",
    ]);
    const at = (pointer: string) => revealed.resolved.get(digests.get(pointer) ?? "");
    expect(at("/address/city")).toMatchObject({ parent: digests.get("/address"), depth: 2 });
    expect(at("/list/2/deep")).toMatchObject({ parent: digests.get("/list/2"), depth: 3 });
    expect(at("/address")).toMatchObject({ parent: undefined, depth: 1 });
    expect(at("/list/0")?.disclosure.name).toBeUndefined();
    expect(at("/name")?.disclosure.name).toBe("name");
    // The list itself is in the clear: its place contains disclosures but has none of its own.
    const list = revealed.top.inner?.get("list");
    expect(list).toMatchObject({ step: "list", disclosure: undefined });
    expect(list?.inner?.get(0)).toBe(at("/list/0"));
    expect(pointers.indexOf("/address")).toBeLessThan(pointers.indexOf("/address/city"));
  });

  test.each<[Selection, number]>([
    [[], 5],
    [["/name"], 4],
    [() => true, 3],
  ])("leaves decoys among the digests whatever is disclosed", (select, unresolved) => {
    const revealed = reveal(readSdJwt(presentSdJwt(held, select)));
    expect(revealed.unresolved.size).toBe(unresolved);
    // The third decoy made is the one of the outermost object.
    expect([...revealed.unresolved]).toContain(digestOf("decoy 2"));
  });

  test("binds what is presented to audience, nonce and time", () => {
    const text = presentSdJwt(held, ["/name"], binding());
    const { keyBinding, presented } = readSdJwt(text);
    expect(presented).toBe(presentSdJwt(held, ["/name"]));
    expect(keyBinding?.jws.header).toMatchObject({ typ: "kb+jwt", alg: "ES256" });
    expect(keyBinding?.payload).toStrictEqual({
      iat: NOW,
      aud: AUDIENCE,
      nonce: NONCE,
      sd_hash: digestOf(presented),
    });
  });

  test("drops the key binding of what it was made from", () => {
    const bound = readSdJwt(presentSdJwt(held, ["/name"], binding()));
    const again = readSdJwt(presentSdJwt(bound, []));
    expect(again.keyBinding).toBeUndefined();
    expect(again.disclosures.size).toBe(0);
  });

  test("refuses to present an SD-JWT that is malformed itself", () => {
    const broken = readSdJwt(`${sdJwt}WyJzYWx0IiwiYSIsMV0~`);
    expect(() => presentSdJwt(broken, [])).toThrow(
      expect.objectContaining({ code: "DISCLOSURE_UNREFERENCED" }),
    );
  });
});

function binding() {
  return {
    signer: createTestSigner(SECRET_KEYS.holder),
    audience: AUDIENCE,
    nonce: NONCE,
    clock: createFixedClock(new Date(NOW * 1000)),
  };
}

function nextDecoy(): () => string {
  let next = 0;
  return () => `decoy ${next++}`;
}
