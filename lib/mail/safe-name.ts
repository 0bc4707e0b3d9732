/** Two words with a dot between them, as in `evil.example`. The other dots are those that browsers read as one. */
const HOST = /[\p{L}\p{N}][.\u3002\uff0e\uff61][\p{L}\p{N}]/u;

/** A part of a mail address, or the beginning of a web address. */
const ADDRESS = /@|:\/|:\\|\/\/|\bwww\b|mailto:|tel:/iu;

/** Seven digits and more, as mail clients take them for a telephone number. */
const PHONE_NUMBER = /\d(?:[\s().-]{0,2}\d){6}/u;

/**
 * A name that a user typed, for a mail. A mail client turns what looks like a link, an address or a telephone number into
 * a link, and then the mail would lead wherever that user likes, under our name.
 * @returns the name, or null when it could become a link: the mail then does without it
 */
export function mailSafeName(name: string): string | null {
  const compared = name.normalize("NFKC").replaceAll(/\p{Cf}/gu, "");
  const isLinkable = [HOST, ADDRESS, PHONE_NUMBER].some((pattern) => pattern.test(compared));
  return isLinkable ? null : name;
}
