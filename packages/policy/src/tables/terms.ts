import type { Agency, Agreement } from "@safepassage/schema";
import type { MessageRows } from "./tables.ts";

/** For what, to whom and under which agreement: what can be asked before there is a message. */
export interface Terms {
  readonly rows: MessageRows;
  /** Id of the purpose. A faulty message has none. */
  readonly purpose: string | undefined;
  /** Entity id of the recipient. A faulty message has none. */
  readonly recipient: string | undefined;
  readonly recipientType: Agency["type"];
  readonly agreement: Agreement;
}
