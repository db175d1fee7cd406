import { type Answer, jsonAnswer } from "@integrations/simulator-kit";
import { accessOf, type ApiUser } from "../tenant/api-user.ts";
import type { Entity } from "../wire/entities.ts";

/** What the entity can (`can...`) and what this user may (`userAccessFor...`) (V, C). */
export function entityInformation(entity: Entity, user: ApiUser): Answer {
  const info = {
    name: entity.singular,
    canCreate: entity.canCreate,
    canQuery: entity.canQuery,
    canUpdate: false,
    canDelete: false,
    userAccessForCreate: entity.canCreate ? accessOf(user, entity.name, "create") : "None",
    userAccessForQuery: entity.canQuery ? accessOf(user, entity.name, "query") : "None",
    userAccessForUpdate: "None",
    userAccessForDelete: "None",
    hasUserDefinedFields: false,
    supportsWebhookCallouts: false,
  };
  return jsonAnswer(200, { info });
}

/** Values of picklists are strings here and numbers on rows (V, C). */
export function entityFields(entity: Entity): Answer {
  const fields = entity.fields.map(({ name, type, picklist }) => ({
    name,
    dataType: type === "number" ? "integer" : type === "date" ? "datetime" : type === "text" ? "string" : type,
    isRequired: name === "id",
    isReadOnly: name === "id",
    isPickList: picklist !== undefined,
    picklistValues: picklist === undefined ? null : Object.entries(picklist).map(([value, label]) => ({ value, label, isActive: true })),
  }));
  return jsonAnswer(200, { fields });
}
