export { createTestClock, type TestClock, type TestClockOptions } from "./test-clock.ts";
