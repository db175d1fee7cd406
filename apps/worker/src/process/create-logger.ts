import { pino, type DestinationStream, type Logger } from "pino";

/** Names under which secrets could come into a log line, wherever they stand in it. */
const SECRET_KEYS = [
  "password",
  "secret",
  "secrets",
  "sealedSecrets",
  "privateKey",
  "publicKey",
  "authorization",
  "config",
  "connectionString",
];

/** JSON lines with times in UTC; what may be secret is taken out. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options = { level, redact: { paths, censor: "[redacted]" }, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  return destination === undefined ? pino(options) : pino(options, destination);
}
