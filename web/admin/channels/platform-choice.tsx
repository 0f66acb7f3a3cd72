import { UnstyledButton } from '@mantine/core'
import { ChevronRight } from 'lucide-react'
import type { PlatformList } from '#contract/channels'
import type { z } from 'zod'
import { t } from '#kit/i18n.ts'
import classes from './channels.module.css'

export type Platform = z.output<typeof PlatformList>['platforms'][number]

type PlatformChoiceProps = { platforms: Platform[]; onChoose: (platform: string) => void }

export const PlatformChoice = ({ platforms, onChoose }: PlatformChoiceProps) => (
  <ul className={classes['platforms']} aria-label={t('Platforms')}>
    {platforms.map(({ platform, title, canBeAsked }) => (
      <li key={platform}>
        <UnstyledButton className={classes['choice']} onClick={() => onChoose(platform)}>
          <span>
            <strong>{title}</strong>
            <span>{canBeAsked ? TWO_WAYS : ONE_WAY}</span>
          </span>
          <ChevronRight size={16} aria-hidden />
        </UnstyledButton>
      </li>
    ))}
  </ul>
)

const TWO_WAYS = t('Orders come in; stock and tracking go back.')
const ONE_WAY = t('Orders come in.')
