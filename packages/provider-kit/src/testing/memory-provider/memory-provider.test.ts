import { ProviderError, type AgreementLines, type ProviderSession } from "@integrations/core";
import { afterAll, describe, expect, it } from "vitest";
import { createProviderRuntime } from "../../runtime/provider-runtime.ts";
import { createTestClock } from "../test-clock.ts";
import { createTestLogger } from "../test-logger.ts";
import { createTestMemory } from "../test-memory.ts";
import { createMemoryProvider, type MemoryProvider } from "./memory-provider.ts";

const runtime = createProviderRuntime({ outboundAllow: [], logger: createTestLogger(), clock: createTestClock({ auto: true }) });
afterAll(() => runtime.close());

function session(memory: MemoryProvider, config = memory.configFor("acme"), signal = new AbortController().signal): ProviderSession {
  const context = runtime.contextFor({
    provider: memory.provider,
    environment: memory.provider.environment.parse({}),
    connection: { id: "c1", memory: createTestMemory(), secrets: [] },
    signal,
    patience: "background",
  });
  return memory.provider.connect(config, context);
}

describe("the provider in memory", () => {
  it("reads, sets and adds lines", async () => {
    const memory = createMemoryProvider();
    const account = memory.account("acme");
    const company = account.addCompany({ name: "Bücher GmbH" });
    const agreement = account.addAgreement({ companyId: company.id });
    const [first, second] = [account.addProduct(), account.addProduct({ description: "Spam filter" })];
    const line = account.addLine({ agreementId: agreement.id, productId: first.id, quantity: 3 });
    const open = session(memory);

    expect(await open.searchCompanies({ search: "büch" })).toEqual([company]);
    expect((await open.searchProducts({ search: "spam" })).items).toEqual([second]);
    expect(await open.listAgreements(company.id)).toEqual([agreement]);
    expect(await open.setQuantity({ line, quantity: 5, asOf: "2026-03-10" })).toEqual({ lineId: line.id, quantity: 5 });
    const added = await open.addLine({ agreement, productId: second.id, quantity: 2, effectiveOn: "2026-03-10" });
    const results: AgreementLines[] = [];
    for await (const result of open.readLines([agreement.id, "none"], { asOf: "2026-03-10" })) results.push(result);
    expect(results[0]?.lines?.map(({ id, quantity }) => [id, quantity])).toEqual([
      [line.id, 5],
      [added.lineId, 2],
    ]);
    expect(results[1]?.error?.code).toBe("not_found");
    expect(account.calls.map(({ verb }) => verb)).toContain("addLine");
  });

  it("pages through products by id", async () => {
    const memory = createMemoryProvider();
    const products = Array.from({ length: 7 }, () => memory.account("acme").addProduct());
    const open = session(memory);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await open.searchProducts({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(products.map(({ id }) => id));
  });

  it("refuses a wrong token and tells a missing permission", async () => {
    const memory = createMemoryProvider();
    await expect(session(memory, { account: "acme", apiToken: "wrong" }).checkAccess()).rejects.toMatchObject({
      code: "credentials_refused",
    });
    memory.account("acme").missingPermissions.add("read-items");
    const report = await session(memory).checkAccess();
    expect(report.ok).toBe(false);
    expect(report.permissions.map(({ id, ok }) => [id, ok])).toEqual([
      ["read-items", false],
      ["read-clients", true],
      ["read-contracts", true],
      ["write-contracts", null],
    ]);
    await expect(session(memory).searchProducts({})).rejects.toMatchObject({ code: "permission_missing" });
  });

  it("fails where it was told to, before or after the effect", async () => {
    const memory = createMemoryProvider();
    const account = memory.account("acme");
    const agreement = account.addAgreement({ companyId: account.addCompany().id });
    const product = account.addProduct();
    const lost = new ProviderError({ code: "timeout", message: "lost", effect: "unknown" });
    account.fail("addLine", new ProviderError({ code: "unavailable", message: "down" }));
    account.fail("addLine", lost, { moment: "after" });
    const open = session(memory);
    const add = (): Promise<unknown> => open.addLine({ agreement, productId: product.id, quantity: 1, effectiveOn: "2026-03-10" });
    await expect(add()).rejects.toMatchObject({ code: "unavailable" });
    expect(account.linesOf(agreement.id)).toHaveLength(0);
    await expect(add()).rejects.toMatchObject({ code: "timeout", effect: "unknown", message: "lost" });
    expect(account.linesOf(agreement.id)).toHaveLength(1);
    await add();
    expect(account.linesOf(agreement.id)).toHaveLength(2);
  });

  it("tries again where a try was disturbed and that is safe", async () => {
    const memory = createMemoryProvider();
    const account = memory.account("acme");
    const agreement = account.addAgreement({ companyId: account.addCompany().id });
    const product = account.addProduct();
    const line = account.addLine({ agreementId: agreement.id, productId: product.id });
    const lost = new ProviderError({ code: "unavailable", message: `lost ${account.token}`, effect: "unknown" });
    const open = session(memory);
    account.disturb("setQuantity", lost, { moment: "after", times: 2 });
    expect(await open.setQuantity({ line, quantity: 4, asOf: "2026-03-10" })).toEqual({ lineId: line.id, quantity: 4 });
    account.disturb("addLine", lost, { moment: "after" });
    await expect(open.addLine({ agreement, productId: product.id, quantity: 1, effectiveOn: "2026-03-10" })).rejects.toMatchObject({
      effect: "unknown",
      message: "lost [redacted]",
    });
    expect(account.linesOf(agreement.id)).toHaveLength(2);
  });

  it("does nothing after an abort", async () => {
    const memory = createMemoryProvider();
    await expect(session(memory, memory.configFor("acme"), AbortSignal.abort(new Error("stop"))).searchProducts({})).rejects.toThrow(
      "stop",
    );
    expect(memory.account("acme").calls).toEqual([]);
  });
});
