import { secretKeys } from "@integrations/core";
import { findSecrets } from "@integrations/provider-kit/testing";
import { PROVIDERS } from "@integrations/providers";
import { expect, it } from "vitest";
import { createLogger } from "./create-logger.ts";

const SECRET = "cAn4ryOfTheLog";

it("takes secrets out of a line by the name of their field, for every provider there is", () => {
  const lines: string[] = [];
  const logger = createLogger({ level: "trace", providers: PROVIDERS, destination: { write: (line) => void lines.push(line) } });
  const keys = [...PROVIDERS.flatMap((provider) => secretKeys(provider.fields)), "authorization", "cookie", "config", "sealedSecrets"];
  for (const key of keys) {
    logger.info({ [key]: SECRET, within: { [key]: SECRET, deeper: { [key]: SECRET, deepest: { [key]: SECRET } } } }, "a mistake");
  }
  expect(lines).toHaveLength(keys.length);
  expect(findSecrets(lines, [SECRET])).toEqual([]);
});
