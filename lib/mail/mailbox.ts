/** The mailbox of an email: the part after a plus sign is only a tag. */
export function mailboxOf(email: string): string {
  return email.replace(/\+[^@]*(?=@)/, "");
}
