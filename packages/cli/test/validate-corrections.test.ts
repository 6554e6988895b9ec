import type { DecodedMessage } from "@safepassage/schema";
import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const DIGEST = "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM";
const { files, call } = createCaller();

describe("validate of a correction that carries a value", () => {
  let sent: DecodedMessage;
  let path: string;
  beforeAll(async () => {
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    const draft = JSON.parse(files.get("prepared.json") ?? "");
    const digests = { "env.digest.private": DIGEST, "env.digest.body": DIGEST };
    sent = { ...draft, clear: { ...draft.clear, ...digests } };
    const [gid] = Object.entries(sent.body).find(([, { kind }]) => kind === "subject") ?? [];
    path = `${gid}/subject.ledCategory`;
    files.set("correction.json", JSON.stringify(correctionOf(sent, path, "possibleVictim")));
    files.set("wrong.json", JSON.stringify(correctionOf(sent, path, "suspect")));
    files.set("history.json", historyWith(sent));
  });

  it("judges it together with the message that the history holds", async () => {
    const given = [...CONTEXT, "--history", "history.json", "--json"];
    const good = JSON.parse((await call("validate", "correction.json", ...given)).text);
    expect(good.findings).toEqual([]);
    expect(good.evaluated).toContain("R79");
    const bad = await call("validate", "wrong.json", ...given);
    expect(bad.exit).toBe(EXIT.refused);
    const [finding] = JSON.parse(bad.text).findings;
    expect(finding).toMatchObject({
      pointer: "/body/Q5oQKBNJwqPP7MUZFCwvaQ/correction.value",
      groupKind: "correction",
      corrected: { message: DIGEST },
    });
  });

  it("says where it is wrong, in the correction and in the message", async () => {
    const given = [...CONTEXT, "--history", "history.json"];
    const { text } = await call("validate", "wrong.json", ...given);
    expect(text).toContain("at   /body/Q5oQKBNJwqPP7MUZFCwvaQ/correction.value");
    expect(text).toMatch(new RegExp(`in {3}the corrected message ${DIGEST}, /body/`));
    const report = await call("validate", "wrong.json", ...given, "--format", "html");
    expect(report.text).toContain("In the corrected message");
  });

  it("refuses it where nobody gives the message, and says what to give", async () => {
    const { exit, text } = await call("validate", "correction.json", ...CONTEXT);
    expect(exit).toBe(EXIT.refused);
    expect(text).toContain("The message to be corrected is not held");
    expect(text).toContain("history.corrected");
  });

  it("refuses a history whose message is invalid", async () => {
    files.set("broken.json", historyWith({ ...sent, body: { a: {} } }));
    const given = [...CONTEXT, "--history", "broken.json", "--json"];
    const { text } = await call("validate", "correction.json", ...given);
    expect(JSON.parse(text)).toMatchObject({ refused: { code: "SCHEMA_INVALID" } });
  });
});

function historyWith(message: unknown): string {
  const { private: hidden, clear } = message as DecodedMessage;
  const entry = {
    message: clear["env.messageId"],
    exchangeId: hidden["private.exchangeId"],
    from: clear["env.sender.agencyId"],
    to: clear["env.recipient.agencyId"],
    purpose: clear["env.purpose"],
    digest: DIGEST,
  };
  const held = { digest: DIGEST, message, consents: [], authorisations: [], history: {} };
  return JSON.stringify({ exchange: [entry], corrected: [held], log: { intentPrecedes: true } });
}

/** A draft that corrects one value of a message. */
function correctionOf(sent: DecodedMessage, path: string, value: string): object {
  const { "env.digest.private": _, "env.digest.body": __, ...clear } = sent.clear;
  return {
    clear: {
      ...clear,
      "env.messageId": "8c706584-e337-4342-8d5d-480513d90480",
      "env.messageType": "correction",
      "env.legalBasis": ["GDPR#16"],
      "env.handling.conditions": [],
    },
    private: {
      ...sent.private,
      "private.inReplyTo": sent.clear["env.messageId"],
      "private.necessity": [],
      "private.consentRefs": [],
      "private.consentAssertions": [],
      "private.provenance": [],
    },
    body: {
      Q5oQKBNJwqPP7MUZFCwvaQ: {
        kind: "correction",
        links: [],
        leaves: [
          { f: "correction.target", v: { message: DIGEST, path } },
          { f: "correction.action", v: "rectify" },
          { f: "correction.reason", v: "inaccurate" },
          { f: "correction.value", v: value },
        ],
      },
    },
  };
}
