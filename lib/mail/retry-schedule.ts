/** How often the mail server is asked to take an email. With the pauses below, that takes more than a day. */
export const MAIL_ATTEMPTS = 12;

/** The pause after the first attempt, in minutes. It doubles each time, up to the longest pause. */
export const FIRST_MAIL_PAUSE = 1;
export const LONGEST_MAIL_PAUSE = 240;

/** An email that is being sent for so many minutes belongs to a server that died. Each SMTP command takes seconds at most. */
export const MAIL_ABANDONED_MINUTES = 10;
