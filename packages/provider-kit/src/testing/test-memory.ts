import type { ProviderMemory } from "@integrations/core";

/** What a provider remembers about a connection, kept by a test. */
export interface TestMemory extends ProviderMemory {
  value: unknown;
}

export function createTestMemory(value: unknown = undefined): TestMemory {
  const memory: TestMemory = {
    value,
    read: async () => structuredClone(memory.value),
    write: async (next) => {
      memory.value = structuredClone(next);
    },
  };
  return memory;
}
