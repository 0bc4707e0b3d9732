/** The form field that names the business of the form's page. Every `Form` of such a page has it. */
export const MERCHANT_FIELD = "merchantId";
