import {
  MINIMAL_ROLE,
  startConnectWiseSimulator,
  withLevel,
  type Access,
  type Fault,
  type LoggedRequest,
  type Permission,
  type Role,
  type Simulator,
} from "@integrations/connectwise-simulator";
import {
  CONTRACT_TODAY,
  type ContractContent,
  type ContractFault,
  type ContractSubject,
  type ContractWorld,
} from "@integrations/provider-kit/testing";
import type { ConnectWisePermissionId } from "../definition/permissions.ts";
import { connectwise } from "../provider.ts";

const COMPANY_ID = "contract_c";
const KEYS = { publicKey: "PublicKeyOfContract1", privateKey: "PrivateKeyOfContract1" };

/** ConnectWise as a subject of the contract suite: the plugin over the simulator's wire. */
export const connectwiseSubject: ContractSubject = {
  provider: connectwise,
  async open(content) {
    const simulator = await startConnectWiseSimulator({
      clock: { now: () => new Date(`${CONTRACT_TODAY}T02:00:00Z`) },
      controlPort: false,
      tenants: [{ companyId: COMPANY_ID, siteUrl: "self", members: [{ ...KEYS, role: MINIMAL_ROLE }] }],
    });
    return worldOf(simulator, fill(simulator, content));
  },
};

function worldOf(simulator: Simulator, ids: ReadonlyMap<string, number>): ContractWorld {
  const { data } = simulator;
  const numberOf = (key: string): number => ids.get(key) ?? 0;
  const config = { companyId: COMPANY_ID, ...KEYS, useCustomSite: false };
  let role: Role = MINIMAL_ROLE;
  return {
    environment: { CONNECTWISE_CLIENT_ID: "0c5f3a52-7a0b-4d6e-9a53-1f1f5ed0a111", CONNECTWISE_CLOUD_SITES: simulator.site },
    outboundAllow: [simulator.site],
    config,
    refusedConfigs: {
      "a wrong private key": { ...config, privateKey: "WrongPrivateKey1" },
      "an unknown public key": { ...config, publicKey: "UnknownPublicKey" },
      "an unknown company id": { ...config, companyId: "nobody" },
    },
    idOf: (key) => String(numberOf(key)),
    linesOf: async (key) =>
      data.lines(numberOf(key)).map((line) => ({ id: String(line.id), productId: String(line.productId), quantity: line.quantity ?? 0 })),
    person: {
      cancelLine: async (key, on) => void data.cancelLine(numberOf(key), `${on}T00:00:00Z`),
      deleteLine: async (key) => data.deleteLine(numberOf(key)),
      addProduct: async ({ identifier, description }) => void data.addProduct({ identifier, description }),
    },
    deny: async (permissionId) => {
      const [permission, access] = RIGHTS[permissionId as ConnectWisePermissionId];
      role = withLevel(role, permission, access, "None");
      simulator.tenant().changeMember(KEYS.publicKey, { role });
    },
    fault: async ({ kind, on, times }) => {
      const match = { method: on === "read" ? "GET" : ["PATCH", "POST"], where: isOfTheApi };
      simulator.faults.inject({ match, fault: FAULTS[kind], ...(times === undefined ? {} : { times }) });
    },
    requests: async () =>
      simulator.requests.list().map((request) => ({
        write: request.method !== "GET",
        text: JSON.stringify([request.url, request.headers, request.body]),
      })),
    close: () => simulator.close(),
  };
}

function fill({ data }: Simulator, content: ContractContent): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  const idOf = (key: string): number => ids.get(key) ?? 0;
  for (const { key, identifier, description, active, allowedOnAgreement } of content.products) {
    const productClass = allowedOnAgreement === false ? "Bundle" : "NonInventory";
    ids.set(key, data.addProduct({ identifier, description, productClass, inactiveFlag: active === false }).id);
  }
  for (const { key, name, website } of content.companies) {
    ids.set(key, data.addCompany({ name, ...(website === undefined ? {} : { website }) }).id);
  }
  for (const { key, company, ended } of content.agreements) {
    const agreement = data.addAgreement({ companyId: idOf(company), name: key, startDate: "2025-01-01T00:00:00Z" });
    if (ended === true) data.cancelAgreement(agreement.id, "2026-01-31T00:00:00Z");
    ids.set(key, agreement.id);
  }
  for (const { key, agreement, product, quantity, cancelledOn } of content.lines) {
    const cancelledDate = cancelledOn === undefined ? undefined : `${cancelledOn}T00:00:00Z`;
    const line = { agreementId: idOf(agreement), productId: idOf(product), quantity, effectiveDate: "2025-01-01T00:00:00Z", cancelledDate };
    ids.set(key, data.addLine(line).id);
  }
  return ids;
}

function isOfTheApi(request: LoggedRequest): boolean {
  return !request.path.startsWith("/login/");
}

const RIGHTS: Readonly<Record<ConnectWisePermissionId, readonly [Permission, Access]>> = {
  "companies-inquire": ["Companies > Company Maintenance", "inquire"],
  "contacts-inquire": ["Companies > Contacts", "inquire"],
  "agreements-inquire": ["Finance > Agreements", "inquire"],
  "agreements-edit": ["Finance > Agreements", "edit"],
  "agreements-add": ["Finance > Agreements", "add"],
  "catalog-inquire": ["Procurement > Product Catalog", "inquire"],
};

const TOKEN = Buffer.from(`${COMPANY_ID}+${KEYS.publicKey}:${KEYS.privateKey}`).toString("base64");
const ECHO = `You sent ${KEYS.publicKey} and ${encodeURIComponent(KEYS.privateKey)} as Basic ${TOKEN}.`;

const FAULTS: Readonly<Record<ContractFault["kind"], Fault>> = {
  rate_limited: { kind: "status", status: 429, retryAfter: { seconds: 2 } },
  server_fault: { kind: "status", status: 500 },
  reset_before: { kind: "reset", at: "before" },
  reset_after: { kind: "reset", at: "after" },
  silent_after: { kind: "hang", at: "after" },
  garbled: { kind: "garble", how: "truncated" },
  web_page: { kind: "garble", how: "html" },
  refused_keys: { kind: "status", status: 401, json: { code: "Unauthorized", message: ECHO } },
  refused_echo: { kind: "status", status: 400, json: { code: "InvalidObject", message: ECHO, errors: null } },
};
