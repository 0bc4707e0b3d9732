import { NotFoundSlip } from "@/components/layout/not-found-slip";

export default function NotFoundPage() {
  return (
    <main id="content" className="grow px-5 pt-8 pb-16 sm:pt-12">
      <NotFoundSlip />
    </main>
  );
}
