import { ProviderError, type ConnectionConfig } from "@integrations/core";
import type { AutotaskEnvironment } from "../definition/environment.ts";

/** Who calls: an API user and the tracking identifier of the integration it was made for. */
export interface Account {
  readonly userName: string;
  /** Sent with every call but discovery (V). */
  readonly headers: Readonly<Record<string, string>>;
  /** Taken out of every text. */
  readonly secrets: readonly string[];
  /** Whether the tracking identifier is the partner's own, and not the platform's. */
  readonly hasOwnCode: boolean;
  /** @throws ProviderError before anything is sent, where the keys cannot be right */
  requireFit(): void;
}

export function accountOf(config: ConnectionConfig, environment: AutotaskEnvironment): Account {
  const userName = textOf(config, "userName");
  const secret = textOf(config, "secret");
  const ownCode = textOf(config, "integrationCode");
  const code = ownCode === "" ? environment.integrationCode : ownCode;
  return {
    userName,
    headers: {
      apiintegrationcode: code ?? "",
      username: userName,
      secret,
      "content-type": "application/json",
      accept: "application/json",
    },
    secrets: [secret, code ?? ""].filter((each) => each !== ""),
    hasOwnCode: ownCode !== "",
    requireFit() {
      if (code === undefined) {
        const detail = "Enter the tracking identifier of the API user: this platform has none of its own at Autotask.";
        throw new ProviderError({ code: "rejected", reason: "invalid_input", message: detail, detail });
      }
      // Headers carry nothing else, and no key Autotask makes holds anything else.
      if ([userName, secret, code].every((value) => /^[\u0020-\u007e]+$/.test(value))) return;
      const detail = "The API user name, its secret or the tracking identifier holds characters that Autotask never gives out.";
      throw new ProviderError({ code: "credentials_refused", message: detail, detail });
    },
  };
}

function textOf(config: ConnectionConfig, key: string): string {
  const value = config[key];
  return typeof value === "string" ? value.trim() : "";
}
