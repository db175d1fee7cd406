/** Pushes a partner, a customer and its count. Needs API and TOKEN in the environment. */
const { API = "", TOKEN = "" } = process.env;

async function push<Answer>(procedure: string, input: object): Promise<Answer> {
  const response = await fetch(`${API}/trpc/${procedure}`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as { result: { data: Answer } } | { error: { data: { reason: string; detail: string } } };
  // A refusal names a reason of the closed list; the same push would be refused again, so somebody has to look.
  if ("error" in body) throw new Error(`${procedure} was refused (${body.error.data.reason}): ${body.error.data.detail}`);
  return body.result.data;
}

await push("platform.putPartners", { partners: [{ id: "acme-msp", name: "Acme MSP", timeZone: "Europe/Berlin" }] });
await push("platform.putCustomers", {
  partnerId: "acme-msp",
  customers: [{ id: "c-17", name: "Harbour Ltd", domains: ["harbour.example"] }],
});
const counted = await push<{ accepted: number; ignoredOlder: number }>("platform.putQuantities", {
  partnerId: "acme-msp",
  observedAt: new Date().toISOString(),
  customers: [{ customerId: "c-17", quantities: [{ service: "cloudfilter", quantity: 25 }] }],
});
console.log(`${counted.accepted} counts accepted, ${counted.ignoredOlder} were older than what is known.`);
