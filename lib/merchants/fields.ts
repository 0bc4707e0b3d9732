import { MAX_BUSINESS_NAME, MAX_EXTERNAL_ID } from "@/lib/forms/field-limits";
import { name, singleLine } from "@/lib/forms/fields";

/** The name of a business. */
export const businessName = () => name(1, MAX_BUSINESS_NAME);

/** The partner's own identifier for a merchant. */
export const externalId = () => singleLine(1, MAX_EXTERNAL_ID);
