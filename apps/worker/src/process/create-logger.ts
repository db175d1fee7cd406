import { secretKeys } from "@integrations/core";
import { PROVIDERS } from "@integrations/providers";
import { pino, type DestinationStream, type Logger } from "pino";

/** Names under which secrets could come into a log line, wherever they stand in it. */
const SECRET_KEYS = [
  "password",
  "secret",
  "secrets",
  "sealedSecrets",
  "authorization",
  "config",
  "connectionString",
  ...PROVIDERS.flatMap((provider) => secretKeys(provider.fields)),
];

/** JSON lines with times in UTC; what may be secret is taken out. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options = { level, redact: { paths, censor: "[redacted]" }, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  return destination === undefined ? pino(options) : pino(options, destination);
}
