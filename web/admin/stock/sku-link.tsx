import { AppLink } from '#kit/link.tsx'

/** To where the pieces of a SKU lie. */
export const SkuLink = ({ sku }: { sku: string }) => (
  <AppLink to="/stock" search={{ q: sku }} inherit>
    {sku}
  </AppLink>
)
