export { CONTRACT_CONTENT, CONTRACT_TODAY } from "./contract/contract-content.ts";
export { failureOf } from "./contract/contract-rule.ts";
export type {
  ContractContent,
  ContractFault,
  ContractPerson,
  ContractSubject,
  ContractWorld,
  WorldLine,
  WorldRequest,
} from "./contract/contract-subject.ts";
export { memorySubject } from "./contract/memory-subject.ts";
export { findSecrets } from "./find-secrets.ts";
export { MemoryAccount, type MemoryCall, type MemoryVerb } from "./memory-provider/memory-account.ts";
export { createMemoryProvider, type MemoryProvider } from "./memory-provider/memory-provider.ts";
export { selfSigned, testAuthority, type SelfSigned, type TestAuthority } from "./self-signed.ts";
export { createTestClock, type TestClock, type TestClockOptions } from "./test-clock.ts";
export { createTestLogger, type LoggedLine, type TestLogger } from "./test-logger.ts";
export { createTestMemory, type TestMemory } from "./test-memory.ts";
export { callsSince, createTestPlatform, type TestPlatform, type TestPlatformOptions, type TestSession } from "./test-platform.ts";
