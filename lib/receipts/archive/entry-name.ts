import { dayIn } from "@/lib/i18n/time-zones";
import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";

/** The most bytes of a shop's name and of an id in a file name. Most systems accept 255 bytes for the whole name. */
const MAX_SHOP = 80;
const MAX_ID = 80;

/**
 * Names the files of an archive after day, shop and receipt. No two have the same name, also on a system that ignores
 * case.
 * @param zone the reader's time zone
 */
export function entryNames(format: FileFormat, zone: string) {
  const used = new Set<string>();
  return ({ receiptId, shopName, firstSeenAt }: { receiptId: string; shopName: string | null; firstSeenAt: Date }) => {
    const day = dayIn(firstSeenAt, zone);
    const parts = [day, slug(shopName ?? "", MAX_SHOP), slug(receiptId, MAX_ID)].filter((part) => part !== "");
    let stem = parts.join("_");
    for (let number = 2; used.has(stem.toLowerCase()); number++) stem = `${parts.join("_")}_${number}`;
    used.add(stem.toLowerCase());
    return `${stem}${fileFormats[format].ending}`;
  };
}

/** Letters and digits, with a hyphen for everything between them. */
function slug(text: string, maxBytes: number): string {
  let cut = "";
  for (const character of text.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-")) {
    if (Buffer.byteLength(cut + character) > maxBytes) break;
    cut += character;
  }
  return cut.replace(/^-|-$/g, "");
}
