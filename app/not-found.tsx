import { NotFoundCard } from "@/components/layout/not-found-card";

export default function NotFoundPage() {
  return (
    <main id="content" className="grow px-5 pt-8 pb-16 sm:pt-12">
      <NotFoundCard />
    </main>
  );
}
