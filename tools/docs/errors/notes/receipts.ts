import type { ReceiptProblem } from "@/lib/errors/receipt-problems";
import type { Note } from "./note";

/** Why a receipt cannot be read. */
export const receiptNotes: Record<ReceiptProblem, Note> = {
  receipt_unauthorized: {
    meaning: "ReceiptHero no longer accepts the connection's token. The connection's health is now *unauthorized*.",
    support: "Ask the merchant to reconnect, or send a reconnect link from the connection's admin page.",
  },
  receipt_refused: {
    meaning:
      "ReceiptHero refused the receipt with 401 or 403, and we could not find out whether the token or the API key is the reason.",
    support:
      "Open another merchant's receipt. If that fails as well, check `RECEIPTHERO_API_KEY`, and whether a proxy drops the header `RECEIPTHERO_APIKEY`. Otherwise ask the merchant to reconnect.",
  },
  receipt_gone: {
    meaning: "ReceiptHero responded with 404: it has no receipt with this ID.",
    support: "If the receipt is new, wait. Otherwise the shop can issue it again.",
  },
  receipt_unavailable: {
    meaning: "ReceiptHero did not respond in time, or responded with a server error.",
    support: "Ask the user to try again. If it continues, check ReceiptHero's status and the network.",
  },
  receipt_unreadable: {
    meaning: "ReceiptHero's response is not the documented HeroJSON, PDF or Finvoice, or it is too large.",
    support: "Offer the other format. Report the receipt's ID to ReceiptHero. The log does not contain the receipt.",
  },
  api_key_missing: {
    meaning: "`RECEIPTHERO_API_KEY` is not set.",
    support: "Ask the operator to set it and to restart the servers.",
  },
};
