/** Two words joined by a dot, as in `evil.example`. The other characters are those that browsers treat as a dot. */
const HOST = /[\p{L}\p{N}][.\u3002\uff0e\uff61][\p{L}\p{N}]/u;

/** A part of an email, or the beginning of a URL. */
const ADDRESS = /@|:\/|:\\|\/\/|\bwww\b|mailto:|tel:/iu;

/** Seven or more digits, which mail clients detect as a telephone number. */
const PHONE_NUMBER = /\d(?:[\s().-]{0,2}\d){6}/u;

/**
 * A name that a user typed, for use in an email. Mail clients turn a text that looks like a URL, an email or a
 * telephone number into a link. Such a name would make our email lead anywhere the user likes.
 * @returns the name, or null when it could become a link: the email then omits it
 */
export function mailSafeName(name: string): string | null {
  const compared = name.normalize("NFKC").replaceAll(/\p{Cf}/gu, "");
  const isLinkable = [HOST, ADDRESS, PHONE_NUMBER].some((pattern) => pattern.test(compared));
  return isLinkable ? null : name;
}
