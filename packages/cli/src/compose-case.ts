import { randomBytes } from "node:crypto";
import { createFixedClock, encodeBase64url, isBase64url, type Signer } from "@safepassage/core";
import type { CaseRequest, ImportedCase, ImportOptions } from "@safepassage/htcds";
import type { Agreement, Body, Consent, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError } from "./cli-error.ts";
import type { Io } from "./command.ts";
import type { ImportHtcdsOptions } from "./commands/import.ts";
import { inFile, readAgreement, readJson, readRegistry } from "./read-input.ts";

/** A request, and what a draft needs beside it. */
export interface Asking {
  readonly request: CaseRequest;
  readonly sender: string;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  readonly assurance: number;
  readonly officerRef: string;
  /** Signs the scope of the consent; there where the request has one. */
  readonly signer: Signer | undefined;
}

/** Reads what `--request` needs, before the case file is; `undefined` without it. */
export async function readAsking(
  io: Io,
  options: ImportHtcdsOptions,
  now: Date,
): Promise<Asking | undefined> {
  const { request: path, as: sender, assurance, agreement: agreementPath } = options;
  if (path === undefined) return undefined;
  const { registry: registryPath } = options;
  if (
    sender === undefined ||
    assurance === undefined ||
    agreementPath === undefined ||
    registryPath === undefined
  ) {
    const detail = "--request needs --as, --assurance, --agreement and --registry";
    throw new CliError("CLI_OPTION_MISSING", detail);
  }
  if (!/^[123]$/.test(assurance)) {
    throw new CliError("CLI_OPTION_INVALID", "--assurance is 1, 2 or 3");
  }
  const { parseCaseRequest } = await import("@safepassage/htcds");
  const registry = await readRegistry(io, options);
  const json = await readJson(io, path);
  const request = inFile(path, () => parseCaseRequest(json, { test: registry.test }));
  const agreement = await readAgreement(io, options, now);
  if (agreement === undefined || agreement.id !== request.agreement) {
    throw new CliError("CLI_OPTION_INVALID", `${agreementPath} is not the agreement of ${path}`);
  }
  inFile(registryPath, () => [
    registry.agencyAt(sender, now),
    registry.agencyAt(request.recipient, now),
  ]);
  return {
    request,
    sender,
    registry,
    agreement,
    assurance: Number(assurance),
    officerRef: readOfficerRef(options.officerRef),
    signer:
      request.consent === null
        ? undefined
        : await readSigner(io, options, { sender, registry, now }),
  };
}

/** Makes the draft of one case: what is asked of it, under ids that only this recipient gets. */
export async function composeCase(
  found: ImportedCase,
  asking: Asking,
  { importing, now }: { readonly importing: ImportOptions; readonly now: Date },
): Promise<Draft> {
  const { applyAdditions, renewIds, selectFields } = await import("@safepassage/htcds");
  const { composeDraft, issueConsentAssertion } = await import("@safepassage/message");
  const { parseDraft } = await import("@safepassage/schema");
  const { request, sender, registry, agreement, officerRef, assurance, signer } = asking;
  const { evaluation, asOf, random, test = false } = importing;
  const whole = applyAdditions(found.groups, request.additions, {
    evaluation: { ...evaluation, asOf: asOf.slice(0, 7) },
    random,
    test,
  });
  const body = renewIds(selectFields(whole, request.asks, request.precision), random);
  const consent = await consentOf(request, body);
  const clock = createFixedClock(now);
  const assertions =
    consent === undefined || signer === undefined
      ? []
      : [
          issueConsentAssertion(consent, {
            holder: sender,
            recipient: request.recipient,
            signer,
            clock,
          }),
        ];
  const draft = composeDraft({
    sender: registry.agencyAt(sender, now),
    recipient: registry.agencyAt(request.recipient, now),
    recipientThumbprint: registry.keyAt(request.recipient, now).kid,
    states: registry.states,
    agreement,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBasis: request.legalBases,
    test,
    officerRef,
    officerAssurance: assurance,
    body,
    clock,
    clear: { "env.handling.conditions": request.conditions },
    private: {
      "private.necessity": request.necessity.flatMap(({ field, reason }) =>
        pathsOf(body, field).map((path) => ({ path, reason })),
      ),
      "private.consentRefs": consent === undefined ? [] : [consent.ref],
      "private.consentAssertions": assertions,
    },
  });
  return parseDraft(draft);
}

async function consentOf(request: CaseRequest, body: Body): Promise<Consent | undefined> {
  if (request.consent === null) return undefined;
  const { randomId } = await import("@safepassage/message");
  const { parseConsent } = await import("@safepassage/schema");
  const { validFrom, validUntil } = request.consent;
  if (validFrom === undefined || validUntil === undefined) {
    const detail = "the request's consent needs validFrom and validUntil";
    throw new CliError("CLI_OPTION_INVALID", detail);
  }
  return parseConsent({
    ...request.consent,
    ref: randomId(),
    subject: Object.keys(body).find((gid) => body[gid]?.kind === "subject"),
    status: "ConsentGiven",
    purposes: [request.purpose],
    recipients: [request.recipient],
    withdrawnAt: null,
  });
}

async function readSigner(
  io: Io,
  { key: path }: ImportHtcdsOptions,
  { sender, registry, now }: { sender: string; registry: AgencyRegistry; now: Date },
): Promise<Signer> {
  if (path === undefined) {
    throw new CliError("CLI_OPTION_MISSING", "the request rests on consent: --key signs its scope");
  }
  const { createSigner, parsePrivateJwk } = await import("@safepassage/trust");
  const json = await readJson(io, path);
  const key = inFile(path, () => parsePrivateJwk(json));
  inFile(path, () => registry.verifierFor(sender, key.kid, now));
  return createSigner(key);
}

/** A reference means something to the sender's own agency only, which keeps whom it stands for. */
function readOfficerRef(given: string | undefined): string {
  if (given === undefined) return encodeBase64url(randomBytes(32));
  if (isBase64url(given) && given.length >= 22 && given.length <= 128) return given;
  throw new CliError("CLI_OPTION_INVALID", "--officer-ref is base64url of 16 to 96 octets");
}

function pathsOf(body: Body, field: string): readonly string[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.some(({ f }) => f === field) ? [`${gid}/${field}`] : [],
  );
}
