import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { createFixedClock, encodeBase64url, isBase64url, type Signer } from "@safepassage/core";
import type { CaseRequest, ImportedCase, ImportOptions } from "@safepassage/htcds";
import type { MessageOfficer } from "@safepassage/message";
import type { Agreement, ConsentRecord, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { readAssurance, requireWithout } from "../read/options.ts";
import { readAgreement } from "../read/read-context.ts";
import { inFile, readAs } from "../read/read-input.ts";
import { readSigner } from "../read/read-keys.ts";
import { type RegistryOptions, readRegistry } from "../read/read-registry.ts";
import { contentOf, recordOf } from "./content-of.ts";

/** A request, and what else its draft needs. */
export interface Asking {
  readonly request: CaseRequest;
  readonly sender: string;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  readonly officer: MessageOfficer;
  /** The consent record that the request names or carries, and the key that signs its content. */
  readonly asserting?: { readonly record: ConsentRecord; readonly signer: Signer };
}

/** Options of a command that makes the draft of a request. */
export interface AskingOptions extends RegistryOptions {
  readonly request?: string;
  readonly as?: string;
  readonly officerAssurance?: string;
  readonly officerRef?: string;
  readonly agreement?: string;
  readonly key?: string;
}

const OF_A_REQUEST = [
  "as",
  "officerAssurance",
  "officerRef",
  "agreement",
  "registry",
  "registryKey",
  "key",
] as const;

/** Reads what `--request` needs, before the case file is; `undefined` without it. */
export async function readAsking(
  io: Io,
  options: AskingOptions,
  now: Date,
): Promise<Asking | undefined> {
  const { request: path, as: sender, officerAssurance, agreement: agreementPath } = options;
  if (path === undefined) {
    requireWithout(options, OF_A_REQUEST, "without --request");
    return undefined;
  }
  const { registry: registryPath } = options;
  if (
    sender === undefined ||
    officerAssurance === undefined ||
    agreementPath === undefined ||
    registryPath === undefined
  ) {
    throw optionMissing("--request needs --as, --officer-assurance, --agreement and --registry");
  }
  const assurance = readAssurance(officerAssurance);
  const { parseCaseRequest } = await import("@safepassage/htcds");
  const registry = await readRegistry(io, options);
  const { test } = registry;
  const request = await readAs(io, path, "caseRequest", (json) => parseCaseRequest(json, { test }));
  const agreement = await readAgreement(io, options, { registry, now });
  if (agreement === undefined || agreement.id !== request.agreement) {
    throw optionInvalid(
      `--agreement is the one that ${path} names by its id, and ${agreementPath} has another`,
    );
  }
  inFile(registryPath, () => [
    registry.agencyAt(sender, now),
    registry.agencyAt(request.recipient, now),
  ]);
  const officer = { ref: readOfficerRef(options.officerRef), assurance };
  const record = await recordOf(io, dirname(path), request);
  const asked = { request, sender, registry, agreement, officer };
  if (record === undefined) return asked;
  const { key } = options;
  if (key === undefined) throw optionMissing("the request rests on consent: --key signs its scope");
  const signer = await readSigner(io, key, {
    ...{ holder: sender, registry, now },
    called: "the agency in --as",
  });
  return { ...asked, asserting: { record, signer } };
}

/** Makes the draft of one case: what the request asks for, under ids made for this recipient. */
export async function composeCase(
  found: ImportedCase,
  { request, sender: self, registry, agreement, officer, asserting }: Asking,
  { importing, now }: { readonly importing: ImportOptions; readonly now: Date },
): Promise<Draft> {
  const { compose } = await import("@safepassage/agency");
  const { withAnswerDeadline } = await import("@safepassage/message");
  const { parseDraft } = await import("@safepassage/schema");
  const content = await contentOf(found, request, importing, asserting?.record);
  const clock = createFixedClock(now);
  const { signer } = asserting ?? {};
  const draft = compose(content, { self, registry, agreement, officer, signer, clock });
  return withAnswerDeadline(parseDraft(draft));
}

/** Reads or makes a reference to the officer, which only the sender's agency can resolve. */
function readOfficerRef(given: string | undefined): string {
  if (given === undefined) return encodeBase64url(randomBytes(32));
  if (isBase64url(given) && given.length >= 22 && given.length <= 128) return given;
  throw optionInvalid("--officer-ref is base64url of 16 to 96 octets");
}
