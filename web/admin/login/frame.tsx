import type { ReactNode } from 'react'
import { Logo } from '#kit/logo.tsx'
import { Gate } from './gate.tsx'
import { LanguageChoice } from './language-choice.tsx'
import classes from './login-page.module.css'

/** What stands before the door: the form on one side, the gate on the other. */
export const Frame = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className={classes['split']}>
    <title>{`${title} · Penstock`}</title>
    <main className={classes['side']}>
      <Logo />
      {children}
      <LanguageChoice />
    </main>
    <Gate />
  </div>
)
