/** The platform's own mark for ConnectWise Manage: two linked rings. Not the vendor's trademark. */
export const CONNECTWISE_LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round">' +
  '<path d="M22.5 13.2A9 9 0 1 0 22.5 26.8"/><path d="M17.5 26.8A9 9 0 1 0 17.5 13.2"/></svg>';
