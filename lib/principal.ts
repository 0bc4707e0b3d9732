import type { MemberRole, Role } from "@/prisma/generated/enums";

// The type of a principal states what a user may do. A function takes the principal that it needs as its first
// argument, and the compiler refuses every other caller (docs/decisions/0036-principals.md).

declare const brand: unique symbol;

/** Brands a type at compile time, so that no object literal has it. */
type Branded<Name extends string> = { readonly [brand]: { readonly [As in Name]: true } };

/** A signed-in user: the session module has found the session. */
export type User = Branded<"User"> & {
  readonly id: string;
  readonly sessionId: string;
  readonly email: string;
  /** The role as staff of the partner; `MERCHANT` for everyone else. */
  readonly role: Role;
  /** The merchant that this session of staff views now, if it views one. */
  readonly view: MerchantView | null;
};

type NamedMerchant = { readonly id: string; readonly name: string };

/** A look of staff at the pages of a merchant. It belongs to one session, and ends at a time. */
export type MerchantView = { readonly merchant: NamedMerchant; readonly expiresAt: Date };

/**
 * A user who sees the pages of a merchant: a `Reader`, or staff who view it. A function that shows what these pages show
 * takes one. It stands for one merchant.
 */
export type Viewer = User &
  Branded<"Viewer"> & {
    readonly merchant: NamedMerchant;
    /** Null for staff. */
    readonly memberRole: MemberRole | null;
  };

/** Staff who view a merchant: they see what its owner sees, and open, download and change nothing. */
export type StaffViewer = Viewer & Branded<"StaffViewer"> & { readonly memberRole: null; readonly view: MerchantView };

/**
 * A user who belongs to a merchant, with any role: sees everything there, reads receipts and downloads. A user who belongs
 * to several merchants is another `Reader` in each.
 */
export type Reader = Viewer & Branded<"Reader"> & { readonly memberRole: MemberRole };

/** A reader who may also connect, change and disconnect. */
export type Member = Reader & Branded<"Member">;

/** A member who may do everything for the merchant, such as inviting and removing members. */
export type Owner = Member & Branded<"Owner">;

/** A user who works for the partner and may read everything: support or an admin. */
export type Staff = User & Branded<"Staff">;

/** A staff user who may also change what staff can read. */
export type Admin = Staff & Branded<"Admin">;

/**
 * A browser that opened the link of a connect session: it may do what that session is for, and nothing else. Nobody is
 * signed in.
 */
export type ConnectBrowser = Branded<"ConnectBrowser"> & {
  readonly connectSessionId: string;
  /** SHA-256 of the session's cookie in this browser. */
  readonly browserHash: string;
};

/** A program that knows METRICS_TOKEN: it may read the metrics, which are numbers and name nobody. */
export type Scraper = Branded<"Scraper">;

/**
 * An operator who runs a command of admin/ on the server. With the settings there, they could read the database and
 * every secret in it.
 */
export type Operator = Branded<"Operator"> & {
  /** The command, which audit events name. */
  readonly command: string;
};

/** The permissions that an API key may have. */
export const apiPermissions = [
  "connections:read",
  "connections:write",
  "connect:write",
  "events:read",
  "events:write",
  "receipts:read",
  "receipts:write",
  "tokens:read",
  "merchants:read",
  "merchants:write",
] as const;
export type ApiPermission = (typeof apiPermissions)[number];

/**
 * A key with which one of the partner's own systems calls the API. The type argument names the permissions that were
 * checked: a function that needs one takes an `ApiKey<"connections:read">`.
 */
export type ApiKey<Permission extends ApiPermission = never> = Branded<"ApiKey" | Permission> & {
  readonly id: string;
  readonly permissions: readonly string[];
};

/** Whether a key has a permission. */
export function isPermitted<Permission extends ApiPermission>(
  key: ApiKey,
  permission: Permission,
): key is ApiKey<Permission> {
  return key.permissions.includes(permission);
}

/** Whether a principal is the browser of a connect session. */
export function isConnectBrowser(principal: User | ConnectBrowser): principal is ConnectBrowser {
  return "connectSessionId" in principal;
}

/** Whether a viewer belongs to the merchant. */
export function isReader(viewer: Viewer): viewer is Reader {
  return viewer.memberRole !== null;
}

/** Whether a viewer is staff, who only look. */
export function isStaffViewer(viewer: Viewer): viewer is StaffViewer {
  return viewer.memberRole === null;
}

/** Whether a viewer may change what the merchant's readers see. */
export function isMember(viewer: Viewer): viewer is Member {
  return isReader(viewer) && viewer.memberRole !== "READER";
}

/** Whether a viewer may also manage the merchant's members. */
export function isOwner(viewer: Viewer): viewer is Owner {
  return viewer.memberRole === "OWNER";
}

/** Whether a user works for the partner. */
export function isStaff(user: User): user is Staff {
  return user.role === "ADMIN" || user.role === "SUPPORT";
}

/** Whether a user is an admin. */
export function isAdmin(user: User): user is Admin {
  return user.role === "ADMIN";
}
