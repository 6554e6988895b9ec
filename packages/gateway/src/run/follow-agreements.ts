import type { LogEvent } from "@safepassage/agency";
import { type AgreementFile, readAgreements } from "@safepassage/agency/node";
import type { Finding } from "../findings/finding.ts";

/** The agreements of a gateway that runs, read again when somebody asks. */
export interface AgreementWatch {
  /** The signed texts; the same list until others count. */
  texts(): readonly string[];
  /** Reads the folder again. If something in it is no agreement, those before stay. */
  look(): void;
  findings(): readonly Finding[];
}

export function followAgreements(
  folder: string,
  first: readonly AgreementFile[],
  log: (event: LogEvent) => void,
): AgreementWatch {
  const textsOf = (files: readonly AgreementFile[]) => files.map(({ text }) => text);
  let texts = textsOf(first);
  let refused: readonly Finding[] = [];
  return {
    texts: () => texts,
    look() {
      const { value, faults } = readAgreements(folder);
      refused = faults.map((fault): Finding => ({ ...fault, level: "warning" }));
      if (value === undefined || faults.length > 0) return log({ event: "agreementsRefused" });
      const next = textsOf(value);
      if (next.join("\n") === texts.join("\n")) return;
      texts = next;
      log({ event: "agreementsRead" });
    },
    findings: () => refused,
  };
}
