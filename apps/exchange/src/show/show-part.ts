import type { Part, PartOf } from "@safepassage/console/tour";
import { showAccount, showLeftBehind, showSent, showUnasked, showUnsent } from "./show-account.ts";
import { showAnswered, showRunning } from "./show-clock.ts";
import { showClosedList } from "./show-closed-list.ts";
import { showAct, showActs, showOfficers } from "./show-officers.ts";
import { showEndOfOrder, showValidated } from "./show-order.ts";
import { showHeld, showMended } from "./show-quarantine.ts";
import { showErasure, showReceipts } from "./show-receipts.ts";
import { showRefusalAtHome, showRefusalByRecipient } from "./show-refusal.ts";
import type { Terminal } from "./terminal.ts";

/** Prints what a step tells. */
export function showPart(terminal: Terminal, part: Part): void {
  // The compiler cannot see that the kind of the part chooses its function.
  (SHOWN[part.kind] as (terminal: Terminal, part: Part) => void)(terminal, part);
}

const SHOWN: { readonly [Kind in Part["kind"]]: (terminal: Terminal, part: PartOf<Kind>) => void } =
  {
    heading(terminal, { messageType, purpose, legalBases }) {
      const on = legalBases.length === 0 ? [] : [`on ${legalBases.join(", ")}`];
      const what = [messageType, ...(purpose === undefined ? [] : [purpose]), ...on];
      terminal.paragraph(terminal.style("dim", what.join(" · ")), 7);
    },
    // Its digest leads to it in a console, and says nothing here.
    message() {},
    leftBehind: showLeftBehind,
    draftFile(terminal, { name }) {
      terminal.line();
      terminal.paragraph(`From the draft ${name}, in the gateway's own format.`, 7);
    },
    account: (terminal, { body, account, where }) =>
      showAccount(terminal, body, account, WHERE[where]),
    unasked: (terminal, { fields, account }) => showUnasked(terminal, fields, account),
    unsent: (terminal, { says, body, account }) => showUnsent(terminal, says, body, account),
    closedList: showClosedList,
    running: showRunning,
    answered: (terminal, { clocks }) => showAnswered(terminal, clocks),
    receipts: showReceipts,
    refusedAtHome: showRefusalAtHome,
    bypass: showRefusalByRecipient,
    sent: (terminal, { body }) => showSent(terminal, body),
    erased: showErasure,
    held: showHeld,
    mended: showMended,
    validated: showValidated,
    endOfOrder: showEndOfOrder,
    officers: showOfficers,
    act: showAct,
    acts: showActs,
  };

const WHERE = {
  caseFile: "in the case file",
  draft: "in the draft",
  answer: "in the answer",
} as const;
