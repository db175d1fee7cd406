import assert from "node:assert/strict";
import {
  ProviderError,
  type Agreement,
  type AgreementLines,
  type ConnectionConfig,
  type Line,
  type Provider,
  type ProviderSession,
} from "@integrations/core";
import { createTestClock } from "../test-clock.ts";
import type { TestLogger } from "../test-logger.ts";
import { createTestPlatform } from "../test-platform.ts";
import { CONTRACT_CONTENT, CONTRACT_TODAY } from "./contract-content.ts";
import type { ContractContent, ContractSubject, ContractWorld } from "./contract-subject.ts";

/** One promise of the contract, as data, so that the suite can be tried on providers that break it. */
export interface ContractRule {
  readonly name: string;
  /** What the world holds; the common content where absent. */
  readonly content?: ContractContent;
  check(scene: ContractScene): Promise<void>;
}

/** What a rule works with. */
export interface ContractScene {
  readonly provider: Provider;
  readonly world: ContractWorld;
  readonly logger: TestLogger;
  /** A new session, patient as a run is. */
  session(options?: { readonly config?: ConnectionConfig; readonly signal?: AbortSignal }): ProviderSession;
}

/** Long enough for an answer on the loopback, short enough to wait for one that never comes. */
const ANSWER_TIMEOUT_MS = 500;

/** Runs one rule in a world of its own. Rejects where the provider breaks it. */
export async function checkRule(rule: ContractRule, subject: ContractSubject): Promise<void> {
  const world = await subject.open(rule.content ?? CONTRACT_CONTENT);
  const platform = createTestPlatform({
    outboundAllow: world.outboundAllow,
    clock: createTestClock({ startAt: new Date(`${CONTRACT_TODAY}T02:00:00Z`), auto: true }),
    outboundLimits: { answerTimeoutMs: ANSWER_TIMEOUT_MS },
  });
  const { provider } = subject;
  const session: ContractScene["session"] = ({ config = world.config, signal } = {}) => {
    const secrets = provider.fields.filter((field) => field.kind === "secret").map((field) => String(config[field.key]));
    return platform.session(provider, world.environment, { config, signal, secrets });
  };
  try {
    await rule.check({ provider, world, logger: platform.logger, session });
  } finally {
    await platform.close();
    await world.close();
  }
}

/** The error of a call that must fail with one of these codes. */
export async function failureOf(promise: Promise<unknown>, ...codes: ReadonlyArray<ProviderError["code"]>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    (value) => assert.fail(`It should have failed and gave ${JSON.stringify(value)}.`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProviderError, `It threw what is no ProviderError: ${String(error)}`);
  assert.ok(codes.length === 0 || codes.includes(error.code), `It failed as "${error.code}" and not as ${codes.join(" or ")}.`);
  return error;
}

export async function readAll(session: ProviderSession, agreementIds: readonly string[]): Promise<Map<string, AgreementLines>> {
  const found = new Map<string, AgreementLines>();
  for await (const result of session.readLines(agreementIds, { asOf: CONTRACT_TODAY })) {
    assert.ok(!found.has(result.agreementId), `Agreement ${result.agreementId} came twice.`);
    found.set(result.agreementId, result);
  }
  return found;
}

export async function lineOf(scene: ContractScene, session: ProviderSession, agreementKey: string, lineKey: string): Promise<Line> {
  const agreementId = scene.world.idOf(agreementKey);
  const result = (await readAll(session, [agreementId])).get(agreementId);
  const line = result?.lines?.find((each) => each.id === scene.world.idOf(lineKey));
  assert.ok(line !== undefined, `The line "${lineKey}" was not read.`);
  return line;
}

export async function agreementOf(scene: ContractScene, session: ProviderSession, key: string): Promise<Agreement> {
  const [agreement] = await session.readAgreements([scene.world.idOf(key)]);
  assert.ok(agreement !== undefined, `The agreement "${key}" was not read.`);
  return agreement;
}

/** Product and quantity of every line of an agreement, in order, as the provider really has them. */
export async function truthOf(world: ContractWorld, agreementKey: string): Promise<string[]> {
  const lines = await world.linesOf(agreementKey);
  return lines.map((line) => `${line.productId}: ${line.quantity}`).toSorted();
}
