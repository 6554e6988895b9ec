import { createFixedClock } from "@safepassage/core";
import {
  type Decision,
  issueDecidedReceipt,
  issueDeliveredReceipt,
  issueMessage,
  type ReceiptOptions,
  randomId,
} from "@safepassage/message";
import type { Draft, Leaf } from "@safepassage/schema";
import { createSigner } from "@safepassage/trust";
import { expect } from "vitest";
import type { createCaller } from "./call.ts";
import { keyIn, NGO_C } from "./world.ts";

type World = ReturnType<typeof createCaller>;

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];

/** What an agency hands over of a message. */
export interface Exchanged {
  readonly jwt: string;
  readonly receipts: string[];
  /** Name of the copy of `issue --keep`. */
  readonly kept: string;
}

/** Sends the draft once more, and keeps what an agency hands over of it under `name`. */
export async function exchangeIn({ files, call }: World, name: string): Promise<Exchanged> {
  const kept = `${name}.kept`;
  const draft = JSON.parse(files.get("draft.json") ?? "");
  draft.clear["env.messageId"] = crypto.randomUUID();
  files.set(`${name}.draft`, JSON.stringify(draft));
  const made = [
    await call("prepare", `${name}.draft`, ...CONTEXT, "--out", `${name}.min`),
    await call(
      ...["issue", `${name}.min`, "--key", "ngo-b.key", "--to", "ngo-c.epochs", ...CONTEXT],
      ...["--out", `${name}.jwe`, "--keep", kept],
    ),
    await call(
      ...["open", `${name}.jwe`, "--as", NGO_C, "--epoch-key", "ngo-c.epoch.key", ...CONTEXT],
      ...["--key", "ngo-c.key", "--receipts", `${name}.receipts`],
    ),
  ];
  expect(made.map(({ exit }) => exit)).toEqual([0, 0, 0]);
  const receipts = (files.get(`${name}.receipts`) ?? "").trim().split("\n");
  return { jwt: JSON.parse(files.get(kept) ?? "").jwt, receipts, kept };
}

/** Signs receipts of NGO-C for the delivery that another receipt is about, at any time. */
export function receiptsLike(receipt: string, { files }: World) {
  const payload = Buffer.from(receipt.split(".")[1] ?? "", "base64url").toString();
  const { msg: digest, sd_hash: sdHash, resolved } = JSON.parse(payload);
  const at = (time: string): ReceiptOptions => ({
    ...{ self: NGO_C, to: "https://ngo-b.test", clock: createFixedClock(time) },
    signer: createSigner(keyIn(files, "ngo-c.key")),
  });
  return {
    delivered: (time: string) => issueDeliveredReceipt({ digest, sdHash, resolved }, at(time)),
    decided: (time: string, verdict: Decision["verdict"] = "accept") =>
      issueDecidedReceipt(
        { digest, sdHash, resolved },
        { verdict, tier: "state", findings: [], decidedBy: "rules" },
        at(time),
      ),
  };
}

/** Who signs a certificate, and what else its envelope says. */
export interface CertifyOptions {
  readonly key?: string;
  readonly change?: Partial<Draft["clear"]>;
}

/** What NGO-C signs about a message, or another agency in its place. */
export function certifyIn(
  { files }: World,
  leaves: readonly Leaf[],
  { key = "ngo-c.key", change = {} }: CertifyOptions = {},
) {
  const { clear, private: hidden } = JSON.parse(files.get("draft.json") ?? "") as Draft;
  const [sender, recipient] = ["env.sender", "env.recipient"] as const;
  const turned = Object.fromEntries(
    Object.entries(clear).map(([name, value]) => {
      const side = name.startsWith(sender) ? recipient : sender;
      const isParty = name.startsWith(`${sender}.`) || name.startsWith(`${recipient}.`);
      return [isParty ? side + name.slice(name.indexOf(".", 4)) : name, value];
    }),
  );
  const draft = {
    clear: {
      ...turned,
      "env.messageId": crypto.randomUUID(),
      "env.messageType": "erasureCertificate",
      ...change,
    },
    private: { ...hidden, "private.consentRefs": [], "private.consentAssertions": [] },
    body: { [randomId()]: { kind: "erasure", links: [], leaves } },
  } as unknown as Draft;
  return issueMessage(draft, { signer: createSigner(keyIn(files, key)) });
}

/** What a certificate states. */
export const leavesOf = (
  digest: string,
  disclosures: readonly string[],
  { at = "2026-11-24T09:02:00Z", backupHorizon = "2026-12-25" } = {},
): readonly Leaf[] => [
  { f: "erasure.messageDigest", v: digest },
  ...disclosures.map((v) => ({ f: "erasure.disclosures", v })),
  { f: "erasure.method", v: "overwritten" },
  { f: "erasure.at", v: at },
  { f: "erasure.backupHorizon", v: backupHorizon },
  { f: "erasure.exception", v: "none" },
];
