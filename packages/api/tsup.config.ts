import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/reasons.ts"],
  format: "esm",
  platform: "neutral",
  target: "es2024",
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
});
