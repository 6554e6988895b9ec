import { useCallback, useReducer, useRef } from "react";
import { CheckError } from "./judge/check-error.ts";
import type { When } from "./judge/judge.ts";
import { type Given, type GivenFile, readFile, readGiven } from "./judge/read-given.ts";
import { type Refusal, refusalOf } from "./judge/refusal.ts";

/** Something that was given, and taken or declined. */
export type Item = Taken | Declined;

interface Taken {
  readonly id: number;
  /** Name of its file; empty for a text that was pasted. */
  readonly name: string;
  readonly given: Given;
}

interface Declined {
  readonly id: number;
  readonly name: string;
  readonly refusal: Refusal;
}

/** What lies on the page, and how to change that. All of it is gone when the page is left. */
export interface GivenState {
  readonly items: readonly Item[];
  /** Whether something was given, also where nothing of it is left. */
  readonly isBegun: boolean;
  readonly when: When;
  readonly setWhen: (when: When) => void;
  /** Takes files that were dropped, chosen or pasted. */
  readonly takeFiles: (files: Iterable<GivenFile>) => Promise<void>;
  /** Takes a text that was pasted or typed. */
  readonly takeText: (text: string) => void;
  /** Puts an example in place of all that was given. @param files - Texts by names of files. */
  readonly takeExample: (files: Readonly<Record<string, string>>) => void;
  readonly remove: (id: number) => void;
  readonly startAgain: () => void;
}

export function useGiven(): GivenState {
  const [{ items, when, id }, dispatch] = useReducer(reduce, EMPTY);
  // Of a file that is still being read when somebody starts again, nothing may come to what is given next.
  const round = useRef(0);
  const takeFiles = useCallback(async (files: Iterable<GivenFile>) => {
    const begun = round.current;
    for (const file of files) {
      const step = await readStep(file);
      if (round.current !== begun) return;
      dispatch(step);
    }
  }, []);
  const startAgain = (): void => {
    round.current += 1;
    dispatch({ do: "startAgain" });
  };
  return {
    ...{ items, isBegun: id > 0, when, takeFiles, startAgain },
    setWhen: (next) => dispatch({ do: "setWhen", when: next }),
    takeText: (text) => dispatch(readAs("", text)),
    takeExample(files) {
      startAgain();
      for (const [name, text] of Object.entries(files)) dispatch(readAs(name, text));
      // Examples are of a day in the past.
      dispatch({ do: "setWhen", when: "made" });
    },
    remove: (gone) => dispatch({ do: "remove", id: gone }),
  };
}

interface State {
  readonly items: readonly Item[];
  readonly when: When;
  /** Of the next item. */
  readonly id: number;
}

type Step =
  | { readonly do: "take"; readonly name: string; readonly given: Given }
  | { readonly do: "decline"; readonly name: string; readonly refusal: Refusal }
  | { readonly do: "setWhen"; readonly when: When }
  | { readonly do: "remove"; readonly id: number }
  | { readonly do: "startAgain" };

function reduce(state: State, step: Step): State {
  const { items, id } = state;
  switch (step.do) {
    case "take": {
      if (items.length >= MOST_ITEMS) {
        return added(state, { id, name: step.name, refusal: { code: "CHECK_TOO_MANY" } });
      }
      return added(state, { id, name: step.name, given: step.given });
    }
    case "decline":
      return added(state, { id, name: step.name, refusal: step.refusal });
    case "setWhen":
      return { ...state, when: step.when };
    case "remove":
      return { ...state, items: items.filter((item) => item.id !== step.id) };
    case "startAgain":
      return { ...EMPTY, id };
    default:
      throw new TypeError("a step of another kind", { cause: step satisfies never });
  }
}

/** Of many that are declined at once only the last ones are shown: a folder of pictures has hundreds. */
function added(state: State, item: Item): State {
  const declined = [...state.items, item].filter((one) => "refusal" in one);
  const tooMany = new Set(declined.slice(0, -MOST_DECLINED));
  const items = [...state.items, item].filter((one) => !("refusal" in one && tooMany.has(one)));
  return { ...state, items, id: state.id + 1 };
}

async function readStep(file: GivenFile): Promise<Step> {
  const { name } = file;
  try {
    return { do: "take", name, given: await readFile(file) };
  } catch (error) {
    return { do: "decline", name, refusal: told(error) };
  }
}

function readAs(name: string, text: string): Step {
  try {
    return { do: "take", name, given: readGiven(name, text) };
  } catch (error) {
    return { do: "decline", name, refusal: told(error) };
  }
}

/** A fault of this page is told as one; nobody else learns of it. */
function told(error: unknown): Refusal {
  try {
    return refusalOf(error);
  } catch {
    return { code: new CheckError("CHECK_FAILED").code };
  }
}

const EMPTY: State = { items: [], when: "now", id: 0 };
/** More than one message, its evidence and what they are judged by. */
const MOST_ITEMS = 20;
const MOST_DECLINED = 5;
