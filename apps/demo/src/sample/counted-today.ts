import { SAMPLE_CUSTOMERS, type SampleCustomer } from "./customers.ts";

/**
 * The sample counts as of this start. From the second one on, one customer after the other has gained a mailbox, so that there is
 * something to see again.
 */
export function countedToday(starts: number): SampleCustomer[] {
  return SAMPLE_CUSTOMERS.map((customer, index) => {
    const gained = Math.ceil((starts - 1 - index) / SAMPLE_CUSTOMERS.length);
    const [first] = Object.keys(customer.quantities);
    if (gained <= 0 || first === undefined) return customer;
    return { ...customer, quantities: { ...customer.quantities, [first]: (customer.quantities[first] ?? 0) + gained } };
  });
}
