import type { Resent, ResentOutcome } from "@safepassage/agency";
import { ProtocolError, toInstant } from "@safepassage/core";
import type { Command } from "commander";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import { sentTo } from "../gateway/sent-to.ts";
import { EXIT, type Exit, type Finish, type Io, worseOf } from "../io/command.ts";
import { exitFor, refusalOf, report } from "../print/refusal.ts";
import { readNow, requireEntity } from "../read/options.ts";
import { whileIn } from "../read/read-input.ts";

interface ResendOptions {
  readonly to?: string;
  readonly since?: string;
  readonly json?: boolean;
}

/** `safepassage gateway resend`: a partner whose database was put back gets again what it has lost. */
export function addGatewayResend(gateway: Command, io: Io, finish: Finish): void {
  gateway
    .command("resend <folder> [digests...]")
    .description("Send messages again to a partner that has lost them, by the gateway that runs")
    .option("--to <entity>", "all that this partner took in since the time of --since")
    .option("--since <instant>", "since when the partner has lost what it took in")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, digests: readonly string[], options: ResendOptions) => {
      const { to, json = false } = options;
      const since = options.since === undefined ? undefined : readNow(io, options.since, "--since");
      requireOneWay(digests, to, since);
      if (to !== undefined) await requireEntity("--to", to);
      const { askLocal, askUntilReady } = await import("@safepassage/gateway/node");
      const place = io.place(folder);
      await whileIn(folder, async () => {
        const { record } = await askUntilReady(place, 0);
        const ask = (path: string, body?: object) => askLocal(place, record, path, body);
        const chosen =
          to === undefined || since === undefined
            ? [...new Set(digests)]
            : await sentTo(ask, to, since.getTime());
        const body = since === undefined ? {} : { since: toInstant(since) };
        const send = (digest: string) =>
          ask(
            `/v1/messages/${encodeURIComponent(digest)}/resend`,
            body,
          ) as unknown as Promise<Resent>;
        if (chosen.length === 0 && !json) {
          io.out(
            `Nothing of that time was taken in by ${to}. See that the id is spelled as in the registry.`,
          );
        }
        finish(await tell(io, json, await sendEach(io, json, chosen, send)));
      });
    });
}

function requireOneWay(
  digests: readonly string[],
  to: string | undefined,
  since: Date | undefined,
): void {
  if (digests.length > 0 && to !== undefined) {
    throw optionInvalid("--to chooses the messages: name either digests or --to");
  }
  if (digests.length === 0 && (to === undefined || since === undefined)) {
    throw optionMissing("name digests, or --to and --since");
  }
}

/** What became of each message, and which were not tried any more. */
interface Sent {
  readonly resent: readonly Resent[];
  readonly refused: readonly { readonly digest: string; readonly error: ProtocolError }[];
  readonly left: readonly string[];
}

/** Sends one after the other, as they were sent first: what answers or corrects another comes after it. */
async function sendEach(
  io: Io,
  json: boolean,
  digests: readonly string[],
  send: (digest: string) => Promise<Resent>,
): Promise<Sent> {
  const resent: Resent[] = [];
  const refused: { digest: string; error: ProtocolError }[] = [];
  for (const [index, digest] of digests.entries()) {
    if (!json && index % SHOWN === 0) io.progress(`${index} of ${digests.length} messages`);
    try {
      const one = await whileIn(digest, () => send(digest));
      resent.push(one);
      // The others would fail as well, each after its time for an attempt.
      if (one.outcome === "failed") {
        io.progress("");
        return { resent, refused, left: digests.slice(index + 1) };
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      refused.push({ digest, error });
      // What was sent before must be told, and the others would fail as well.
      if (Object.hasOwn(UNTIL, error.code)) {
        io.progress("");
        return { resent, refused, left: digests.slice(index + 1) };
      }
    }
  }
  io.progress("");
  return { resent, refused, left: [] };
}

async function tell(io: Io, json: boolean, { resent, refused, left }: Sent): Promise<Exit> {
  if (json) {
    const said = refused.map(async ({ digest, error }) => ({
      digest,
      ...(await refusalOf(error)),
    }));
    io.out(JSON.stringify({ resent, refused: await Promise.all(said), left }));
  } else {
    for (const [outcome, words] of Object.entries(WORDS)) {
      const those = resent.filter((one) => one.outcome === outcome);
      if (those.length === 0) continue;
      io.out(`${those.length} ${words}`);
      for (const { digest, code } of those) if (code !== undefined) io.out(`  ${digest} (${code})`);
    }
    for (const { error } of refused) await report(error, false, io);
    if (left.length > 0) {
      const [until = "the partner's gateway answers"] = refused.flatMap(
        ({ error: { code } }) => UNTIL[code] ?? [],
      );
      io.out(`${left.length} not tried. Run this again once ${until}.`);
    }
  }
  const isDone = resent.every(({ outcome }) => DONE.has(outcome));
  const exits = refused.map(({ error }) => exitFor(error));
  return [isDone ? EXIT.done : EXIT.refused, ...exits].reduce(worseOf);
}

/** What has to be so before a message is tried again, where all are refused for the same reason. */
const UNTIL: Readonly<Record<string, string>> = {
  GATEWAY_NOT_RUNNING: "your gateway answers",
  GATEWAY_REGISTRY_MISSING: "your gateway has a registry",
  GATEWAY_REGISTRY_STALE: "your gateway has a current registry",
};

const WORDS: Readonly<Record<ResentOutcome, string>> = {
  taken: "lost by the partner, and taken in again",
  known: "known to the partner, which has given the same receipts",
  earlier: "taken in by the partner before that time, and not sent",
  refused: "not taken by the partner now. Ask its operator:",
  notSent: "not sent: that is not permitted any more",
  failed: "not brought to the partner",
};
const DONE: ReadonlySet<ResentOutcome> = new Set(["taken", "known", "earlier"]);
/** So many messages between two lines of progress. */
const SHOWN = 10;

const HELP = `
Example, for a partner that has restored the copy of its database of one hour ago:
  safepassage gateway run exchange/ngo-b & gateway=$!
  safepassage gateway status exchange/ngo-b --wait 20
  safepassage gateway resend exchange/ngo-b --to https://ngo-c.test \\
      --since "$(date -u -d '1 hour ago' +%FT%TZ)"
  kill $gateway && wait $gateway

The partner says since when it has lost messages: gateway restore tells its operator the time.
Sent again is what it had signed to have taken in since, oldest first, as long as it is not
erased here and its delivery deadline is not over. What it still has, it does not take twice.
What it had erased itself, it erases again at once. State and receipts of each message stay
as they are, and each is recorded as an act (messageResent). Where the partner cannot be
reached, the command stops and says how many are left; run it again. The status is 0 if the
partner has all that it was sent, and 1 if not.`;
