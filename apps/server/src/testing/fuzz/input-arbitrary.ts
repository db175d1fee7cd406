import fc from "fast-check";
import type { z } from "zod";
import { HOSTILE_TEXTS, hostileValue } from "./hostile-values.ts";

/** Values that mean something, by the name of the field they go into. */
export interface KnownValues {
  readonly byName: ReadonlyMap<string, readonly unknown[]>;
  /** For objects that take any key. */
  readonly recordOf: (name: string) => fc.Arbitrary<Record<string, unknown>>;
}

type Schema = z.core.$ZodType;

/**
 * Inputs after a procedure's own schema: about half of them as it wants them, some wrong in places, some wrong as a whole.
 * @param schemas undefined input where there is none
 * @throws Error for a kind of schema nobody has taught it yet
 */
export function inputArbitrary(schemas: readonly Schema[], known: KnownValues): fc.Arbitrary<unknown> {
  const valid = schemas.map((schema) => arbitraryOf(schema, "", { known, wrong: 0 }));
  const nearly = schemas.map((schema) => arbitraryOf(schema, "", { known, wrong: 2 }));
  return fc.oneof(
    { weight: 5, arbitrary: together(valid) },
    { weight: 4, arbitrary: together(nearly).chain((input) => fc.oneof({ weight: 3, arbitrary: fc.constant(input) }, withOddKeys(input))) },
    { weight: 1, arbitrary: fc.oneof(hostileValue, fc.constant(undefined)) },
  );
}

interface Options {
  readonly known: KnownValues;
  /** Of ten leaves, how many are hostile. */
  readonly wrong: number;
}

function together(inputs: ReadonlyArray<fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const [first] = inputs;
  if (first === undefined) return fc.constant(undefined);
  return inputs.length === 1 ? first : fc.tuple(...inputs).map((parts) => Object.assign({}, ...parts) as unknown);
}

function withOddKeys(input: unknown): fc.Arbitrary<unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return fc.constant(input);
  return fc
    .record({ name: fc.constantFrom("constructor", "prototype", "toString", "partnerId", "role", "limit", ""), value: hostileValue })
    .map(({ name, value }) => ({ ...input, [name]: value }));
}

function arbitraryOf(schema: Schema, name: string, options: Options): fc.Arbitrary<unknown> {
  const right = rightValue(schema, name, options);
  if (options.wrong === 0) return right;
  return fc.oneof({ weight: 10 - options.wrong, arbitrary: right }, { weight: options.wrong, arbitrary: hostileValue });
}

function rightValue(schema: Schema, name: string, options: Options): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return objectOf(def.shape, options);
    case "array":
      return fc.array(arbitraryOf(def.element, name, options), { maxLength: 4 });
    case "optional":
      return fc.oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: arbitraryOf(def.innerType, name, options) },
      );
    case "nullable":
      return fc.option(arbitraryOf(def.innerType, name, options), { nil: null, freq: 3 });
    case "enum":
      return fc.constantFrom<unknown>(...Object.values(def.entries));
    case "boolean":
      return fc.boolean();
    case "number":
      return knownOr(name, options, numberWithin(schema, options.wrong > 0));
    case "string":
      return knownOr(name, options, fc.oneof(fc.constantFrom<unknown>(...HOSTILE_TEXTS), fc.string({ unit: "grapheme" })));
    case "record":
      return options.known.recordOf(name);
    default:
      throw new Error(`The fuzz does not know how to make a ${def.type} (${name}): teach it.`);
  }
}

function objectOf(shape: Readonly<Record<string, Schema>>, options: Options): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, arbitraryOf(field, name, options)]));
  return options.wrong === 0
    ? fc.record(fields)
    : fc.oneof({ weight: 4, arbitrary: fc.record(fields) }, fc.record(fields, { requiredKeys: [] }));
}

/** What is known weighs more than all that is made up, so that calls get past their first check. */
function knownOr(name: string, { known, wrong }: Options, madeUp: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const values = known.byName.get(name);
  if (values === undefined) return madeUp;
  return fc.oneof({ weight: wrong === 0 ? 30 : 8, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: madeUp });
}

function numberWithin(schema: Schema, beyond: boolean): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = 1000 } = schema._zod.bag as { minimum?: number; maximum?: number };
  const within = [minimum, maximum, Math.floor((minimum + maximum) / 2)];
  return fc.constantFrom(...within, ...(beyond ? [minimum - 1, maximum + 1, maximum - 0.5] : []));
}
