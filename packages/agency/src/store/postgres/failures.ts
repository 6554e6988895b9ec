import { ProtocolError } from "@safepassage/core";
import { AgencyError, type AgencyErrorCode } from "../../setting/agency-error.ts";
import { STRANGE } from "./client.ts";

/**
 * Gives a failure of PostgreSQL, or of the connection to it, its code, with the failure as cause. Any other error is
 * returned as it is.
 *
 * @param place - The database, for the operator.
 */
export function toPostgresError(error: unknown, place: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  // The words of the server may repeat values; its code does not.
  const { code: said = "", message } = error as {
    readonly code?: string;
    readonly message: string;
  };
  const why = /^[0-9A-Z]{5}$/.test(said) ? `SQLSTATE ${said}` : said || message;
  const member = OF_CERTIFICATE.test(said)
    ? "authorities"
    : MEMBERS.find(([start]) => said.startsWith(start) || message.startsWith(start))?.[1];
  const details = member === undefined ? {} : { member };
  return new AgencyError(code, `${place}: ${why}`, { cause: error, details });
}

/** Whether a failure means that the server's disk has no room. */
export const isFull = (error: unknown): boolean => codeOf(error) === "GATEWAY_STORE_FULL";

/** Whether a failure lasts as long as the connection, and no longer. */
export const isOfConnection = (error: unknown): boolean =>
  error instanceof Error && STALE.includes(String((error as { readonly code?: unknown }).code));

/** Whether a failure means that what is on the server's disk is damaged, or cannot be read. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Error && DAMAGES.has(String((error as { readonly code?: unknown }).code));

function codeOf(error: unknown): AgencyErrorCode | undefined {
  if (!(error instanceof Error) || error instanceof ProtocolError) return undefined;
  const { code = "" } = error as { readonly code?: string };
  if (OF_SYSTEM.has(code) || OF_CERTIFICATE.test(code) || LOST.test(error.message))
    return "GATEWAY_STORE_AWAY";
  if (SIGN_IN.test(error.message)) return "GATEWAY_STORE_REFUSED";
  if (!/^[0-9A-Z]{5}$/.test(code)) return undefined;
  return OF_STATE.find(([prefix]) => code.startsWith(prefix))?.[1];
}

/** SQLSTATEs of a prepared statement whose table has other columns now, and of one that the server has no more. */
const STALE: readonly string[] = ["0A000", "26000"];

/** SQLSTATEs by how they begin (PostgreSQL manual, appendix A). The longer ones go first. */
const OF_STATE: readonly (readonly [string, AgencyErrorCode])[] = [
  ["53100", "GATEWAY_STORE_FULL"],
  // Too many connections, out of memory; the connection; shutdown and start; a statement, a pause or a transaction that took too
  // long; a database that takes no connections just now; a lock or a conflict of somebody who works on the tables; what was
  // prepared for tables as they were.
  ...["53", "08", "57P", "57014", "25P03", "25P04", "55000", "55P03", "40", ...STALE].map(
    (code) => [code, "GATEWAY_STORE_AWAY"] as const,
  ),
  // Not admitted; no such database; no right to a database or table; no schema that the role could make tables in.
  ...["28", "3D000", "42501", "3F000"].map((code) => [code, "GATEWAY_STORE_REFUSED"] as const),
  ["25006", "GATEWAY_STORE_READ_ONLY"],
  // Input and output; damaged.
  ...["58", "XX"].map((code) => [code, "GATEWAY_STORE_UNREADABLE"] as const),
];

/** Which member of `store` in `agency.json` a refusal is about. */
const MEMBERS: readonly (readonly [string, string])[] = [
  ["28P01", "passwordFile"],
  ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password", "passwordFile"],
  ["28", "user"],
  ["3D000", "database"],
];

/** Input and output; a missing file; damaged data; a damaged index. */
const DAMAGES: ReadonlySet<string> = new Set(["58030", "58P01", "XX001", "XX002"]);

const OF_SYSTEM: ReadonlySet<string> = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOENT", "EHOSTUNREACH"],
  ...["ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
  // The folder of its socket is closed; a firewall; more connect at once than it takes; a machine without a network; no TLS.
  ...["EACCES", "EPERM", "EAGAIN", "ENETDOWN", "EPROTO"],
]);

/** What TLS says of a certificate: of the server, or of the authorities that are named for it. */
const OF_CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|ERR_OSSL_|ERR_SSL_|ERR_TLS_CERT|SELF_SIGNED_|UNABLE_TO_)/;

/** What the client says of a connection that is gone, or leads to no PostgreSQL server. */
const LOST = new RegExp(
  `^(${[
    ...["Connection terminated", "Client has encountered a connection error", "timeout expired"],
    ...[
      "Query read timeout",
      "Postgres connection has been discarded",
      "received invalid response",
    ],
    ...["The server does not support SSL", "There was an error establishing an SSL connection"],
    `${STRANGE}(?!: Unknown authentication)`,
  ].join("|")})`,
);

/** What the client says where a server has the role sign in as it cannot: without a password, or another way than by one. */
const SIGN_IN = new RegExp(`^(SASL: |${STRANGE}: Unknown authentication)`);
