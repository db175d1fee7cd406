import { z } from "zod";

/** Text that can be stored: Postgres takes neither NUL nor halves of surrogate pairs. */
export function textSchema({ min = 0, max }: { readonly min?: 0 | 1; readonly max: number }) {
  const tooLong = `This has at most ${max} characters.`;
  return (
    z
      .string({ error: "This is a text." })
      .min(min, "This is missing.")
      // Counted in characters as a person and Postgres count them, which may be two code units each.
      .max(max * 2, tooLong)
      .refine((text) => text.length <= max || Array.from(text).length <= max, tooLong)
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
