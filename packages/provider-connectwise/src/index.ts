export type { ConnectWiseEnvironment } from "./definition/environment.ts";
export { connectwise } from "./provider.ts";
