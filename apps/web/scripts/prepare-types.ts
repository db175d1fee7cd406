/** The component kit writes the types of its themes when a build begins; a type check on a fresh checkout needs them too. */
import { fileURLToPath } from "node:url";
import { resolveConfig } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
await resolveConfig({ root, logLevel: "warn" }, "build");
