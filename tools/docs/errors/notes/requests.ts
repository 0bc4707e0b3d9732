import type { ErrorCode } from "@/lib/errors/error-codes";
import type { RefusalCode } from "@/lib/http/proxy/refusal";
import type { DownloadRefusal } from "@/lib/http/refuse-download";
import type { Note } from "./note";

/** Why a request or a download was refused. */
export const requestNotes: Record<RefusalCode | Exclude<DownloadRefusal, ErrorCode>, Note> = {
  length_required: {
    meaning: "A POST without `Content-Length`. Browsers send it, some proxies remove it.",
    support: "Look at the proxy: it must buffer requests, or pass on the header.",
  },
  too_large: {
    meaning: "A form is larger than the server reads.",
    support: "Ask the user to shorten what they pasted.",
  },
  too_many_parameters: {
    meaning: "The URL has more parameters than any of our pages needs.",
    support: "Ask the user to open the page from its link instead of a bookmark.",
  },
  foreign_target: {
    meaning: "The request names another server in its first line. Only scanners and misconfigured proxies send that.",
    support: "If a user reports it, look at the proxy. It must send a path, or a URL that begins with `APP_URL`.",
  },
  unknown_method: { meaning: "The request's method is `TRACE`.", support: "Nothing to repair. No browser sends it." },
  unsupported_media_type: {
    meaning: "A server action was called with something other than one of our forms.",
    support: "Ask the user to reload the page. If it continues, an extension or a proxy changes requests.",
  },
  other_site: {
    meaning: "A form of another origin was sent to us, or `APP_URL` differs from the address in the browser.",
    support: "Compare the address in the user's browser with `APP_URL`, letter by letter.",
  },
  other_host: {
    meaning: "`APP_URL` is on this machine, and the request came with another `Host`.",
    support: "Open the server at `APP_URL`. To serve it elsewhere, set `APP_URL`.",
  },
  unreadable_address: {
    meaning: "The path of the URL is not UTF-8.",
    support: "Ask where the link comes from.",
  },
  cross_site: {
    meaning: "A page of another site started the download.",
    support: "Ask the user to open the page here and to start the download there. Ask where the link comes from.",
  },
  malformed: {
    meaning:
      "The URL of an export does not name one format and one selection, or a form did not come from one of our pages.",
    support: "Start the export from the list. For a form, reload the page.",
  },
  invalid_filter: {
    meaning: "The URL of the export has filter fields that the server does not understand. The text names them.",
    support: "Start the export from the audit log's page.",
  },
  download_running: {
    meaning: "The user's download of all data is still running.",
    support: "Ask the user to wait for it. If it was aborted, a new one can start a minute later.",
  },
};
