import { createFixedClock, isJsonObject, type Json, parseJson } from "@safepassage/core";
import { inspectMessage, type VerifiedEvidence, verifyEvidence } from "@safepassage/message";
import { parseDecodedMessage } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { inFile, readText } from "../read/read-input.ts";
import { checkSigned } from "./check-signed.ts";

/** What an erasure certificate states about a message, compared with what arrived. */
export interface CheckedCertificate {
  readonly place: string;
  /** Who states it: the recipient of the message. */
  readonly by: string;
  /** Whether its signature was verified. An opened certificate has none. */
  readonly signed: boolean;
  /** Its statements, a list for each field. */
  readonly stated: Readonly<Record<string, readonly string[]>>;
  /** Number of disclosures that arrived, by the receipts; undefined without a receipt. */
  readonly arrived: number | undefined;
  /** Digests that arrived but that it does not name. */
  readonly uncertified: readonly string[];
  /** Digests that it names but that did not arrive with this message. */
  readonly foreign: readonly string[];
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
  { clear, digest, hidden, receipts }: VerifiedEvidence,
  registry: AgencyRegistry,
): Promise<CheckedCertificate> {
  const { message, signed } = await readCertificate(io, path, registry);
  const parties = [message.clear["env.sender.agencyId"], message.clear["env.recipient.agencyId"]];
  const isReply =
    message.clear["env.messageType"] === "erasureCertificate" &&
    parties[0] === clear["env.recipient.agencyId"] &&
    parties[1] === clear["env.sender.agencyId"];
  const stated: Record<string, string[]> = {};
  for (const { kind, leaves } of Object.values(message.body)) {
    if (kind !== "erasure") continue;
    for (const { f, v } of leaves) stated[f] = [...(stated[f] ?? []), String(v)];
  }
  if (!isReply || stated["erasure.messageDigest"]?.includes(digest) !== true) {
    throw new CliError("CLI_NO_CERTIFICATE", `${path} certifies nothing about message ${digest}`);
  }
  const named = new Set(stated["erasure.disclosures"]);
  const proof = receipts.find((receipt) => receipt.kind !== "refused");
  const resolved = proof?.resolved ?? [];
  // A certificate may name, instead of a list that is too long, the two digests that cover all others.
  const isWhole = named.size === hidden.length && hidden.every((root) => named.has(root));
  return {
    place: path,
    by: parties[0] ?? "",
    signed,
    stated,
    arrived: proof && resolved.length,
    uncertified: isWhole ? [] : resolved.filter((one) => !named.has(one)),
    foreign: [...named].filter((one) => !resolved.includes(one) && !hidden.includes(one)),
  };
}

async function readCertificate(io: Io, path: string, registry: AgencyRegistry) {
  const text = await readText(io, path);
  const json = text.startsWith("{")
    ? inFile(path, () => parseJson(text, { maxLength: 4 * 1_048_576, maxDepth: 16 }))
    : undefined;
  const sdJwt = json === undefined ? text : memberOf(json, "sdJwt");
  if (typeof sdJwt === "string")
    return { message: openSigned(path, sdJwt, registry), signed: true };
  const opened = memberOf(json, "message") ?? json;
  return { message: inFile(path, () => parseDecodedMessage(opened)), signed: false };
}

/** Verifies it like evidence: with the key in force when it says it was signed. */
function openSigned(path: string, sdJwt: string, registry: AgencyRegistry) {
  if (!sdJwt.includes("~")) {
    throw new CliError("CLI_NO_CERTIFICATE", `${path} has the signed part only`);
  }
  const [jwt = ""] = sdJwt.split("~", 1);
  const { clear } = checkSigned({ place: path, text: jwt, what: "message" }, registry, () =>
    verifyEvidence({ jwt, receipts: [] }, registry),
  );
  const clock = createFixedClock(clear["env.createdAt"]);
  return inFile(path, () => inspectMessage(sdJwt, { clock })).message;
}

const memberOf = (json: Json | undefined, name: string): Json | undefined =>
  json !== undefined && isJsonObject(json) ? json[name] : undefined;
