import type { ReactNode } from 'react'
import { AppLink } from '#kit/link.tsx'

type OriginalLinkProps = { messageId: string; children: ReactNode }

/** Opens what the store has sent, as it came, above the order. */
export const OriginalLink = ({ messageId, children }: OriginalLinkProps) => (
  <AppLink
    from="/orders/$orderId"
    to="."
    search={(before) => ({ ...before, message: messageId })}
    resetScroll={false}
    inherit
  >
    {children}
  </AppLink>
)
