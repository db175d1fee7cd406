/** The demo's sign-in provider as a process of its own. Settings come as one JSON text in `DEMO_ISSUER`. */
import { startIssuer, type IssuerOptions } from "./issuer.ts";

const issuer = await startIssuer(JSON.parse(process.env["DEMO_ISSUER"] ?? "{}") as IssuerOptions);
console.log(`Sign-in provider on ${issuer.url}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void issuer.close().then(() => process.exit(0)));
}
