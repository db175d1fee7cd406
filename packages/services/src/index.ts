export * from "./actor.ts";
export * from "./credentials/credential-vault.ts";
export * from "./refusal.ts";
export * from "./service-context.ts";
