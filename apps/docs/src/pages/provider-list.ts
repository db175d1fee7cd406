import type { Provider } from "@integrations/core";
import { plain } from "../markdown.ts";

/** A link to the set-up article of each provider. */
export function providerList(providers: readonly Provider[]): string {
  return `${providers.map(({ id, name }) => `- [Set up ${plain(name)}](/partners/${id})`).join("\n")}\n`;
}
