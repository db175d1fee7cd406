import {
  startAutotaskSimulator,
  type EntityName,
  type Fault,
  type Level,
  type LoggedRequest,
  type Simulator,
} from "@integrations/autotask-simulator";
import {
  CONTRACT_TODAY,
  type ContractContent,
  type ContractFault,
  type ContractSubject,
  type ContractWorld,
} from "@integrations/provider-kit/testing";
import { AUTOTASK_PERMISSIONS } from "../definition/permissions.ts";
import { autotask } from "../provider.ts";

const USER = { userName: "contract@partner.example", secret: "SecretOfContract1" };
const CODE = "TRACKINGOFCONTRACT1";

/** Autotask as a subject of the contract suite: the plugin over the simulator's wire. */
export const autotaskSubject: ContractSubject = {
  provider: autotask,
  async open(content) {
    const simulator = await startAutotaskSimulator({
      clock: { now: () => new Date(`${CONTRACT_TODAY}T02:00:00Z`) },
      controlPort: false,
      tenants: [{ id: "contract", users: [USER], integrationCodes: [CODE] }],
    });
    return worldOf(simulator, fill(simulator, content));
  },
};

function worldOf(simulator: Simulator, ids: ReadonlyMap<string, string>): ContractWorld {
  const { data } = simulator;
  const idOf = (key: string): string => ids.get(key) ?? key;
  const numberOf = (key: string): number => Number(idOf(key));
  const config = { ...USER, integrationCode: CODE, datePolicy: "today" };
  const level: Level = {};
  return {
    environment: { AUTOTASK_DISCOVERY_SITE: simulator.site },
    outboundAllow: [simulator.site],
    config,
    refusedConfigs: {
      "a wrong secret": { ...config, secret: "WrongSecret1" },
      "an unknown user": { ...config, userName: "nobody@partner.example" },
      "a wrong tracking identifier": { ...config, integrationCode: "WRONGTRACKING" },
    },
    idOf,
    linesOf: async (key) =>
      data.lines(numberOf(key)).map((line) => ({ id: String(line.id), productId: String(line.itemID), quantity: line.finalUnits })),
    person: {
      cancelLine: async (key, on) => data.endLine(numberOf(key), on),
      deleteLine: async (key) => data.deleteLine(numberOf(key)),
      addProduct: async ({ identifier, description }) => void data.addItem({ name: identifier, description }),
    },
    deny: async (permissionId) => {
      const permission = AUTOTASK_PERMISSIONS.find((each) => each.id === permissionId);
      if (permission === undefined) throw new Error(`There is no permission ${permissionId}.`);
      const entity = permission.entity as EntityName;
      level[entity] = { ...level[entity], [permission.access]: "None" };
      simulator.tenant().changeUser(USER.userName, { level });
    },
    fault: async ({ kind, on, times }) => {
      const match = { where: (request: LoggedRequest) => request.isWrite === (on === "write") && !isDiscovery(request) };
      simulator.faults.inject({ match, fault: FAULTS[kind], ...(times === undefined ? {} : { times }) });
    },
    requests: async () =>
      simulator.requests
        .list()
        .map((request) => ({ write: request.isWrite, text: JSON.stringify([request.url, request.headers, request.body]) })),
    close: () => simulator.close(),
  };
}

function fill({ data }: Simulator, content: ContractContent): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const idOf = (key: string): number => Number(ids.get(key) ?? 0);
  for (const { key, identifier, description, active, allowedOnAgreement } of content.products) {
    const item = { name: identifier, description, isActive: active !== false };
    const id = allowedOnAgreement === false ? `bundle-${data.addItem(item, "bundle").id}` : String(data.addItem(item).id);
    ids.set(key, id);
  }
  for (const { key, name } of content.companies) ids.set(key, String(data.addCompany({ companyName: name }).id));
  for (const { key, company, ended } of content.agreements) {
    const contract = { companyID: idOf(company), contractName: key, startDate: "2026-01-01" };
    const dates = ended === true ? { endDate: "2026-01-31", status: 0 } : { endDate: "2026-12-31" };
    ids.set(key, String(data.addContract({ ...contract, ...dates }).id));
  }
  for (const { key, agreement, product, quantity, cancelledOn } of content.lines) {
    const line = data.addLine({ contractID: idOf(agreement), itemID: idOf(product), units: quantity });
    if (cancelledOn !== undefined) data.endLine(line.id, cancelledOn);
    ids.set(key, String(line.id));
  }
  return ids;
}

/** Zone information is asked without keys, and is not what faults are about. */
function isDiscovery(request: LoggedRequest): boolean {
  return request.path.toLowerCase() === "/zoneinformation";
}

const ECHO = `You sent ${USER.secret}, ${encodeURIComponent(CODE)} and ${Buffer.from(USER.secret).toString("base64")}.`;

const FAULTS: Readonly<Record<ContractFault["kind"], Fault>> = {
  rate_limited: { kind: "status", status: 429, retryAfter: { seconds: 2 } },
  server_fault: { kind: "status", status: 500 },
  reset_before: { kind: "reset", at: "before" },
  reset_after: { kind: "reset", at: "after" },
  silent_after: { kind: "hang", at: "after" },
  garbled: { kind: "garble", how: "truncated" },
  web_page: { kind: "garble", how: "html" },
  refused_keys: { kind: "status", status: 401, errors: [ECHO] },
  refused_echo: { kind: "status", status: 500, errors: [`Value does not reference: the value is not valid. ${ECHO}`] },
};
