import { ref, type Ref } from "vue";

/** `system` follows the device. */
export type ColorMode = "system" | "light" | "dark";

export const COLOR_MODES: readonly ColorMode[] = ["system", "light", "dark"];

const STORAGE_KEY = "color-mode";
const mode = ref<ColorMode>(storedMode());
const prefersDark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
prefersDark?.addEventListener("change", paint);

/** The chosen colour mode, shared by the whole page; `public/color-mode.js` has painted the first one already. */
export function useColorMode(): { readonly mode: Readonly<Ref<ColorMode>>; choose: (chosen: ColorMode) => void } {
  return {
    mode,
    choose: (chosen) => {
      mode.value = chosen;
      try {
        localStorage.setItem(STORAGE_KEY, chosen);
      } catch {
        // Storage may be forbidden; then the choice lasts as long as the page.
      }
      paint();
    },
  };
}

function storedMode(): ColorMode {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return COLOR_MODES.find((each) => each === stored) ?? "system";
  } catch {
    return "system";
  }
}

function paint(): void {
  const isDark = mode.value === "dark" || (mode.value === "system" && prefersDark?.matches === true);
  document.documentElement.classList.toggle("dark", isDark);
  document.documentElement.classList.toggle("light", !isDark);
}
