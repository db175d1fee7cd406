import { activityMessages } from "./en/activity.ts";
import { appMessages } from "./en/app.ts";
import { assignmentFileMessages } from "./en/assignment-file.ts";
import { connectionMessages } from "./en/connection.ts";
import { customersMessages } from "./en/customers.ts";
import { historyMessages } from "./en/history.ts";
import { limitsMessages } from "./en/limits.ts";
import { mappingMessages } from "./en/mapping.ts";
import { noticesMessages } from "./en/notices.ts";
import { reasonMessages } from "./en/reasons.ts";
import { suggestionsMessages } from "./en/suggestions.ts";
import { supportMessages } from "./en/support.ts";
import { unbilledMessages } from "./en/unbilled.ts";

/** Every text of the UI in English. Another language is a catalog of this shape. */
export const en = {
  ...appMessages,
  ...connectionMessages,
  ...mappingMessages,
  ...customersMessages,
  ...activityMessages,
  ...historyMessages,
  ...limitsMessages,
  ...suggestionsMessages,
  ...assignmentFileMessages,
  ...noticesMessages,
  ...supportMessages,
  ...unbilledMessages,
  ...reasonMessages,
};
