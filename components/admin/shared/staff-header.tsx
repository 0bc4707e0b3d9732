import { AccountMenu } from "@/components/admin/shared/account-menu";
import { ConnectionSearch } from "@/components/admin/shared/connection-search";
import { StaffNav } from "@/components/admin/shared/staff-nav";
import { Wordmark } from "@/components/layout/wordmark";
import { Link } from "@/components/ui/link";
import { MIN_SEARCH } from "@/lib/db/conditions";
import { readableEmailAddress } from "@/lib/email-address";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import type { Staff } from "@/lib/principal";

type StaffHeaderProps = { user: Staff; signOut: () => Promise<void> };

/** The header of the pages for staff: where they go, the search for a connection, and their own account. */
export async function StaffHeader({ user, signOut }: StaffHeaderProps) {
  const businesses = await listOwnBusinesses(user);
  return (
    <header className="staff-header">
      <div>
        <Link href="/admin" className="home">
          <Wordmark />
        </Link>
        <StaffNav />
        <div className="end">
          <ConnectionSearch minLength={MIN_SEARCH} />
          <AccountMenu
            userId={user.id}
            email={readableEmailAddress(user.email)}
            businesses={businesses.slice(0, 2).map(({ id }) => id)}
            signOut={signOut}
          />
        </div>
      </div>
    </header>
  );
}
