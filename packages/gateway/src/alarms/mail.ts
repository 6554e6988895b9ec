import { createHash } from "node:crypto";
import { isLoopback, type MailConfig } from "@safepassage/agency";
import { gatherLetters, type Post } from "./gather-letters.ts";
import { type Channel, type Notice, sayNotice } from "./notice.ts";

/** Secrets and certificates of a mail server, read from the files that the configuration names. */
export interface MailSecrets {
  readonly password?: string;
  readonly ca?: string;
}

/**
 * Makes a way of telling alarms for each address: one that its server refuses keeps no alarm from another, and is tried again
 * by itself. The first is called `mail`, the others `mail 2` and so on. What goes to several addresses at once goes as one mail.
 *
 * @param secretsNow - Is asked before each mail: a password may change.
 */
export function createMailChannels(
  config: MailConfig,
  secretsNow: () => MailSecrets,
): readonly Channel[] {
  const send = gatherLetters(createPost(config, secretsNow), config.to.length > 1 ? {} : ALONE);
  return config.to.map((address, index) => ({
    name: index === 0 ? "mail" : (`mail ${index + 1}` as const),
    ...{ place: placeOf(index), patienceMs: PATIENCE_MS },
    send: (notice, signal) => send(notice, address, signal),
  }));
}

/**
 * Tells alarms by mail (SMTP, RFC 5321). The connection is encrypted with TLS 1.2 or newer before anything is said, but for
 * a server on loopback; a server without is not used.
 */
function createPost(config: MailConfig, secretsNow: () => MailSecrets): Post<Notice> {
  const { from, to } = config;
  // A gateway that sends no mail starts without it. What goes wrong is told at the first mail.
  const loaded = import("nodemailer");
  loaded.catch(() => {});
  return async (notice, addresses, signal) => {
    const { subject, lines, mayWait } = sayNotice(notice);
    const mail = {
      // Each reader sees who else is told.
      ...{ from, to: [...to], envelope: { from, to: [...addresses] } },
      ...{ subject, text: `${lines.join("\n")}\n`, messageId: messageIdOf(notice) },
      headers: { "auto-submitted": "auto-generated", ...(mayWait ? {} : URGENT) },
      // A mail is text: nothing in it names a file or an address to read.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    };
    const { createTransport } = await loaded;
    try {
      const transport = createTransport(connectionTo(config, secretsNow()));
      return refusedOf((await transport.sendMail({ ...mail, signal })) as Refusals);
    } catch (error) {
      signal.throwIfAborted();
      const refused = refusedOf(error as Refusals);
      if (addresses.every((one) => refused.has(one))) return refused;
      throw toFailure(error);
    }
  };
}

/** What the client tells of the addresses that a server has refused, in an answer or in an error. */
interface Refusals {
  readonly rejectedErrors?: readonly (Error & { readonly recipient?: string })[];
}

const refusedOf = ({ rejectedErrors = [] }: Refusals): ReadonlyMap<string, unknown> =>
  new Map(rejectedErrors.map((error) => [error.recipient ?? "", toFailure(error)]));

function toFailure(error: unknown): unknown {
  const code = mailCodeOf(error);
  return code === undefined ? error : new MailFailed(code, error);
}

/** Where `agency.json` names an address. */
export const placeOf = (index: number): string => `/gateway/alarms/mail/to/${index}`;

/** How a mail server is reached, and who signs in there. */
export function connectionTo({ host, port, tls, user }: MailConfig, { password, ca }: MailSecrets) {
  const isInClear = tls === "none" && isLoopback(host);
  return {
    ...{ host, port, secure: tls === "implicit", requireTLS: !isInClear, ignoreTLS: isInClear },
    tls: { minVersion: "TLSv1.2" as const, ...(ca !== undefined && { ca }) },
    ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: GREETING_MS, socketTimeout: ANSWER_MS },
    // A stop does not wait for a server to hang up.
    socketCloseTimeout: 0,
  };
}

type MailCode = "MAIL_CERTIFICATE" | "MAIL_LATER";

/**
 * Tells apart what the client has one code for: whatever connection fails, and whatever a server refuses for now or for good.
 */
export function mailCodeOf(error: unknown): MailCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, response = "" } = error as { readonly code?: string; readonly response?: string };
  const isOfConnection = code === "ESOCKET" || code === "ETLS";
  if (isOfConnection && /certificate/i.test(error.message)) return "MAIL_CERTIFICATE";
  return isForNow(response) ? "MAIL_LATER" : undefined;
}

/**
 * Whether an answer refuses for now (RFC 5321, Section 4.2.1), as of a server that greylists, or of a full mailbox, which some
 * servers tell as a refusal for good (RFC 3463, Section 3.3).
 */
export const isForNow = (answer: string): boolean =>
  /^(?:4\d\d|552|5\d\d[ -]5\.2\.2)\b/.test(answer);

/** The mail server did not take a mail. */
class MailFailed extends Error {
  readonly code: MailCode;

  constructor(code: MailCode, cause: unknown) {
    super("the mail server does not take the mail", { cause });
    this.name = "MailFailed";
    this.code = code;
  }
}

/** The same notice told again has the same id, so that a mail server may recognise it. */
function messageIdOf({ id, entity }: Notice): string {
  const host = URL.parse(entity)?.hostname || "gateway.invalid";
  return `<${createHash("sha256").update(id).digest("hex").slice(0, 40)}@${host}>`;
}

/** Nobody waits for others, where there is one address. */
const ALONE = { gatherMs: 0 };
/** Telephones and mail programs ring for these. */
const URGENT = { "x-priority": "1", importance: "high" };
const CONNECT_MS = 10_000;
/** Some servers let everybody wait first. */
const GREETING_MS = 30_000;
/** A server that looks through a mail before it takes it answers late. A client that hangs up before sends that mail again and again. */
const ANSWER_MS = 120_000;
const PATIENCE_MS = 180_000;
