import { readFileSync } from "node:fs";
import { ManageAPI } from "connectwise-rest";

/**
 * What a partner would write: every agreement, one after the other, its lines read and those that differ patched. A program of
 * its own, which prints how many calls it made.
 */
export interface PartnerScriptSettings {
  readonly site: string;
  readonly codebase: string;
  readonly clientId: string;
  readonly keys: { readonly companyId: string; readonly publicKey: string; readonly privateKey: string };
  /** Counted quantities by product, by agreement. */
  readonly counted: ReadonlyArray<readonly [agreementId: number, quantities: Readonly<Record<string, number>>]>;
}

const { site, codebase, clientId, keys, counted } = JSON.parse(
  readFileSync(process.env["PARTNER_SCRIPT"] ?? "", "utf8"),
) as PartnerScriptSettings;
const { FinanceAPI } = new ManageAPI({ ...keys, companyUrl: site, clientId, logger: () => {} });
// The client knows HTTPS alone; this is all that is changed of it.
(FinanceAPI as unknown as { instance: { defaults: { baseURL: string } } }).instance.defaults.baseURL =
  `http://${site}/${codebase}/apis/3.0`;

let calls = 0;
for (const [agreementId, quantities] of counted) {
  const lines = await FinanceAPI.getFinanceAgreementsByParentIdAdditions(agreementId, { pageSize: 1000 });
  calls += 1;
  for (const line of lines) {
    const wanted = quantities[String(line.product?.id)];
    if (wanted === undefined || wanted === line.quantity || line.id === undefined) continue;
    // Its types say that a value is an object; it is any JSON.
    const change = { op: "replace", path: "quantity", value: wanted as unknown as Record<string, never> };
    await FinanceAPI.patchFinanceAgreementsByParentIdAdditionsById(line.id, agreementId, [change]);
    calls += 1;
  }
}
console.log(calls);
