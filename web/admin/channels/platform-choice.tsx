import { UnstyledButton } from '@mantine/core'
import { ChevronRight } from 'lucide-react'
import type { PlatformList } from '#contract/channels'
import type { z } from 'zod'
import { fromServer, t } from '#kit/i18n.ts'
import classes from './channels.module.css'

export type Platform = z.output<typeof PlatformList>['platforms'][number]

type PlatformChoiceProps = { platforms: Platform[]; onChoose: (platform: string) => void }

export const PlatformChoice = ({ platforms, onChoose }: PlatformChoiceProps) => (
  <ul className={classes['platforms']} aria-label={t('Platforms')}>
    {platforms.map(({ platform, title, needs }, index) => (
      <li key={platform}>
        <UnstyledButton
          className={classes['choice']}
          // Whoever comes back from a form begins at the top, and not behind the dialog.
          autoFocus={index === 0}
          onClick={() => onChoose(platform)}
        >
          <span>
            <strong>{title}</strong>
            <span>{fromServer(needs)}</span>
          </span>
          <ChevronRight size={16} aria-hidden />
        </UnstyledButton>
      </li>
    ))}
  </ul>
)
