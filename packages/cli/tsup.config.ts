import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/bin.ts"],
  format: "esm",
  platform: "node",
  target: "es2024",
  clean: true,
  // The judge is three packages. As one file of the command's own they are found and read at once, and
  // messageformat with them. Otherwise a start takes some 10 ms of processor time more.
  noExternal: [/^@safepassage\/(rules|packs\/\w+|validator)$/],
  sourcemap: true,
  removeNodeProtocol: false,
});
