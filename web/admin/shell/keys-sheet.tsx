import { Kbd, Modal } from '@mantine/core'
import { Fragment } from 'react'
import { t } from '#kit/i18n.ts'
import { MOD_NAME } from '#kit/keys.ts'
import { useNavigation } from '../navigation.ts'
import classes from './keys-sheet.module.css'

export function KeysSheet({ onClose }: { onClose: () => void }) {
  const entries = useNavigation().flatMap((group) => group.entries)
  const rows: [label: string, keys: string[]][] = [
    [t('Search or go to'), [MOD_NAME, 'K']],
    [t('The same, or the search of a list'), ['/']],
    [t('Down and up in a list'), ['J', 'K']],
    [t('Open what is chosen in a list'), ['Enter']],
    [t('Select it; with Shift, all up to it'), ['X']],
    [t('Next and previous order, on the page of one'), ['J', 'K']],
    [t('Leave a dialog, a menu or a search'), ['Esc']],
    [t('This sheet'), ['?']],
    ...entries.map(({ label, key }): [string, string[]] => [
      t('Go to {{label}}', { label }),
      ['G', key.toUpperCase()],
    ]),
  ]
  return (
    <Modal opened onClose={onClose} title={t('Keyboard shortcuts')}>
      <dl className={classes['keys']}>
        {rows.map(([label, keys]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key} size="sm">
                  {key}
                </Kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  )
}
