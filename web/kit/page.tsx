import { Title } from '@mantine/core'
import type { ComponentProps, ReactNode } from 'react'
import classes from './page.module.css'

type PageProps = {
  title: string
  description?: ReactNode
  /** What can be done here, at the right of the title. */
  actions?: ReactNode
  children: ReactNode
}

export const Page = ({ title, description, actions, children }: PageProps) => (
  <div className={classes['page']}>
    <title>{`${title} · Penstock`}</title>
    <header className={classes['head']}>
      <div>
        <Title order={1}>{title}</Title>
        {description && <p className={classes['description']}>{description}</p>}
      </div>
      {actions && <div className={classes['actions']}>{actions}</div>}
    </header>
    {children}
  </div>
)

type SectionProps = {
  title: string
  description?: ReactNode
  actions?: ReactNode
  /** Instead of the visible heading, where the page has no other section: a row of filters. */
  bare?: ReactNode
  /** The heading stands beside the content where there is room: for a form, which is narrow. */
  beside?: boolean
  children: ReactNode
}

/** One subject of a page, in a frame with its own heading. */
export const Section = ({ title, description, actions, bare, beside, children }: SectionProps) => (
  <section className={classes['section']} data-beside={beside || undefined} aria-label={title}>
    {bare ?? (
      <header className={classes['sectionHead']}>
        <div>
          <Title order={2}>{title}</Title>
          {description && <p className={classes['description']}>{description}</p>}
        </div>
        {actions && <div className={classes['actions']}>{actions}</div>}
      </header>
    )}
    {children}
  </section>
)

/** The padding of a section, for what is not a table. */
export const Inset = ({ children }: { children: ReactNode }) => (
  <div className={classes['inset']}>{children}</div>
)

type FormStackProps = ComponentProps<'form'> & { wide?: boolean }

/** A form in one column: the eye goes down, never sideways. */
export const FormStack = ({ wide, ...props }: FormStackProps) => (
  <form noValidate className={classes['form']} data-wide={wide || undefined} {...props} />
)
