import { type Body, FIELDS, type Leaf } from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { TELLING_FIELDS } from "./presence.ts";
import { findLeaks, type LeakInput } from "./withheld.ts";

const message = scenarios.scenarios[0]?.messages[0]?.message as unknown as LeakInput["message"];
const GID = "8i2U9AAKdTBQ-Y4FGNoUHg";
const OTHER = "IDkZtTvJTbR0p8Jw3vDH3g";

const name = (original: string, latin: string): Leaf => ({
  f: "identity.names",
  v: { part: "family", original, script: "Cyrl", latin, scheme: "icao9303" },
});
const handle = (text: string): Leaf => ({
  f: "online.accountHandle",
  v: { platform: "socialNetwork", handle: text },
});
const organisation = (text: string): Leaf => ({ f: "organisation.name", v: text });

/** Findings if one value is withheld and another is sent. */
function leaks(held: readonly Leaf[], sent: readonly Leaf[], kind = "organisation"): string[] {
  const group = (leaves: readonly Leaf[]) =>
    ({ kind, links: [], leaves }) as unknown as Body[string];
  const body = { ...message.body, [OTHER]: group(sent) };
  const whole = { ...body, [OTHER]: group([...held, ...sent]) };
  return findLeaks({ held: whole, message: { ...message, body } }).map(({ code }) => code);
}

