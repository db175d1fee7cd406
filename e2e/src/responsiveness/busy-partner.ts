import type { BrowserStack } from "../support/browser-stack.ts";
import type { BrowserPartner } from "../support/browser-test.ts";

/** As many as the largest partner has. */
const MANY = 10_000;
const PER_CALL = 1_000;

/** A partner with two services mapped, and thousands of counted customers. */
export async function fillPartner(stack: BrowserStack, partner: BrowserPartner, count = MANY): Promise<void> {
  for (let first = 0; first < count; first += PER_CALL) {
    const customers = Array.from({ length: PER_CALL }, (_, index) => ({
      id: `customer-${first + index}`,
      name: `Customer ${String(first + index).padStart(5, "0")} of ${PLACES[index % PLACES.length] ?? ""}`,
      domains: [`customer-${first + index}.example`],
    }));
    await stack.platform.mutate("platform.putCustomers", { partnerId: partner.id, customers });
    await stack.platform.mutate("platform.putQuantities", {
      partnerId: partner.id,
      observedAt: new Date().toISOString(),
      customers: customers.map(({ id }) => ({ customerId: id, quantities: [{ service: "cloudfilter", quantity: 7 }] })),
    });
  }
  await partner.setUp({ cloudfilter: 101, safesend: 102 });
}

const PLACES = ["Sarasota", "Tampa", "Ocala", "Orlando", "Clearwater", "Naples", "Lakeland"];
