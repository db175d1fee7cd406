import { secretKeys, type Provider } from "@integrations/core";
import { pino, type DestinationStream, type Logger } from "pino";

export interface LoggerOptions {
  readonly level: string;
  /** Their secret fields are kept out of every line, wherever somebody puts a config by mistake. */
  readonly providers: readonly Provider[];
  readonly destination?: DestinationStream;
}

interface LoggedRequest {
  readonly id?: unknown;
  readonly method?: string;
  readonly url?: string;
}

const ALWAYS = ["authorization", "cookie", "password", "secret", "secrets", "sealedSecrets", "token", "access_token", "config"];
const DEPTHS = ["", "*.", "*.*.", "*.*.*."];

export function createLogger({ level, providers, destination }: LoggerOptions): Logger {
  const keys = new Set([...ALWAYS, ...providers.flatMap((provider) => secretKeys(provider.fields))]);
  const paths = [...keys].flatMap((key) => DEPTHS.map((depth) => `${depth}${key}`));
  const options = {
    level,
    base: { app: "server" },
    redact: { paths, censor: "[redacted]" },
    // Without the query: it carries the input of whoever asked.
    serializers: { req: (request: LoggedRequest) => ({ id: request.id, method: request.method, path: request.url?.split("?")[0] }) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