describe("findLeaks", () => {
  it.each([
    ["as it is", name("Примерная", "Primernaia"), organisation("Primernaia Ltd")],
    ["in another transliteration", name("Юлия", "Iuliia"), organisation("House of Yuliya")],
    ["as it is, of four letters with a J", name("Жан", "Jean"), organisation("Jean Trade")],
    ["of four letters, in a spelling of three", name("Єва", "Yeva"), organisation("House of Eva")],
    ["with a J, run together", name("Йелена", "Jelena"), handle("jelena92")],
    ["with a Y, run together without it", name("Катя", "Yekaterina"), handle("xekaterina92")],
    [
      "in a spelling with a Y, of two short names",
      name("Ана Ева", "Ana Eva"),
      organisation("Ana Yeva Trade"),
    ],
    ["in letters of its own alphabet", name("Akɔsua", "Akɔsua"), organisation("Akɔsua Trade")],
    ["in letters without their signs", name("Ɗanƙo", "Ɗanƙo"), handle("danko.92")],
    ["without its apostrophe", name("O'lim", "O'lim"), organisation("Olim Trade")],
    ["with an apostrophe", name("Olim", "Olim"), organisation("Firm of O’lim")],
    ["with a letter put in between", name("Примерная", "Primernaia"), organisation("Primʬernaia")],
    ["in another case, with a digit for a letter", name("Оксана", "Oksana"), handle("OKS4NA.92")],
    ["run together with other words", name("Примерная", "Primernaia"), handle("xprimernaia92")],
    ["backwards", name("Примерная", "Primernaia"), handle("aianremirp")],
    [
      "with dots between the letters of none",
      { f: "contact.phone", v: "+99955501001" } as Leaf,
      handle("999.555.01001"),
    ],
    [
      "as an account",
      {
        f: "finance.account",
        v: { kind: "account", value: { number: "AB123456", country: "XA" } },
      } as Leaf,
      organisation("Club AB 123456"),
    ],
    [
      "a birthday, day first",
      { f: "identity.dateOfBirth", v: { edtf: "2000-03-17", basis: "document" } } as Leaf,
      handle("born17032000"),
    ],
    [
      "within octets that should be random",
      name("Примерная", "Primernaia"),
      { f: "suspect.groupRef", v: "UHJpbWVybmFpYSBYQjEyMw" } as Leaf,
    ],
    [
      "in the signs of octets that should be random",
      name("Оксана", "Oksana"),
      { f: "suspect.groupRef", v: "xQ7-Oksana_k2Jh9pLr4vA" } as Leaf,
    ],
    ["as the name of an account", handle("@Oksana_K.92"), organisation("Club Oksana K 92")],
    [
      "of eight letters, as the name of an account",
      handle("oksana92"),
      organisation("Club Oksana92"),
    ],
    [
      "of an e-mail address before its @",
      { f: "contact.email", v: "Oksana.Primer@mail.test" } as Leaf,
      handle("oksanaprimer"),
    ],
    ["as a number in the name of an account", handle("tel-999555"), organisation("Club 99 95 55")],
  ])("sees a withheld value %s", (_, held, sent) => {
    expect(leaks([held], [sent])).toEqual(["R01_WITHHELD_ELSEWHERE"]);
  });

  const company = (text: string, soleTrader = false): readonly Leaf[] => [
    organisation(text),
    { f: "organisation.soleTrader", v: soleTrader },
    {
      f: "organisation.registration",
      v: { register: "national", country: "XB", number: "HRB-1234" },
    } as Leaf,
  ];

  it("warns where a registered company is called like an account, and refuses it without a register", () => {
    const held = [handle("test.models")];
    expect(leaks(held, company("Test Models Ltd"))).toEqual(["R01_WITHHELD_BESIDE"]);
    expect(leaks(held, [organisation("Test Models Ltd")])).toEqual(["R01_WITHHELD_ELSEWHERE"]);
    expect(leaks(held, company("Test Models Ltd", true))).toEqual(["R01_WITHHELD_ELSEWHERE"]);
    // Without a word of it, a sole trader may be behind the name.
    const unsaid = company("Test Models Ltd").filter(({ f }) => f !== "organisation.soleTrader");
    expect(leaks(held, unsaid)).toEqual(["R01_WITHHELD_ELSEWHERE"]);
    // The register excuses the name of the company, and nothing else in the group.
    const beside = [...company("Invented Help"), handle("xtest-models")];
    expect(leaks([{ f: "contact.email", v: "test.models@mail.test" }], beside)).toEqual([
      "R01_WITHHELD_ELSEWHERE",
    ]);
  });

  it("refuses a withheld surname in the name of a company, registered or not", () => {
    const held = [name("Примерная", "Primernaia")];
    expect(leaks(held, company("Primernaia Ltd"))).toEqual(["R01_WITHHELD_ELSEWHERE"]);
    expect(leaks([...held, handle("primernaia")], company("Primernaia Ltd"))).toEqual([
      "R01_WITHHELD_ELSEWHERE",
    ]);
  });

  it.each([
    [
      "a code beside the same code",
      { f: "subject.nationality", v: "XA" } as Leaf,
      { f: "location.country", v: "XA" } as Leaf,
    ],
    ["a short word within another", name("Ана", "Ana"), organisation("Banana Trade")],
    ["a word of an account in another text", handle("test.models"), organisation("Models of XB")],
    ["a short account", handle("maks-92"), organisation("Maks 92 Trade")],
    [
      "the provider of an e-mail address",
      { f: "contact.email", v: "ana@providermail.test" } as Leaf,
      organisation("Providermail Ltd"),
    ],
    [
      "random octets",
      name("Примерная", "Primernaia"),
      { f: "suspect.groupRef", v: "vJ7Oq1sX55H5KQ3JhjAj_A" } as Leaf,
    ],
    ["a name beside another name", name("Примерная", "Primernaia"), organisation("Invented Help")],
    [
      "a number beside a longer one",
      { f: "vehicle.registration", v: { plate: "AB 12", country: "XA" } } as Leaf,
      handle("ab1299"),
    ],
  ])("takes no offence at %s", (_, held, sent) => {
    expect(leaks([held], [sent])).toEqual([]);
  });

  it("warns where two persons share a name in a script whose letters are not made Latin", () => {
    const [held, sent] = [name("الزهراء", "Alzahra"), name("الزهراء", "Zohra")];
    expect(leaks([held], [sent])).toEqual(["R01_WITHHELD_BESIDE"]);
  });

  it("warns where two persons share a name, and where a field tells by being there", () => {
    expect(leaks([name("Примерная", "Primernaia")], [name("Примерный", "Primernaia")])).toEqual([
      "R01_WITHHELD_BESIDE",
    ]);
    const offence = { f: "event.exploitation", v: "sexualExploitation" } as Leaf;
    expect(leaks([offence], [{ f: "event.sexualSubtype", v: "prostitution" } as Leaf])).toEqual([
      "R01_PRESENCE_TELLS",
    ]);
  });

  it("finds nothing where nothing was withheld, and names the place without its value", () => {
    expect(findLeaks({ held: message.body, message })).toEqual([]);
    const group = (leaves: readonly Leaf[]) =>
      ({ kind: "organisation", links: [], leaves }) as never;
    const [finding] = findLeaks({
      held: { ...message.body, [GID]: group([name("Примерная", "Primernaia")]) },
      message: { ...message, body: { [OTHER]: group([organisation("Primernaia Ltd")]) } },
    });
    expect(finding).toMatchObject({
      rule: "R01",
      severity: "error",
      pointer: `/body/${OTHER}/organisation.name`,
    });
    expect(JSON.stringify(finding)).not.toMatch(/primernaia/i);
  });

  it("names fields of the catalogue only", () => {
    const ids = FIELDS.map(({ id }) => id);
    expect(TELLING_FIELDS.filter((field) => !ids.includes(field))).toEqual([]);
  });
});
