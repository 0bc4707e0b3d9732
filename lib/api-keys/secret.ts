import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

/** The beginning of every key, by which scanners for leaked secrets find it. */
const PREFIX = "rhc_";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 32;

/** Enough digits of base 62 for 32 bits. */
const CHECKSUM_LENGTH = 6;

const FORM = new RegExp(`^${PREFIX}([0-9A-Za-z]{${RANDOM_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/** A new API key: a prefix, 32 random characters (190 bits) and their checksum. */
export function makeKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return `${PREFIX}${random}${checksumOf(random)}`;
}

/** Whether a text has the form and the checksum of a key. So a mistyped key is refused without a query. */
export function isKey(text: string): boolean {
  const [, random, checksum] = FORM.exec(text) ?? [];
  return random !== undefined && checksumOf(random) === checksum;
}

/** The CRC-32 of the random part, in base 62. */
function checksumOf(random: string): string {
  let rest = crc32(random);
  return Array.from({ length: CHECKSUM_LENGTH }, () => {
    const digit = ALPHABET[rest % ALPHABET.length];
    rest = Math.floor(rest / ALPHABET.length);
    return digit;
  }).join("");
}
