import type { Io } from "../io/command.ts";
import { count } from "../print/wrap.ts";
import type { Gaps } from "./find-gaps.ts";
import { type Row, SHOWN } from "./print-block.ts";

/** Lists what was not shown, as far as anything that was shown tells of it. */
export function rowsOfGaps({ notShown, notIn }: Gaps): readonly Row[] {
  const row = (label: string, says: string, digests: readonly string[]): Row => {
    const more = digests.length > SHOWN ? ` and ${digests.length - SHOWN} more` : "";
    return [label, `${says}: ${digests.slice(0, SHOWN).join(" ")}${more}`];
  };
  const named = [...new Set(notShown.map(({ digest }) => digest))];
  return [
    named.length > 0 &&
      row(
        "not shown",
        `${count(named.length, "message")} that a certificate says was erased`,
        named,
      ),
    ...notIn.map(({ folder, digests }) => {
      const says = `${folder}: ${count(digests.length, "message")} that another folder has`;
      return row("not in", says, digests);
    }),
  ];
}

/** A line for each message that was not shown. */
export function printGapsAsJson(io: Io, { notShown, notIn }: Gaps): void {
  for (const gap of notShown) {
    io.out(JSON.stringify({ notShown: gap.digest, certificate: gap.certificate }));
  }
  for (const { folder, digests } of notIn) {
    for (const digest of digests) io.out(JSON.stringify({ notIn: folder, digest }));
  }
}
