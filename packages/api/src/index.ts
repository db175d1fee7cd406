export * from "./app-router.ts";
export * from "./context.ts";
export * from "./errors/error-data.ts";
export * from "./errors/error-envelope.ts";
export * from "./errors/trpc-code.ts";
export * from "./procedures/support-view-log.ts";
