import type { LoggedRequest } from "@integrations/connectwise-simulator";
import { momentOf } from "./night.ts";
import type { PsaSite } from "./psa-site.ts";
import type { Site } from "./site.ts";
import type { SentCall } from "./traffic.ts";

/**
 * What the platform must never do, whatever happens to it: checked over everything it sent since the world was made.
 * @returns a sentence for each breach; empty where there is none
 */
export function breachesOf(site: Pick<PsaSite, "breaches">, sent: readonly SentCall[]): string[] {
  return [...site.breaches(), ...sentAfterRefusal(sent)];
}

const READ = ["discovery", "agreements", "products", "lines", "line"];
/** Asked for when a partner saves settings. */
const READ_FOR_SETTINGS = ["/company/companies", "/procurement/catalog", "/finance/agreements"];
const FIELDS_OF_NEW_LINE = ["billCustomer", "effectiveDate", "product", "quantity"];

export function breachesOfRequest(request: LoggedRequest): string[] {
  const what = `${request.method} ${request.path}`;
  const moment = momentOf(request);
  if (request.method === "GET") {
    const isKnown = READ.includes(moment) || READ_FOR_SETTINGS.includes(request.path);
    const keysShown = moment === "discovery" && request.headers["authorization"] !== undefined;
    return [...(isKnown ? [] : [`${what} was sent, which no run needs`]), ...(keysShown ? [`${what} carried the keys`] : [])];
  }
  if (moment === "PATCH")
    return isQuantityAlone(request.body) ? [] : [`${what} changes more than a quantity: ${JSON.stringify(request.body)}`];
  if (moment === "POST") return isPlainNewLine(request.body) ? [] : [`${what} sends more than it may: ${JSON.stringify(request.body)}`];
  return [`${what} was sent, which is never allowed`];
}

function isQuantityAlone(body: unknown): boolean {
  if (!Array.isArray(body)) return false;
  const [change, ...others] = body as ReadonlyArray<Record<string, unknown>>;
  const { op, path, value, ...rest } = change ?? {};
  const isQuantity = op === "replace" && path === "quantity" && Number.isInteger(value) && Object.keys(rest).length === 0;
  return isQuantity && others.every((other) => other["op"] === "replace" && other["path"] === "customFields");
}

function isPlainNewLine(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  const { product, quantity, billCustomer } = body as Record<string, unknown>;
  const isNamed = typeof product === "object" && product !== null && Object.keys(product).join() === "id";
  const fields = Object.keys(body)
    .filter((field) => field !== "customFields")
    .toSorted()
    .join();
  return fields === FIELDS_OF_NEW_LINE.join() && isNamed && Number.isInteger(quantity) && billCustomer === "Billable";
}

/** Two lines that both came from the platform and both go on, for one product on one agreement. */
export function doubledLines({ psa, nameOfAgreement, nameOfProduct }: Site, requests: readonly LoggedRequest[]): string[] {
  const made = requests.flatMap(({ effect, body }) => {
    const line = effect?.kind === "created" ? psa.line(effect.additionId) : undefined;
    if (line === undefined || line.cancelledDate !== undefined) return [];
    // One that a person moved to another product is no longer what the platform made.
    return (body as { product: { id: number } }).product.id === line.productId ? [line] : [];
  });
  const pairs = Map.groupBy(made, (line) => `${nameOfAgreement(line.agreementId)} ${nameOfProduct(line.productId)}`);
  return [...pairs].filter(([, lines]) => lines.length > 1).map(([pair, lines]) => `${pair} was added ${lines.length} times`);
}

/** After the keys were refused, a run sends nothing more but what was under way. */
function sentAfterRefusal(sent: readonly SentCall[]): string[] {
  const refusal = sent.find((call) => call.status === 401);
  const later = refusal === undefined ? [] : sent.filter((call) => call.beganAs > (refusal.endedAs ?? 0));
  return later.map((call) => `${call.method} ${call.path} was sent after the keys were refused`);
}
