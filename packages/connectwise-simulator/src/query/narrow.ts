import type { Condition } from "./condition.ts";

/**
 * The numbers a field must be one of for the condition to hold, where that can be read off the condition: a short way to the
 * few records that come into question. Undefined where all do.
 */
export function numbersRequired(condition: Condition | undefined, path: string): readonly number[] | undefined {
  switch (condition?.kind) {
    case "compare":
      return condition.path === path && condition.operator === "=" && condition.value.type === "number"
        ? [condition.value.value]
        : undefined;
    case "in":
      return condition.path === path
        ? condition.values.flatMap((literal) => (literal.type === "number" ? [literal.value] : []))
        : undefined;
    case "and":
      for (const part of condition.parts) {
        const numbers = numbersRequired(part, path);
        if (numbers !== undefined) return numbers;
      }
      return undefined;
    default:
      return undefined;
  }
}
