import { contractRefusal, type Provider } from "@integrations/core";
import { z } from "zod";
import type { ProviderRegistry } from "../service-context.ts";

/** Each provider's own settings of this installation, by provider id. */
export type ProviderEnvironments = ReadonlyMap<string, unknown>;

/** The settings of all providers, each parsed by the provider's own schema. A provider of another contract version is refused with them. */
export function providerSettings(providers: readonly Provider[]): z.ZodType<ProviderEnvironments, Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).transform((env, ctx): ProviderEnvironments => {
    const environments = new Map<string, unknown>();
    for (const provider of providers) {
      const refusal = contractRefusal(provider);
      if (refusal !== undefined) ctx.addIssue({ code: "custom", message: refusal });
      const result = provider.environment.safeParse(env);
      if (result.success) environments.set(provider.id, result.data);
      else for (const issue of result.error.issues) ctx.addIssue({ code: "custom", path: issue.path, message: issue.message });
    }
    return environments;
  });
}

/** @throws TypeError where two providers have one id, or one is written for another version of the contract */
export function createProviderRegistry(providers: readonly Provider[]): ProviderRegistry {
  const byId = new Map<string, Provider>();
  for (const provider of providers) {
    if (byId.has(provider.id)) throw new TypeError(`Two providers are called "${provider.id}".`);
    const refusal = contractRefusal(provider);
    if (refusal !== undefined) throw new TypeError(refusal);
    byId.set(provider.id, provider);
  }
  return { all: [...providers], find: (providerId) => byId.get(providerId) };
}
