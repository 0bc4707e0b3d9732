/** The form field that contains the mark of the user for whom a page was made (lib/forms/user-mark.ts). */
export const USER_MARK_FIELD = "userMark";
