import { name, singleLine } from "@/lib/forms/fields";

/** The longest name of a business, in characters. */
export const MAX_BUSINESS_NAME = 80;

/** The longest external ID, in characters. */
export const MAX_EXTERNAL_ID = 100;

/** The name of a business. */
export const businessName = () => name(1, MAX_BUSINESS_NAME);

/** The partner's own identifier for a merchant. */
export const externalId = () => singleLine(1, MAX_EXTERNAL_ID);
