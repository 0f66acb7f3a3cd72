import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type LinkProps = Omit<AnchorProps, 'ref'> &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & {
    ref?: Ref<HTMLAnchorElement>
  }

/** A link within the portal, checked against its routes. */
export const AppLink = createLink((props: LinkProps) => <Anchor {...props} />)

type LinkButtonProps = Omit<ButtonProps, 'ref'> &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & {
    ref?: Ref<HTMLAnchorElement>
  }

/** A link that looks as what it is: the next thing to do. */
export const LinkButton = createLink((props: LinkButtonProps) => (
  <Button component="a" variant="default" {...props} />
))
