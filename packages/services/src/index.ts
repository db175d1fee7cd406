export * from "./actor.ts";
export * from "./credentials/credential-vault.ts";
export * from "./credentials/jose-vault.ts";
export * from "./refusal.ts";
export * from "./service-context.ts";
export * from "./sessions/open-session.ts";
