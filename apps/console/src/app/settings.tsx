import type { ReactNode } from "react";
import { LOCALES, type Locale } from "../words/locales.ts";
import { useLocale, useWords } from "../words/words.tsx";
import { THEMES, type Theme, useTheme } from "./theme.tsx";
import "./settings.css";

/** Language and colours. Native lists: they are small, and each system shows them in its own way. */
export function Settings(): ReactNode {
  const say = useWords("shell");
  const { locale, setLocale, isMissing } = useLocale();
  const { theme, setTheme } = useTheme();
  return (
    <div className="settings">
      <label>
        <span>{say("language")}</span>
        <select value={locale} onChange={({ target }) => setLocale(target.value as Locale)}>
          {Object.entries(LOCALES).map(([tag, { name }]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {isMissing && <p role="status">{say("languageMissing")}</p>}
      <label>
        <span>{say("appearance")}</span>
        <select value={theme} onChange={({ target }) => setTheme(target.value as Theme)}>
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
