import type { MailConfig } from "@safepassage/agency";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { GATEWAY_FINDINGS } from "../findings/table.ts";
import { connectionTo, isForNow, type MailSecrets, mailCodeOf, placeOf } from "./mail.ts";

/** Why no alarm goes by mail, or not to one address. */
export interface MailFault {
  readonly code: Extract<keyof typeof GATEWAY_FINDINGS, `MAIL_${string}`>;
  /** Where `agency.json` says so. */
  readonly place: string;
}

/**
 * Connects to a mail server, signs in there as for an alarm, and names the addresses as for one. Sends nothing.
 *
 * @param patienceMs - Then it counts as away, however often it says a little.
 */
export async function tryMail(
  config: MailConfig,
  secrets: MailSecrets,
  patienceMs = PATIENCE_MS,
): Promise<readonly MailFault[]> {
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const { auth, ...options } = connectionTo(config, secrets);
  const faults: MailFault[] = [];
  const customAuth = {
    [ADDRESSES]: async ({ sendCommand }: Pick<Dialogue, "sendCommand">) => {
      faults.push(
        ...(await tryAddresses(config, async (line) => (await sendCommand(line)).response)),
      );
    },
  };
  const connection = new Connection({ ...options, customAuth });
  const ended = new Promise<void>((resolve) => connection.once("end", resolve));
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error("it takes too long")), patienceMs);
      connection.on("error", reject);
      connection.once("end", () => reject(new Error("it hangs up")));
      const settle = (error?: unknown): void => (error ? reject(error) : resolve());
      const goOn = (error?: unknown): void => {
        if (error) reject(error);
        // It goes by the name of a way to sign in: the client lets nothing else speak.
        else connection.login({ method: ADDRESSES }, settle);
      };
      connection.connect((error) => {
        // One that asks for no password is not told any.
        if (error || auth === undefined || !connection.allowsAuth) goOn(error);
        else connection.login({ credentials: auth }, goOn);
      });
    });
    connection.quit();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())]);
    return faults;
  } catch (error) {
    return [{ code: codeOfWay(error), place: "/gateway/alarms/mail" }];
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

/** What a way to sign in speaks with. */
type Dialogue = Parameters<NonNullable<Options["customAuth"]>[string]>[0];
type Options = NonNullable<ConstructorParameters<typeof SMTPConnection>[0]>;

/** Names sender and recipients, and takes all of it back. @param say - Resolves with the answer. */
async function tryAddresses(
  { from, to }: MailConfig,
  say: (line: string) => Promise<string>,
): Promise<readonly MailFault[]> {
  const judge = (answer: string, place: string): readonly MailFault[] => {
    if (answer.startsWith("2")) return [];
    return [{ code: isForNow(answer) ? "MAIL_LATER" : "MAIL_ADDRESS", place }];
  };
  const ofSender = judge(await say(`MAIL FROM:<${from}>`), "/gateway/alarms/mail/from");
  if (ofSender.length > 0) return ofSender;
  const faults: MailFault[] = [];
  for (const [index, address] of to.entries())
    faults.push(...judge(await say(`RCPT TO:<${address}>`), placeOf(index)));
  await say("RSET");
  return faults;
}

function codeOfWay(error: unknown): MailFault["code"] {
  const code = mailCodeOf(error) ?? (error as { readonly code?: unknown }).code;
  if (code === "EAUTH") return "MAIL_SIGN_IN";
  if (code === "ETLS") return "MAIL_WITHOUT_TLS";
  return code === "MAIL_CERTIFICATE" ? "MAIL_CERTIFICATE" : "MAIL_AWAY";
}

const ADDRESSES = "ADDRESSES";
/** Longer than a server that lets everybody wait for its greeting. */
const PATIENCE_MS = 45_000;
const GOODBYE_MS = 1000;
