import { PROVIDERS } from "@integrations/providers";
import { describe, expect } from "vitest";
import { testWithServer as it, type ServerFixture } from "../server-fixture.ts";
import { createFuzzCalls, PROCEDURES, type Cast, type FuzzCall, type FuzzRole } from "./fuzz-calls.ts";
import { addMarkedPartner, PROVIDER_ID, restoreRows, rowsOf } from "./fuzz-world.ts";
import { judgeAnswer } from "./judge-answer.ts";

/** `FUZZ_CALLS=50000` for the long mode; `FUZZ_SEED` repeats what was reported, `FUZZ_ONLY` a single call of it. */
const CALLS = Number(process.env["FUZZ_CALLS"] ?? 3000);
/** Every run of the short mode asks the same; the long mode asks something new each time. */
const SEED = Number(
  process.env["FUZZ_SEED"] ?? (process.env["FUZZ_CALLS"] === undefined ? 408_290_431 : Math.floor(Math.random() * 2 ** 31)),
);
const ONLY = process.env["FUZZ_ONLY"] === undefined ? undefined : Number(process.env["FUZZ_ONLY"]);

/** Longer than anything one request may ask of a provider: whoever gets no answer by then hangs. */
const HANG_MS = 60_000;
const AT_ONCE = 8;
/** After so many calls, the partners that are played with get their rows back. */
const ROUND = 200;
const MAX_REPORTED = 10;
const PLENTY = "10000000";

describe("every procedure under fire", () => {
  it(
    "never fails, hangs, or shows or touches a row of somebody else",
    async ({ start }) => {
      const server = await start({ env: NO_LIMITS, providers: PROVIDERS.map((provider) => ({ ...provider, limits: FAST })) });
      const cast: Cast = {
        own: await addMarkedPartner(server, "p-own", "ownmark"),
        other: await addMarkedPartner(server, "p-other", "othermark"),
        canary: await addMarkedPartner(server, "p-canary", "canarymark"),
        site: server.simulator.site,
      };
      const tokens = await tokensOf(server, cast);
      await expectMarksToShow(server, cast);
      const played = [cast.own.id, cast.other.id];
      const playedRows = await rowsOf(server, played);
      const canaryRows = await rowsOf(server, [cast.canary.id]);

      const callAt = createFuzzCalls(cast);
      const indices = ONLY === undefined ? Array.from({ length: CALLS }, (_, index) => index) : [ONLY];
      const faults: string[] = [];
      const statuses = new Map<string, Set<number>>(PROCEDURES.map((procedure) => [procedure, new Set()]));
      const one = async (index: number): Promise<void> => {
        const call = callAt(SEED, index);
        const answer = await send(server.url, call, tokens[call.role]).catch((error: unknown) => ({ status: 0, text: String(error) }));
        statuses.get(call.procedure)?.add(answer.status);
        const fault = judgeAnswer(call, answer, cast);
        if (fault !== null) faults.push(`#${index} ${describeCall(call)}\n    ${fault}: ${answer.text.slice(0, 400)}`);
      };
      for (let from = 0; from < indices.length && faults.length < MAX_REPORTED; from += ROUND) {
        const round = indices.slice(from, from + ROUND).values();
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (const index of round) await one(index);
          }),
        );
        await restoreRows(server, played, playedRows);
      }

      const replay = `replay: FUZZ_SEED=${SEED} FUZZ_CALLS=${CALLS} pnpm test:fuzz (FUZZ_ONLY=n for the n-th call alone)`;
      expect(faults, `${replay}\n${faults.join("\n")}`).toEqual([]);
      expect(await rowsOf(server, [cast.canary.id]), `changed rows, ${replay}`).toEqual(canaryRows);
      expect(({} as Record<string, unknown>)["polluted"], `polluted, ${replay}`).toBeUndefined();
      expect(server.log.filter((line) => /"level":(50|60)/.test(line)).slice(0, MAX_REPORTED), `logged, ${replay}`).toEqual([]);
      // A fuzz whose calls are all refused at the door finds nothing behind it. The rarest may have no luck in a short one.
      const neverIn = [...statuses].filter(([, seen]) => !seen.has(200)).map(([procedure]) => procedure);
      if (ONLY === undefined && CALLS >= 3000)
        expect(neverIn.length, `${replay}: ${neverIn.join(", ")}`).toBeLessThan(CALLS < 20_000 ? 8 : 1);
    },
    120_000 + CALLS * 50,
  );
});

const NO_LIMITS = {
  RATE_LIMIT_ADDRESS: PLENTY,
  RATE_LIMIT_USER: PLENTY,
  RATE_LIMIT_PARTNER: PLENTY,
  RATE_LIMIT_CHECK: PLENTY,
  RATE_LIMIT_SEARCH: PLENTY,
  LOG_LEVEL: "warn",
};
const FAST = { concurrency: 100, callsPerWindow: 100_000, windowMs: 60_000 };

async function send(url: string, call: FuzzCall, token: string | null): Promise<{ status: number; text: string }> {
  const headers = { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const query = new URLSearchParams(call.batched ? { batch: "1" } : {});
  if (call.method === "GET" && call.body !== undefined) query.set("input", call.body);
  const response = await fetch(`${url}/trpc/${call.procedure}?${query.toString()}`, {
    method: call.method,
    headers,
    signal: AbortSignal.timeout(HANG_MS),
    ...(call.method === "POST" && call.body !== undefined ? { body: call.body } : {}),
  });
  return { status: response.status, text: await response.text() };
}

async function tokensOf({ issuer }: ServerFixture, { own, other }: Cast): Promise<Readonly<Record<FuzzRole, string | null>>> {
  const token = async (claims: Record<string, unknown>): Promise<string> =>
    await issuer.token({ sub: "fuzz", ...claims }, { sign: (each) => each.setExpirationTime("6 hours") });
  return {
    own: own.token,
    other: other.token,
    support: await token({ role: "support" }),
    platform: await token({ role: "platform" }),
    "partner without id": await token({ role: "partner" }),
    "unknown partner": await token({ role: "partner", partner_id: "nobody-at-all" }),
    misfit: await token({ role: "admin", partner_id: own.id }),
    garbage: "eyJhbGciOiJub25lIn0.e30.",
    anonymous: null,
  };
}

/** The search for a foreign mark is worth nothing where the owner would not see it either. */
async function expectMarksToShow({ call }: ServerFixture, { canary }: Cast): Promise<void> {
  const { token, mark, companyId } = canary;
  const asked: ReadonlyArray<readonly [string, object]> = [
    ["session.me", {}],
    ["connection.get", { providerId: PROVIDER_ID }],
    ["mapping.list", { providerId: PROVIDER_ID }],
    ["mapping.products", { providerId: PROVIDER_ID, search: mark }],
    ["customers.list", { providerId: PROVIDER_ID }],
    ["customers.get", { customerId: canary.customerIds[0] }],
    ["customers.companies", { providerId: PROVIDER_ID, search: mark }],
    ["customers.agreements", { providerId: PROVIDER_ID, companyId }],
    ["runs.list", { providerId: PROVIDER_ID }],
    ["runs.get", { runId: canary.heldRunId }],
    ["audit.list", {}],
  ];
  for (const [procedure, input] of asked) {
    const { text } = await call(procedure, input, { token });
    expect([procedure, text.includes(mark)]).toEqual([procedure, true]);
  }
}

function describeCall({ procedure, role, method, batched, body = "" }: FuzzCall): string {
  return `${method} ${procedure}${batched ? " (batch)" : ""} as ${role}: ${body.length > 600 ? `${body.slice(0, 600)}… (${body.length})` : body}`;
}
