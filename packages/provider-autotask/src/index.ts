export type { AutotaskEnvironment } from "./definition/environment.ts";
export { autotask } from "./provider.ts";
