import { Anchor, type AnchorProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type LinkProps = Omit<AnchorProps, 'ref'> &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & {
    ref?: Ref<HTMLAnchorElement>
  }

/** A link within the portal, checked against its routes. */
export const AppLink = createLink((props: LinkProps) => <Anchor {...props} />)
