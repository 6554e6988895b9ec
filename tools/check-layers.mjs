// turbo boundaries exempts a package without a tag, so every package must have exactly one layer.
import { readdirSync, readFileSync } from "node:fs";

const wrong = ["packages", "apps"].flatMap((folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}/turbo.json`;
    const { tags = [] } = JSON.parse(readFileSync(path, "utf8"));
    const known = tags.filter((tag) => tag === "data" || /^layer-[0-6]$/.test(tag));
    return known.length === 1 && tags.length === 1 ? [] : [`${path}: ${JSON.stringify(tags)}`];
  }),
);
if (wrong.length > 0) {
  console.error(`Packages without exactly one layer tag:\n${wrong.join("\n")}`);
  process.exit(1);
}
console.log("every package has exactly one layer");
