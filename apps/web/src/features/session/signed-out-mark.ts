const KEY = "signed-out";

/**
 * After a sign-out the provider sends the person to the start page. Without this mark that page would sign them in again at
 * once.
 */
export function markSignedOut(): void {
  sessionStorage.setItem(KEY, "yes");
}

/** Whether the person has just signed out. True once. */
export function takeSignedOutMark(): boolean {
  const isMarked = sessionStorage.getItem(KEY) !== null;
  sessionStorage.removeItem(KEY);
  return isMarked;
}
