import "./design/design.css";

import { type ReactNode, useEffect, useState } from "react";
import { draw } from "./app/draw.tsx";
import { meQuery, queries } from "./app/gateway.ts";
import { PageAway } from "./app/page-away.ts";
import { SessionProvider } from "./app/session.tsx";
import { SignIn } from "./app/sign-in.tsx";
import { takeSettings } from "./app/take-settings.ts";
import { preloadWords } from "./words/words.tsx";

takeSettings();

/** Check needs no sign-in when it is opened by its own address. From the menu it opens beside the menu, like any other page. */
const isPlain = /^\/check\/?$/.test(location.pathname);

/** A part of the console that is loaded once it is known to be needed. */
interface Part {
  readonly Content: () => ReactNode;
}

/** The pages that need a sign-in. Loads the one at the address too, so that it is drawn at once. */
async function loadPages(): Promise<Part> {
  const { App, loadPage } = await import("./app/app.tsx");
  await loadPage();
  return { Content: App };
}

async function loadCheck(): Promise<Part> {
  const [{ PlainCheck }] = await Promise.all([
    import("./app/plain-check.tsx"),
    preloadWords(["check", "case"]),
  ]);
  return { Content: PlainCheck };
}

/** After that the page shows that it waits. */
const LONGEST_MS = 1000;

const loadPart = isPlain ? loadCheck : loadPages;
let loaded: Part | undefined;

/** The part, or why it does not come. */
function Later(): ReactNode {
  const [part, setPart] = useState<Part | PageAway | undefined>(loaded);
  useEffect(() => {
    if (part !== undefined) return;
    loadPart().then(setPart, (cause: unknown) =>
      setPart(new PageAway("the console did not come from the gateway", { cause })),
    );
  }, [part]);
  if (part instanceof PageAway) {
    const again = (): void => setPart(undefined);
    return <SignIn beginning={{ state: "away", error: part, again }} />;
  }
  return part === undefined ? null : <part.Content />;
}

/** Loads all that is shown first, side by side: what has to wait while it is drawn lets React wait 300 ms more. */
async function prepare(): Promise<void> {
  const words = preloadWords(["shell", "common"]);
  try {
    if (!isPlain) await queries.fetchQuery(meQuery);
    loaded = await loadPart();
  } catch {
    // Nobody has signed in, or the gateway does not answer: the page says so.
  }
  await words;
}

await Promise.race([prepare(), new Promise((resolve) => setTimeout(resolve, LONGEST_MS))]);

draw(
  isPlain ? (
    <Later />
  ) : (
    <SessionProvider begin={(beginning) => <SignIn beginning={beginning} />}>
      <Later />
    </SessionProvider>
  ),
  { queries },
);
