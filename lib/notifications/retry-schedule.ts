/** How often processing a notification is tried before it fails and needs an admin. */
export const MAX_ATTEMPTS = 10;

/** The pause before the first retry. Each further pause is twice as long, so ten attempts take about 85 minutes. */
export const FIRST_PAUSE_SECONDS = 10;
