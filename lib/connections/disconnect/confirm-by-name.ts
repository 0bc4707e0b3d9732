type Named = { label: string; receiptheroId: string };

/** How many characters of the ReceiptHero ID may be typed instead of a name. */
export const TAIL_LENGTH = 8;

/** The end of the ReceiptHero ID. */
export function tailOf({ receiptheroId }: Named): string {
  return receiptheroId.slice(-TAIL_LENGTH);
}

/** Whether the typed text names the connection. Letter case is ignored. */
export function confirms(connection: Named, typed: string): boolean {
  const comparable = (text: string) => text.trim().normalize("NFC").toLowerCase();
  return [connection.label, tailOf(connection)].some((name) => name !== "" && comparable(name) === comparable(typed));
}
