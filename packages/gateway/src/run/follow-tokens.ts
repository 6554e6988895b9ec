import { isDeepStrictEqual } from "node:util";
import type { LogEvent } from "@safepassage/agency";
import { judgeTokens, readTokens, TOKEN_FILES, tokensOf } from "../check/tokens.ts";
import type { Finding } from "../findings/finding.ts";
import type { LocalTokens } from "../http/tokens.ts";
import { stampOf } from "../keys/key-files.ts";

/** The tokens in the folder of a gateway that runs. */
export interface TokenWatch {
  /** Those that count now; the same object until others do. */
  tokens(): LocalTokens;
  /** Looks at the files, and takes what stands there from now on. */
  look(): void;
  findings(): readonly Finding[];
}

/**
 * Follows the tokens of a folder. What stands there and is no token is not taken: all three from before stay.
 *
 * @param first - As they were read when the start began. The first look reads them again: a start may have waited for its database for
 *   hours, and a token that was changed meanwhile must not count any more.
 */
export function followTokens(
  folder: string,
  first: LocalTokens,
  log: (event: LogEvent) => void,
): TokenWatch {
  const stamp = (): string =>
    Object.values(TOKEN_FILES)
      .map((file) => stampOf(folder, file))
      .join();
  let current = first;
  let stamped: string | undefined;
  let refused: readonly Finding[] = [];
  return {
    tokens: () => current,
    look() {
      const seen = stamp();
      if (seen === stamped) return;
      stamped = seen;
      const parts = readTokens(folder);
      refused = judgeTokens(parts).map((one): Finding => ({ ...one, level: "warning" }));
      const [fault] = refused;
      if (fault !== undefined) return log({ event: "tokensRefused", code: fault.code });
      const next = tokensOf(parts);
      if (isDeepStrictEqual(next, current)) return;
      current = next;
      log({ event: "tokensChanged" });
    },
    findings: () => refused,
  };
}
