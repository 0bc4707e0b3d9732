/** How many digits a mailed code has. In a file of its own, because texts in the browser name it. */
export const CODE_DIGITS = 6;
