export const supportMessages = {
  support: {
    partnersText: "Choose a partner to see its integrations as it sees them. Every look and every change is recorded.",
    search: "Search by name or id",
    noPartners: "There are no partners yet",
    noMatch: "No partner matches",
    nothingEnabled: "Nothing enabled",
    more: "Show more",
    viewing: "Support view of {name}.",
    recorded: "Everything you do is recorded.",
    otherPartner: "Choose another partner",
    requestsText: "Partners who ask to set a mapped service back to Not Assigned, oldest first.",
    noRequests: "Nothing to answer",
    noRequestsText: "Requests of partners appear here.",
    request: "Remove {service} → {product}",
    askedBy: "asked by {who} on {at}",
    clearNamed: "Remove mapping of {service} for {name}",
  },
};
