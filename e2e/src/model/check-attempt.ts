import type { LoggedRequest } from "@integrations/connectwise-simulator";
import type { ModelWorld } from "./model-world.ts";
import { isOngoing, todayOf } from "./oracle.ts";
import type { Attempt } from "./run-history.ts";
import type { Trouble } from "./trouble.ts";
import { pairOf, type Pair } from "./vocabulary.ts";

/**
 * What must hold for every attempt, whatever happened to it.
 * @returns a sentence for each breach
 */
export function breachesOfAttempt(world: ModelWorld, attempt: Attempt, trouble: Trouble): string[] {
  const writes = attempt.requests.filter(({ method }) => method !== "GET");
  return [
    ...writes.flatMap((request) => breachOfWrite(attempt, request) ?? []),
    ...writesAfterStop(world, attempt, { writes, trouble }),
    ...("status" in attempt.report && attempt.report.status === "held" && writes.length > 0 ? ["A run was held that had written."] : []),
    ...attention(world, attempt, trouble),
    ...doubledLines(world),
  ];
}

/**
 * Every write must be one that the run should do, judged by how things stood when the attempt began; of a pair that a person
 * touched meanwhile, by what was wanted of it then.
 */
function breachOfWrite({ expected, mayWrite, touched }: Attempt, request: LoggedRequest): string | undefined {
  const what = `${request.method} ${request.path} ${JSON.stringify(request.body)}`;
  const [, written = ""] = /^\/finance\/agreements\/(\d+)\//.exec(request.path) ?? [];
  if (expected.leftAlone.has(Number(written))) return `${what} was sent, though a customer of that agreement is excluded.`;
  if (!mayWrite) return `${what} was sent by a run that may write nothing.`;
  const [, agreementId = "", lineId = ""] = /^\/finance\/agreements\/(\d+)\/additions(?:\/(\d+))?$/.exec(request.path) ?? [];
  const isRight = request.method === "POST" ? isRightPost(agreementId, request.body) : isRightPatch(agreementId, lineId, request.body);
  return isRight ? undefined : `${what} was sent, but is not wanted.`;

  function isRightPost(agreement: string, body: unknown): boolean {
    const { product, quantity, effectiveDate } = body as { product: { id: number }; quantity: number; effectiveDate: string };
    const pair = pairOf(agreement, product.id);
    const want = expected.wants.get(pair);
    if (touched.has(pair)) return want?.mayAdd === true && want.quantity === quantity;
    const write = expected.writes.get(pair);
    return write?.kind === "add" && write.after === quantity && effectiveDate.startsWith(write.effectiveOn);
  }

  function isRightPatch(agreement: string, line: string, body: unknown): boolean {
    const [{ value } = { value: undefined }] = body as Array<{ value: unknown }>;
    const isPlanned = [...expected.writes.values()].some((write) => write.kind === "set" && write.lineId === line && write.after === value);
    const isOfTouched = [...touched].some((pair) => pair.startsWith(`${agreement}/`) && expected.wants.get(pair)?.quantity === value);
    return isPlanned || isOfTouched;
  }
}

const STOPPING = ["pause", "remove", "cancel-run"];

/** With a look before each write, nothing is written any more once the partner has said so. */
function writesAfterStop(
  { setup }: ModelWorld,
  { requests }: Attempt,
  { writes, trouble }: { readonly writes: readonly LoggedRequest[]; readonly trouble: Trouble },
): string[] {
  if (trouble.kind !== "meanwhile" || !STOPPING.includes(trouble.act.do) || setup.freshMs > 0 || setup.concurrency > 1) return [];
  const struck = requests.find(({ faults }) => faults.includes("call"));
  const later = struck === undefined ? [] : writes.filter(({ id }) => id > struck.id);
  return later.map(({ method, path }) => `${method} ${path} was sent after ${trouble.act.do}.`);
}

/** Only keys that are refused turn a connection to attention; the cloud may say so by a 404, too. */
function attention({ picture }: ModelWorld, { wasInAttention }: Attempt, trouble: Trouble): string[] {
  if (picture.status !== "attention" || wasInAttention) return [];
  const faults = trouble.kind === "faults" || trouble.kind === "crash" ? trouble.faults : [];
  const refused = faults.some(({ fault }) => fault.kind === "status" && (fault.status === 401 || fault.status === 404));
  return refused ? [] : ["The connection was turned to attention for no reason."];
}

/**
 * Two lines that both came from the platform and both go on, for one product on one agreement. (Regression: a person who moves one of
 * its lines to the product of another was taken for the platform.)
 */
function doubledLines({ arena, tenant, psa, clock, setup, handled }: ModelWorld): string[] {
  const today = todayOf(clock.now(), setup.timeZone);
  const made = new Map<Pair, number>();
  for (const { effect } of arena.simulator.requests.list({ tenant: tenant.companyId, method: "POST" })) {
    const line = effect?.kind === "created" ? psa.line(effect.additionId) : undefined;
    if (line === undefined || handled.has(line.id) || !isOngoing(line, today)) continue;
    const pair = pairOf(line.agreementId, line.productId);
    made.set(pair, (made.get(pair) ?? 0) + 1);
  }
  return [...made].filter(([, count]) => count > 1).map(([pair, count]) => `The platform added ${count} lines for ${pair}.`);
}
