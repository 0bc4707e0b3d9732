type Named = { label: string; receiptheroId: string };

/** How much of ReceiptHero's number is typed instead of a name. */
const TAIL = 8;

/** The end of ReceiptHero's number. */
export function tailOf({ receiptheroId }: Named): string {
  return receiptheroId.slice(-TAIL);
}

/** Whether what was typed names the connection. Letter case is not what a confirmation is about. */
export function confirms(connection: Named, typed: string): boolean {
  const comparable = (text: string) => text.trim().normalize("NFC").toLowerCase();
  return [connection.label, tailOf(connection)].some((name) => name !== "" && comparable(name) === comparable(typed));
}
