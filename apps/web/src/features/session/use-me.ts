import { inject, type InjectionKey } from "vue";
import type { ApiOutputs } from "../../api/outputs.ts";

/** Who the token says is signed in; does not change while they are. */
export type Me = ApiOutputs["session"]["me"];

export const ME: InjectionKey<Me> = Symbol("me");

/** Only below the signed-in shell, which waits until it is known. */
export function useMe(): Me {
  const me = inject(ME);
  if (me === undefined) throw new Error("Nobody is signed in here.");
  return me;
}
