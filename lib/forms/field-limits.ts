// The most that fields accept. Forms in the browser name these numbers, so this file needs no schema.

/** The longest label of a connection, in characters. */
export const MAX_LABEL = 60;

/** How many custom fields a merchant may add to a connection. */
export const MAX_PAIRS = 20;

/** The longest name of a business, in characters. */
export const MAX_BUSINESS_NAME = 80;

/** The longest external ID, in characters. */
export const MAX_EXTERNAL_ID = 100;

/** The longest URL and description of an endpoint, in characters. */
export const MAX_URL = 2_000;
export const MAX_DESCRIPTION = 200;

/** The longest name of an API key, in characters. */
export const MAX_KEY_NAME = 60;

/** The longest name of the partner and of the sender of its emails, in characters. */
export const MAX_BRAND_NAME = 60;

/** The longest welcome and the longest message for the consent page, in characters. */
export const MAX_WELCOME = 300;
export const MAX_CONSENT = 200;

/** The choices for an API key's lifetime, in days. */
export const EXPIRY_DAYS = [30, 90, 365] as const;
