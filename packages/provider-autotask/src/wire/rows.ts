import { z } from "zod";

/**
 * What is used of Autotask's records, and no more; nothing about money is ever asked for. What decides about a quantity must be
 * there: a row without its units is no row of 0 units.
 */

const id = z.number().int().positive();
const text = z.string().nullish();

export const companyRow = z.object({ id, companyName: text, companyNumber: text, isActive: z.boolean().nullish() });
export type CompanyRow = z.output<typeof companyRow>;

export const itemRow = z.object({
  id,
  name: text,
  description: text,
  isActive: z.boolean().nullish(),
  periodType: z.union([z.number(), z.string()]).nullish(),
});
export type ItemRow = z.output<typeof itemRow>;

export const contractRow = z.object({
  id,
  companyID: z.number().int(),
  contractName: text,
  contractNumber: text,
  contractType: z.number().int().nullish(),
  status: z.number().int().nullish(),
  startDate: text,
  endDate: text,
});
export type ContractRow = z.output<typeof contractRow>;

export const lineRow = z.object({ id, contractID: z.number().int(), serviceID: z.number().int() });
export type LineRow = z.output<typeof lineRow>;

export const unitsRow = z.object({
  id,
  contractID: z.number().int(),
  contractServiceID: z.number().int(),
  serviceID: z.number().int(),
  units: z.number(),
  startDate: z.string(),
  endDate: z.string(),
  approveAndPostDate: text,
});
export type UnitsRow = z.output<typeof unitsRow>;

/** An entity that is queried: its name in the path, what its rows look like, and the fields to ask for. */
export interface QueriedEntity<Row> {
  readonly name: string;
  readonly row: z.ZodType<Row>;
  readonly fields: readonly string[];
}

export const COMPANIES = entity("Companies", companyRow);
export const SERVICES = entity("Services", itemRow);
export const SERVICE_BUNDLES = entity("ServiceBundles", itemRow);
export const CONTRACTS = entity("Contracts", contractRow);
export const CONTRACT_SERVICES = entity("ContractServices", lineRow);
export const CONTRACT_SERVICE_UNITS = entity("ContractServiceUnits", unitsRow);

function entity<Shape extends z.ZodRawShape>(name: string, row: z.ZodObject<Shape>): QueriedEntity<z.output<z.ZodObject<Shape>>> {
  return { name, row, fields: Object.keys(row.shape) };
}
