import { z } from "zod";

/** Text that can be stored: Postgres takes neither NUL nor halves of surrogate pairs. */
export function textSchema(options: { readonly min?: number; readonly max: number }) {
  return (
    z
      .string({ error: "This is a text." })
      // Counted in characters as a person and Postgres count them, which may be two code units each.
      .max(options.max * 2, tooLong(options.max))
      .refine((text) => Array.from(text).length <= options.max, tooLong(options.max))
      .refine((text) => Array.from(text).length >= (options.min ?? 0), options.min === 1 ? "This is missing." : "This is too short.")
      .refine((text) => !text.includes("\u0000") && text.isWellFormed(), "This has characters that cannot be stored.")
  );
}

/** The console's ids of partners and customers: any text up to 200 characters. */
export const idSchema = textSchema({ min: 1, max: 200 });

/** Ids of a provider's records. */
export const recordIdSchema = textSchema({ min: 1, max: 100 });

export const providerIdSchema = textSchema({ min: 1, max: 100 });

export const serviceCodeSchema = textSchema({ min: 1, max: 100 });

/** Text somebody types to search; empty is the same as none. */
export const searchSchema = textSchema({ max: 200 });

/** Opaque: what an answer gave as `nextCursor`. */
export const cursorSchema = textSchema({ min: 1, max: 2000 });

/** Accepted beside every input; whose data it is was decided before. */
export const partnerIdShape = { partnerId: idSchema.optional() };

function tooLong(max: number): string {
  return `This has at most ${max} characters.`;
}
