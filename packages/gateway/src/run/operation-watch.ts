import { FOLDER } from "@safepassage/agency/node";
import { type Finding, finding } from "../findings/finding.ts";
import type { Operation } from "../operation.ts";

/** Watches whether the files of alarms and metrics can be used. */
export interface OperationWatch {
  look(): void;
  findings(): readonly Finding[];
}

export function createOperationWatch({ untaken }: Pick<Operation, "untaken">): OperationWatch {
  let found: readonly Finding[] = [];
  return {
    look() {
      found = untaken().map((pointer) =>
        finding("FILE_NOT_TAKEN", FOLDER.config, { place: `/gateway${pointer}` }),
      );
    },
    findings: () => found,
  };
}
