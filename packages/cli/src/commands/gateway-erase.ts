import type { Agency } from "@safepassage/agency/node";
import { ProtocolError } from "@safepassage/core";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import { EXIT, type Exit, type Finish, type Io, worseOf } from "../io/command.ts";
import { exitFor, refusalOf, report } from "../print/refusal.ts";
import { whileIn } from "../read/read-input.ts";
import { withAgency } from "../read/with-agency.ts";

interface EraseOptions {
  readonly officer: string;
  readonly assurance: string;
  readonly json?: boolean;
}

/** `safepassage gateway erase`: messages that are not needed any more, before their day. */
export function addGatewayErase(gateway: Command, io: Io, finish: Finish): void {
  gateway
    .command("erase <folder> <digests...>")
    .description("Erase messages that this agency holds, sent or received, before their day")
    .requiredOption("--officer <id>", "id of who has decided it, as your case system knows it")
    .option("--assurance <1-3>", "how surely the officer is known", "2")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, digests: readonly string[], options: EraseOptions) => {
      const { officer: id, assurance, json = false } = options;
      if (!/^[1-3]$/.test(assurance)) throw optionInvalid("--assurance is 1, 2 or 3");
      const officer = { id, assurance: Number(assurance) };
      const { askGateway, askLocal } = await import("@safepassage/gateway/node");
      const place = io.place(folder);
      const running = await askGateway(place);
      const each = (erase: (review: Review) => Promise<Erased>): Promise<readonly Outcome[]> =>
        eraseEach([...new Set(digests)], (digest) => erase({ digest, outcome: "erase", officer }));
      const outcomes =
        running === undefined
          ? await withAgency(io, folder, undefined, (agency) => each(agency.review))
          : await each(({ digest, ...review }) => {
              const path = `/v1/messages/${encodeURIComponent(digest)}/review`;
              return askLocal(place, running.record, path, review) as Promise<Erased>;
            });
      finish(await tell(io, json, outcomes));
    });
}

type Review = Parameters<Agency["review"]>[0];
/** The time is there if it was erased before. */
type Erased = Pick<Awaited<ReturnType<Agency["review"]>>, "erasedAt">;

interface Outcome {
  readonly digest: string;
  /** When it was erased before. */
  readonly erasedAt?: string;
  /** Why it is not erased. */
  readonly error?: ProtocolError;
}

/** Erases all that can be: one that is refused must not keep the others from being erased. */
async function eraseEach(
  digests: readonly string[],
  erase: (digest: string) => Promise<Erased>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const digest of digests) {
    try {
      const { erasedAt } = await whileIn(digest, () => erase(digest));
      outcomes.push({ digest, ...(erasedAt !== undefined && { erasedAt }) });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      outcomes.push({ digest, error });
    }
  }
  return outcomes;
}

async function tell(io: Io, json: boolean, outcomes: readonly Outcome[]): Promise<Exit> {
  const already = outcomes.flatMap(({ digest, erasedAt }) =>
    erasedAt === undefined ? [] : [{ digest, erasedAt }],
  );
  const erased = outcomes.flatMap(({ digest, error, erasedAt }) =>
    error === undefined && erasedAt === undefined ? [digest] : [],
  );
  const refused = outcomes.flatMap(({ digest, error }) => (error ? [{ digest, error }] : []));
  const exits = refused.map(({ error }) => exitFor(error));
  if (json) {
    const said = refused.map(async ({ digest, error }) => ({
      digest,
      ...(await refusalOf(error)),
    }));
    io.out(JSON.stringify({ erased, already, refused: await Promise.all(said) }));
  } else {
    for (const digest of erased) io.out(`${digest} is erased, and its key is destroyed`);
    for (const { digest, erasedAt } of already) io.out(`${digest} was erased already: ${erasedAt}`);
    if (erased.length > 0) {
      io.out(
        "What others hold of them is not. A withdrawal of the consent still has a recipient erase.",
      );
    }
    for (const { error } of refused) await report(error, false, io);
  }
  return exits.reduce(worseOf, EXIT.done);
}

const HELP = `
Example, of a message that was just sent:
  safepassage send exchange/ngo-b cases.csv --statement statement.json \\
      --request referral.json --officer a17 --officer-assurance 2 \\
      --to exchange/ngo-c --json > sent.json
  digest=$(grep -o '"digest": *"[^"]*"' sent.json | cut -d '"' -f 4)
  safepassage gateway erase exchange/ngo-b "$digest" --officer staff-0042

Who decided it is recorded as a keyed hash. The gateway may run meanwhile. The signed
remainder and the receipts stay as proof. What is due by its day is erased without this.
Of several, one that is refused does not stop the others; the status is 1 then. What was
erased before counts as done. A message that rests on consent alone can be withdrawn afterwards, until
its recipient has certified that it erased it. Another one has to be corrected before (action
erase), if its recipient is to erase it too.`;
