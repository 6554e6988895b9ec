import { readFileSync } from "node:fs";

/** What the scenes say in Arabic, by id. */
export function readArabic(): (id: string) => string {
  const file = new URL("../../console/src/words/ar/tour-scenes.json", import.meta.url);
  const texts = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, string>>;
  return (id) => {
    const text = texts[id];
    if (text === undefined) throw new Error(`there is no ${id} in Arabic`);
    return text;
  };
}
