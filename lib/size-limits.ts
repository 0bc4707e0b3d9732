// The largest bodies, files and archives. How often something may be done is in lib/quotas.ts.

/** A form. proxy.ts applies the same limit to the whole request. */
export const MAX_FORM_BYTES = 64 * 1024;

/** A logo or favicon of the brand. */
export const MAX_BRAND_IMAGE_BYTES = 200 * 1024;

/** The body of a request to the API. */
export const MAX_API_BYTES = 256 * 1024;

/** A line of an import. The import itself may have any size. */
export const MAX_IMPORT_LINE_BYTES = 64 * 1024;

/** A notification from ReceiptHero. */
export const MAX_NOTIFICATION_BYTES = 2 * 1024 * 1024;

/** A response of ReceiptHero that is not a receipt. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** How much of the answer of a webhook endpoint is kept. */
export const MAX_ENDPOINT_ANSWER = 64 * 1024;

/** A receipt as HeroJSON, for a page. */
export const MAX_RECEIPT_JSON_BYTES = 512 * 1024;

/** A receipt as a file. */
export const MAX_RECEIPT_FILE_BYTES = 10 * 1024 * 1024;

/** All files of a ZIP file together. ZIP without its extension for large files ends at 4 GB. */
export const MAX_ARCHIVE_BYTES = 1024 ** 3;

/** How many receipts a ZIP file may hold. */
export const MAX_ARCHIVE_RECEIPTS = 500;
