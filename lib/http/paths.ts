import type { Route } from "next";

// Paths that are made from data. Their types are patterns, so the compiler compares them with the routes of app/.

/** Below it the partner's own systems call the API. */
export const API_PATH = "/api/v1";

/** ReceiptHero delivers notifications to it. */
export const WEBHOOK_PATH = "/api/receipthero/webhook";

/** Whether a path is the API's. */
export function isApiPath(path: string): boolean {
  return path === API_PATH || path.startsWith(`${API_PATH}/`);
}

/** Whether a body for a path may have any size. proxy.ts leaves these paths alone. */
export function isStreamPath(path: string): boolean {
  return [`${API_PATH}/imports`, "/admin/brand/upload", "/admin/imports/upload", "/admin/invitations/upload"].includes(
    path,
  );
}

/** Whether a path is that of an image of the brand (lib/brand/images/paths.ts). */
export function isImagePath(path: string): boolean {
  return path.startsWith("/brand/");
}

/** The path under which a business has its pages. */
export function businessPath(merchantId: string): `/businesses/${string}` {
  return `/businesses/${encodeURIComponent(merchantId)}`;
}

/** The path of the page that welcomes a new member of a business. */
export function joinedPath(merchantId: string): `/businesses/${string}/connections?${string}` {
  return `${businessPath(merchantId)}/connections?joined=yes`;
}

/** The path of the page that offers to move a connection to a business, after an authorization request of that business. */
export function movePath(merchantId: string, requestId: string): `/businesses/${string}/connections/move?${string}` {
  return `${businessPath(merchantId)}/connections/move?request=${requestId}`;
}

/**
 * The path of a connect session's page. A browser that comes back from ReceiptHero goes there first, and only then to the
 * partner: browsers hold the policy `form-action` of ReceiptHero's page against all redirects that follow its form.
 */
export function connectSessionPath(id: string): `/connect/${string}` {
  return `/connect/${id}`;
}

/** The page that says that this browser has no such connect session. */
export const NO_CONNECT_SESSION = connectSessionPath("unknown");

/** The path of a connection's page for its merchant. */
export function merchantConnectionPath(receiptheroId: string): `/connections/${string}` {
  return `/connections/${encodeURIComponent(receiptheroId)}`;
}

/** The path of a connection's page for staff. */
export function connectionPath(receiptheroId: string): `/admin/connections/${string}` {
  return `/admin/connections/${encodeURIComponent(receiptheroId)}`;
}

/** The path of a webhook endpoint's page for staff. */
export function endpointPath(id: string): `/admin/webhooks/${string}` {
  return `/admin/webhooks/${id}`;
}

/** The path of a connect session for staff: the list with this session alone. */
export function listedSessionPath(id: string): `/admin/connect-sessions?${string}` {
  return `/admin/connect-sessions?id=${id}`;
}

/** A path or URL that came from data and was checked, as the type that links and redirects take. */
export function checkedRoute(url: string): Route {
  return url as Route;
}
