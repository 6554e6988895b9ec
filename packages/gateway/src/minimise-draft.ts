import type { Draft } from "@safepassage/schema";
import type { GatewayContext } from "./context.ts";
import type { ComposedDraft } from "./submit.ts";

/** A draft that holds what may be sent, and what became of each field. */
export interface Minimised {
  readonly draft: Draft;
  readonly account: readonly unknown[];
}

/** INTERIM */
export function minimiseRequest(_context: GatewayContext, { draft }: ComposedDraft): Minimised {
  return { draft, account: [] };
}
