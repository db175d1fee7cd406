import type { Provider } from "@integrations/core";
import { autotask } from "@integrations/provider-autotask";
import { connectwise } from "@integrations/provider-connectwise";

/** Every provider there is. A new one is a package and a line here; nothing else in the platform changes. */
export const PROVIDERS: readonly Provider[] = [connectwise, autotask];
