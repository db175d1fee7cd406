/** The platform's own mark for Autotask: a tick in a turning arrow. Not the vendor's trademark. */
export const AUTOTASK_LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">' +
  '<path d="M31.5 14.5A13 13 0 1 0 33 20"/><path d="M32.5 7.5v7.5H25"/><path d="M14 20.5l4.5 4.5 8-9"/></svg>';
