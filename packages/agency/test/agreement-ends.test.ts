import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFixedClock, parseJson } from "@safepassage/core";
import { AGREEMENT_TYPE, type AgreementText, signAgreement } from "@safepassage/message";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import { addSignature, createSigner, parsePrivateJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { FOLDER, openAgency } from "../src/node.ts";
import { inDays, openBoth } from "./open-both.ts";

describe("an agreement that has ended", () => {
  it("lets a certificate go under the version that is in force instead", async () => {
    const { b, c, close } = await openBoth();
    await close();
    const today = inDays(0).slice(0, 10);
    const write = (name: string, change: Partial<AgreementText>) =>
      writeIn([b.folder, c.folder], name, change);
    write("agr-assist.json", { until: today });
    const [early, first] = await Promise.all([openAgency(b.folder), openAgency(c.folder)]);
    const plan = await early.prepare(requestOnConsent());
    const sent = await early.send(plan, first);
    expect(sent.verdict).toBe("accept");
    const [consentRef = ""] = plan.draft.private["private.consentRefs"];
    const officer = { id: "staff-0042", assurance: 2 };
    await early.withdraw({ digest: sent.digest, consentRef, officer }, first);
    await Promise.all([early.close(), first.close()]);

    write("agr-2.json", { version: "2.0" });
    const clock = createFixedClock(inDays(1));
    const [later, second] = await Promise.all(
      [b, c].map(({ folder }) => openAgency(folder, { clock })),
    );
    if (later === undefined || second === undefined) throw new TypeError("two are open");
    const certificates = await second.deliver(later);
    expect(certificates).toMatchObject([{ state: "decided", verdict: "accept" }]);
    await Promise.all([later.close(), second.close()]);
  });
});

describe("an agreement in whose place a newer version is", () => {
  it("is told when a draft that names it is prepared, and not by its recipient", async () => {
    const { b, c, close } = await openBoth();
    const { draft } = await b.prepare(requestOnConsent());
    await close();
    const from = inDays(-2).slice(0, 10);
    writeIn([b.folder, c.folder], "agr-2.json", { version: "2.0", from });
    const later = await openAgency(b.folder);
    await expect(later.prepare(draft)).rejects.toMatchObject({
      code: "MESSAGE_AGREEMENT_SUPERSEDED",
    });
    await later.close();
  });
});

/** Writes the agreement with other terms, signed by both, to both. */
function writeIn(folders: readonly string[], name: string, change: Partial<AgreementText>): void {
  const read = (folder: string, file: string) =>
    parseJson(readFileSync(join(folder, file), "utf8"));
  const { payload } = read(folders[0] ?? "", "agreements/agr-assist.json") as { payload: string };
  const terms = JSON.parse(Buffer.from(payload, "base64url").toString()) as AgreementText;
  const [own, other] = folders.map((folder) =>
    createSigner(parsePrivateJwk(read(folder, FOLDER.signingKey))),
  );
  if (own === undefined || other === undefined) throw new TypeError("two sign");
  const text = { ...terms, until: inDays(300).slice(0, 10), ...change };
  const signed = addSignature(JSON.parse(signAgreement(text, [own])), other, {
    typ: AGREEMENT_TYPE,
  });
  for (const folder of folders) {
    writeFileSync(join(folder, FOLDER.agreements, name), JSON.stringify(signed));
  }
}
