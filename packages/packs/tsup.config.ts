import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/led/index.ts", "src/gdpr/index.ts", "src/uk/index.ts"],
  format: "esm",
  platform: "neutral",
  target: "es2024",
  clean: true,
  sourcemap: true,
  removeNodeProtocol: false,
});
