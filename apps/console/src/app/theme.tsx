import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { read, write } from "./kept.ts";

/** Colours of the page. */
export type Theme = "light" | "dark";

interface ThemeState {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}

export const useTheme = (): ThemeState => use(ThemeContext);

/** Gives the page its colours: those that were chosen here before, or those of the system. */
export function ThemeProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [chosen, choose] = useState(() => read("theme"));
  const [isSystemDark, setSystemDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const follow = (): void => setSystemDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  const system = isSystemDark ? "dark" : "light";
  const theme: Theme = chosen === "dark" || chosen === "light" ? chosen : system;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const state = useMemo<ThemeState>(
    () => ({
      theme,
      setTheme(next) {
        write("theme", next);
        choose(next);
      },
    }),
    [theme],
  );
  return <ThemeContext value={state}>{children}</ThemeContext>;
}

const ThemeContext = createContext<ThemeState>({ theme: "light", setTheme() {} });
const DARK = "(prefers-color-scheme: dark)";
