import { ref, shallowRef, type Ref } from "vue";
import { problemOf, type Problem } from "../api/problem.ts";

/** Sends a dialog's form: busy meanwhile, and with the reason where it was refused. */
export function useDialogForm(send: () => Promise<void>): {
  readonly isBusy: Readonly<Ref<boolean>>;
  readonly problem: Readonly<Ref<Problem | undefined>>;
  submit: () => Promise<void>;
} {
  const isBusy = ref(false);
  const problem = shallowRef<Problem>();
  return {
    isBusy,
    problem,
    submit: async () => {
      isBusy.value = true;
      problem.value = undefined;
      try {
        await send();
      } catch (error) {
        problem.value = problemOf(error);
      } finally {
        isBusy.value = false;
      }
    },
  };
}
