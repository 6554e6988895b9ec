import "./design/design.css";

import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./app/gateway.ts";
import { SessionProvider } from "./app/session.tsx";
import { SignIn } from "./app/sign-in.tsx";
import { ThemeProvider } from "./app/theme.tsx";
import { LocaleProvider } from "./words/words.tsx";

const App = lazy(async () => ({ default: (await import("./app/app.tsx")).App }));

const PlainCheck = lazy(async () => ({
  default: (await import("./app/plain-check.tsx")).PlainCheck,
}));

/** Whoever comes to this page directly is not asked who it is. From the menu it opens inside of the frame of the others. */
const isPlain = /^\/check\/?$/.test(location.pathname);

const place = document.getElementById("app");
if (place === null) throw new TypeError("the page has no place for the console");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <LocaleProvider>
          <Suspense>
            {isPlain ? (
              <PlainCheck />
            ) : (
              <SessionProvider begin={(beginning) => <SignIn beginning={beginning} />}>
                <App />
              </SessionProvider>
            )}
          </Suspense>
        </LocaleProvider>
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
