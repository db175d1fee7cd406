import type { ControlRoutes } from "@integrations/simulator-kit";
import { fillSample } from "../dataset/sample-tenant.ts";
import type { Simulator } from "../simulator.ts";
import { newTenantSchema, tenantChangesSchema } from "./control-schemas.ts";

/** What the control API has beside the shared routes. */
export function controlRoutes(simulator: Simulator): ControlRoutes {
  return {
    "POST /tenants": ({ body }) => addTenant(simulator, body),
    "PATCH /tenants/*": ({ body }, id) => changeTenant(simulator, body, id),
    "GET /tenants/*/lines": ({ query }, id) => {
      const { data, store } = simulator.tenant(id);
      const contract = query.get("contractID");
      const contracts = contract === null ? store.contracts.all().map((each) => each.id) : [Number(contract)];
      return contracts.flatMap((each) => data.lines(each)).map((line) => ({ ...line, units: data.units(line.id) }));
    },
    "GET /tenants/*/contracts": (_call, id) => simulator.tenant(id).store.contracts.all(),
    "GET /tenants/*/services": (_call, id) => simulator.tenant(id).data.items(),
    "GET /tenants/*/companies": (_call, id) => simulator.tenant(id).store.companies.all(),
  };
}

function addTenant(simulator: Simulator, body: unknown): { id: string } {
  const { dataset, id, users, behaviour, ...options } = newTenantSchema.parse(body);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const today = simulator.clock.now();
  simulator.addTenant({
    id,
    ...given,
    ...(users === undefined ? {} : { users }),
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(dataset === "sample" ? { fill: (data) => fillSample(data, today) } : {}),
  });
  return { id };
}

function changeTenant(simulator: Simulator, body: unknown, id?: string): null {
  const { behaviour, otherRequests, user } = tenantChangesSchema.parse(body);
  const tenant = simulator.tenant(id);
  if (behaviour !== undefined) tenant.setBehaviour(behaviour);
  if (otherRequests !== undefined) tenant.otherRequests = otherRequests;
  if (user !== undefined) tenant.changeUser(user.userName, user.changes);
  return null;
}
