import { isJsonObject, type Json, ProtocolError, parseJson } from "@safepassage/core";
import { type VerifiedEvidence, verifyCertificate } from "@safepassage/message";
import { type Body, type LastingClear, parseDecodedMessage } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "../read/needs.ts";
import { inFile, LOCAL, readText } from "../read/read-input.ts";
import { checkSigned } from "./check-signed.ts";
import { type JudgedErasure, judgeErasure } from "./judge-erasure.ts";
import type { PlacedEvidence, PlacedWhole } from "./read-evidence.ts";

/** What an erasure certificate states about a message, compared with what arrived. */
export interface CheckedCertificate extends JudgedErasure {
  readonly place: string;
  /** Who states it: the recipient of the message. */
  readonly by: string;
  /** Whether its signature was verified. An opened certificate has none. */
  readonly signed: boolean;
  /** When it says it was signed. Instant. */
  readonly at: string;
  /** SHA-256 of its signed part, by which the two gateways name it. */
  readonly digest: string | undefined;
  /** Its statements, a list for each field. */
  readonly stated: Readonly<Record<string, readonly string[]>>;
  /** Number of disclosures that arrived, by the receipts; undefined without a receipt. */
  readonly arrived: number | undefined;
  /** Digests that arrived but that it does not name. */
  readonly uncertified: readonly string[];
  /** Digests that it names but that did not arrive with this message; undefined without a receipt. */
  readonly foreign: readonly string[] | undefined;
}

interface CheckOptions {
  readonly registry: AgencyRegistry;
  readonly now: Date;
}

/**
 * Reads an erasure certificate, whole or opened, and compares it with verified evidence.
 *
 * @throws CliError `CLI_NO_CERTIFICATE`; errors of verification with their codes.
 * @see docs/spec/receipts.md#erasure-certificates
 */
export async function checkCertificate(
  io: Io,
  path: string,
  evidence: VerifiedEvidence,
  { registry, now }: CheckOptions,
): Promise<CheckedCertificate> {
  const certificate = { ...(await readCertificate(io, path, registry)), place: path };
  if (!certifies(certificate, evidence)) {
    throw new CliError(
      "CLI_NO_CERTIFICATE",
      `${path} certifies nothing about message ${evidence.digest}`,
    );
  }
  return compareCertificate(certificate, evidence, now);
}

/**
 * Opens the certificates among evidence. What does not verify is left out here: it is refused where it is checked itself.
 */
export function certificatesAmong(
  given: readonly Pick<PlacedEvidence, "wholes">[],
  registry: AgencyRegistry,
): readonly PlacedCertificate[] {
  return given.flatMap(({ wholes: [whole] }) => {
    if (whole === undefined) return [];
    try {
      return [{ ...openSigned(whole, registry), place: whole.place }];
    } catch (error) {
      if (error instanceof ProtocolError) return [];
      throw error;
    }
  });
}

/** Whether the recipient of a message certifies in it, to its sender, that it erased that message. */
export function certifies(
  { clear: own, stated }: PlacedCertificate,
  { clear, digest }: VerifiedEvidence,
): boolean {
  return (
    own["env.messageType"] === "erasureCertificate" &&
    own["env.sender.agencyId"] === clear["env.recipient.agencyId"] &&
    own["env.recipient.agencyId"] === clear["env.sender.agencyId"] &&
    stated["erasure.messageDigest"]?.includes(digest) === true
  );
}

/** Compares a certificate of a message with what had arrived. */
export function compareCertificate(
  certificate: PlacedCertificate,
  { clear, hidden, receipts }: VerifiedEvidence,
  now: Date,
): CheckedCertificate {
  const { clear: own, place, stated } = certificate;
  const by = own["env.sender.agencyId"];
  const named = new Set(stated["erasure.disclosures"]);
  const resolved = receipts.find((receipt) => receipt.kind !== "refused")?.resolved;
  const arrived = new Set(resolved);
  // A certificate may name, instead of a list that is too long, the two digests that cover all others.
  const isWhole = named.size === hidden.length && hidden.every((root) => named.has(root));
  return {
    ...{ place, by, stated, at: own["env.createdAt"] },
    ...{ signed: certificate.digest !== undefined, digest: certificate.digest },
    arrived: resolved?.length,
    uncertified: isWhole ? [] : (resolved ?? []).filter((one) => !named.has(one)),
    foreign: resolved && [...named].filter((one) => !arrived.has(one)),
    ...judgeErasure({
      sentAt: clear["env.createdAt"],
      eraseBy: clear["env.retention.eraseBy"],
      erasedAt: stated["erasure.at"] ?? [],
      backupHorizon: stated["erasure.backupHorizon"] ?? [],
      certifiedAt: own["env.createdAt"],
      now,
    }),
  };
}

/** What a certificate states, a list for each field. */
function statedIn(body: Body): PlacedCertificate["stated"] {
  // A map: in a certificate of another catalogue a field may have any name, also "constructor".
  const stated = new Map<string, string[]>();
  for (const { kind, leaves } of Object.values(body)) {
    if (kind !== "erasure") continue;
    for (const { f, v } of leaves) {
      const values = stated.get(f) ?? [];
      stated.set(f, values);
      values.push(String(v));
    }
  }
  return Object.fromEntries(stated);
}

/** What a file says. Without a digest nobody has signed it in this form. */
interface ReadCertificate {
  readonly clear: LastingClear;
  /** Its statements, a list for each field. */
  readonly stated: Readonly<Record<string, readonly string[]>>;
  readonly digest?: string;
}

/** A certificate, and where it was found. */
export interface PlacedCertificate extends ReadCertificate {
  readonly place: string;
}

async function readCertificate(
  io: Io,
  path: string,
  registry: AgencyRegistry,
): Promise<ReadCertificate> {
  const text = await readText(io, path, "certificate");
  return asKind(path, text, "certificate", () => readIn(path, text, registry));
}

function readIn(path: string, text: string, registry: AgencyRegistry): ReadCertificate {
  const json = text.startsWith("{")
    ? inFile(path, () => parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 16 }), LOCAL)
    : undefined;
  const sdJwt = json === undefined ? text : memberOf(json, "sdJwt");
  if (typeof sdJwt === "string") return openSigned({ sdJwt, place: path }, registry);
  // Evidence of a certificate that an earlier version of a gateway has kept.
  if (typeof memberOf(json, "jwt") === "string") throw signedPartOnly(path);
  const opened = memberOf(json, "message") ?? json;
  const { clear, body } = inFile(path, () => parseDecodedMessage(opened));
  return { clear, stated: statedIn(body) };
}

/** Verifies it like evidence: with the key in force when it says it was signed. */
export function openSigned(
  { sdJwt, place }: PlacedWhole,
  registry: AgencyRegistry,
): ReadCertificate {
  if (!sdJwt.includes("~")) throw signedPartOnly(place);
  const [text = ""] = sdJwt.split("~", 1);
  const { clear, body, digest } = checkSigned({ place, text, what: "message" }, registry, () =>
    verifyCertificate(sdJwt, registry, { ofAnyCatalogue: true }),
  );
  return { clear, stated: statedIn(body), digest };
}

const signedPartOnly = (path: string): CliError =>
  new CliError("CLI_NO_CERTIFICATE", `${path} has the signed part only`);

const memberOf = (json: Json | undefined, name: string): Json | undefined =>
  json !== undefined && isJsonObject(json) ? json[name] : undefined;
